/**
 * Octets to control messages and back (RFC 2661 §3, §4, §6). Nothing here keeps state, and bad
 * input is a value: {@link org.lacserver.l2tp.wire.Decoded.Refused}. Values are copied out of
 * buffers, and hiding (§4.3) begins and ends here.
 */
package org.lacserver.l2tp.wire;
