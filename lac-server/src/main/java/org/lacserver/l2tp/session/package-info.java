/** The LAC's side of an incoming call (RFC 2661 §7.4.1): ICRQ, ICRP, ICCN, CDN. */
@NullMarked
package org.lacserver.l2tp.session;

import org.jspecify.annotations.NullMarked;
