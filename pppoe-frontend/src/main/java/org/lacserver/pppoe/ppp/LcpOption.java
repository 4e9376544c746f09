package org.lacserver.pppoe.ppp;

/** LCP configuration options (RFC 1661 §6): one octet type, one octet length, data. */
final class LcpOption {
    static final int MRU = 1;
    static final int AUTHENTICATION = 3;
    static final int MAGIC = 5;

    /** RFC 1661 §6.1. */
    static final int DEFAULT_MRU = 1500;

    /** Smaller ones are of no use for IP and get a Nak. */
    static final int SMALLEST_MRU = 128;

    private LcpOption() {}

    /** Whether the options fill the field exactly. */
    static boolean areWellFormed(byte[] options) {
        int at = 0;
        while (at + 2 <= options.length) {
            int length = length(options, at);
            if (length < 2 || length > options.length - at) {
                return false;
            }
            at += length;
        }
        return at == options.length;
    }

    static int length(byte[] options, int at) {
        return options[at + 1] & 0xff;
    }

    /** The Maximum-Receive-Unit in well-formed options; RFC 1661 §6.1: 1500 without one. */
    static int mru(byte[] options) {
        for (int at = 0; at < options.length; at += length(options, at)) {
            if (options[at] == MRU && length(options, at) == 4) {
                return unsignedShort(options, at + 2);
            }
        }
        return DEFAULT_MRU;
    }

    static int unsignedShort(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
    }

    static int integer(byte[] octets, int at) {
        return unsignedShort(octets, at) << 16 | unsignedShort(octets, at + 2);
    }
}
