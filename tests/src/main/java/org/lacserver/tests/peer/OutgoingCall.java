package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;

/**
 * A call that an LNS asks a LAC for (RFC 2661 §6.9).
 *
 * @param number Called Number
 * @param subAddress Sub-Address, null for none
 * @param bearer Bearer Type: 1 digital, 2 analog
 * @param framing Framing Type: 1 synchronous, 2 asynchronous
 */
public record OutgoingCall(
        String number,
        @Nullable String subAddress,
        long minimumBps,
        long maximumBps,
        int bearer,
        int framing) {

    /** Digital or analog, synchronous or not, at any speed. */
    public static OutgoingCall to(String number) {
        return new OutgoingCall(number, null, 1, 0xffff_ffffL, 3, 3);
    }
}
