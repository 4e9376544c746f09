package org.lacserver.l2tp.wire;

import org.lacserver.port.Octets;

/**
 * An AVP of a vendor's own, carried without being understood here; the access line AVPs of RFC 5515
 * are those of {@link #ADSL_FORUM}.
 */
public record VendorAvp(int vendor, int type, boolean mandatory, Octets value) {
    public static final int ADSL_FORUM = 3561;
    public static final int CISCO = 9;

    public static final int CIRCUIT_ID = 1;
    public static final int REMOTE_ID = 2;
    public static final int ACTUAL_RATE_UP = 129;
    public static final int ACTUAL_RATE_DOWN = 130;
    public static final int CISCO_NAS_PORT = 100;

    /** RFC 5515 §5: sent with the M bit clear. */
    public static VendorAvp line(int type, Octets value) {
        return new VendorAvp(ADSL_FORUM, type, false, value);
    }

    /** A rate of RFC 5515 §5, bit/s in 8 octets. */
    public static VendorAvp lineRate(int type, long bitsPerSecond) {
        byte[] value = new byte[Long.BYTES];
        java.nio.ByteBuffer.wrap(value).putLong(bitsPerSecond);
        return line(type, Octets.of(value));
    }
}
