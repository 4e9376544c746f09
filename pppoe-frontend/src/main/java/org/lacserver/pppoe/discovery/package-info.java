/**
 * PPPoE discovery (RFC 2516 §4, §5) and the Ethernet frame around it, as the Access Concentrator
 * sees them. Nothing here remembers a caller: what has to be remembered travels in the cookie.
 */
@NullMarked
package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.NullMarked;
