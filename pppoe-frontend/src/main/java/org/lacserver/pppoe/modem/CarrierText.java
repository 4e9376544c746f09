package org.lacserver.pppoe.modem;

import java.nio.ByteBuffer;

/**
 * Finds the modem's "NO CARRIER" among the octets of a call. A caller may send these letters as
 * well, so they count only where nothing follows them for a while.
 */
final class CarrierText {
    private static final String TEXT = "NO CARRIER";

    private int matched;

    /** Whether the octets end with the text and line ends; they stay as they are. */
    boolean endsWith(ByteBuffer octets) {
        for (int i = octets.position(); i < octets.limit(); i++) {
            octet(octets.get(i));
        }
        return matched == TEXT.length();
    }

    private void octet(byte octet) {
        boolean complete = matched == TEXT.length();
        if (complete && (octet == '\r' || octet == '\n')) {
            return;
        }
        if (!complete && octet == TEXT.charAt(matched)) {
            matched++;
        } else {
            matched = octet == TEXT.charAt(0) ? 1 : 0; // its first letter occurs only there
        }
    }
}
