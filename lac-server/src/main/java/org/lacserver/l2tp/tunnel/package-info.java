/**
 * The control connection (RFC 2661 §7.2.1) in both roles: SCCRQ, SCCRP, SCCCN, mutual challenge,
 * Hello, StopCCN, and the tombstone that goes on acknowledging after the end.
 */
@NullMarked
package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.NullMarked;
