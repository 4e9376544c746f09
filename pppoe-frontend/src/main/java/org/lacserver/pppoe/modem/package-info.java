/**
 * Modems that dial out for an LNS: async HDLC framing (RFC 1662), the AT commands that place and
 * end a call, and the pool that gives a call a modem. No socket, thread or clock: octets, orders
 * and deadlines go in with the present time, octets and events come out. {@link
 * org.lacserver.pppoe.modem.ModemPool} is the door; the devices are opened in {@code serial}.
 */
@NullMarked
package org.lacserver.pppoe.modem;

import org.jspecify.annotations.NullMarked;
