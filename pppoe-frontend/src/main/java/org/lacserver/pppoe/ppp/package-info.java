/**
 * PPP as far as a LAC speaks it: LCP (RFC 1661) and PAP, CHAP (RFC 1334, 1994) as the
 * authenticator, up to the caller's answer and not a step further.
 */
@NullMarked
package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.NullMarked;
