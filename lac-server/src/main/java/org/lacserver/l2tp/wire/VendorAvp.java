package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

import java.nio.ByteBuffer;

/**
 * An AVP of a vendor's own, carried without being understood here; the access line AVPs of RFC 5515
 * are those of {@link #ADSL_FORUM}, listed in {@link LineAvp}.
 */
public record VendorAvp(int vendor, int type, boolean mandatory, Octets value) {
    public static final int ADSL_FORUM = 3561;
    public static final int CISCO = 9;

    public static final int CIRCUIT_ID = LineAvp.AGENT_CIRCUIT_ID.number();
    public static final int REMOTE_ID = LineAvp.AGENT_REMOTE_ID.number();
    public static final int CISCO_NAS_PORT = 100;

    /** RFC 5515 §5: sent with the M bit clear. */
    public static VendorAvp line(int type, Octets value) {
        return new VendorAvp(ADSL_FORUM, type, false, value);
    }

    /**
     * The AVP that says what a numeric TR-101 sub-tag of PPPoE says.
     *
     * @param tr101SubType 0x81 to 0x8e, 0x90, 0x91 or 0xfe
     * @param value a rate in kbit/s, a delay in ms, three octets of encapsulation as one number, a
     *     type of line, or 1 for an IWF session
     * @return null when RFC 5515 has no AVP for it, or its value is negative or a type that RFC
     *     5515 does not know
     */
    public static @Nullable VendorAvp fromLine(int tr101SubType, long value) {
        LineAvp avp = LineAvp.of(tr101SubType);
        if (avp == null || avp.kind() == LineAvp.Kind.TEXT || value < 0) {
            return null;
        }
        if (avp.kind() == LineAvp.Kind.LINE_TYPE) {
            // the type is the first of four octets, the others are zero
            return value > LineAvp.LAST_LINE_TYPE
                    ? null
                    : line(avp.number(), Octets.of((byte) value, (byte) 0, (byte) 0, (byte) 0));
        }
        int factor = avp.kind().factor();
        int octets = avp.kind().most();
        long most =
                switch (avp.kind()) {
                    case FLAG -> 1;
                    case RATE -> Long.MAX_VALUE;
                    default -> (1L << (octets * Byte.SIZE)) - 1;
                };
        long number = Math.min(value, most / factor) * factor;
        ByteBuffer all = ByteBuffer.allocate(Long.BYTES).putLong(0, number);
        return line(avp.number(), Octets.of(all.position(Long.BYTES - octets)));
    }

    /** The access line AVP this is, or null. */
    @Nullable LineAvp line() {
        return vendor == ADSL_FORUM ? LineAvp.of(type) : null;
    }
}
