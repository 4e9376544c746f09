/**
 * The control connection (RFC 2661 §7.2.1) as its initiator: SCCRQ, SCCRP, SCCCN, mutual challenge,
 * Hello, StopCCN, and the tombstone that goes on acknowledging after the end.
 */
@NullMarked
package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.NullMarked;
