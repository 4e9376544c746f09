package org.lacserver.tests.peer.l2tp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the AVPs of one control message, the Message Type first (RFC 2661 §4.4.1). */
public final class AvpWriter {
    private final ByteBuffer octets = ByteBuffer.allocate(1400);
    private byte[] hidingSecret = {};
    private byte[] randomVector = {};

    public AvpWriter(int messageType) {
        this(messageType, true);
    }

    public AvpWriter(int messageType, boolean mandatory) {
        u16(mandatory, Avp.MESSAGE_TYPE, messageType);
    }

    /** From here on {@link #hidden} hides, behind a Random Vector. */
    public AvpWriter hideWith(byte[] secret, byte[] vector) {
        put(true, Avp.RANDOM_VECTOR, vector);
        hidingSecret = secret.clone();
        randomVector = vector.clone();
        return this;
    }

    public AvpWriter put(boolean mandatory, int type, byte... value) {
        return raw(mandatory ? 0x8000 : 0, type, value);
    }

    /** Hidden after {@link #hideWith}, in clear otherwise. */
    public AvpWriter hidden(boolean mandatory, int type, byte... value) {
        if (hidingSecret.length == 0) {
            return put(mandatory, type, value);
        }
        byte[] cipher = Avp.hide(type, value, hidingSecret, randomVector);
        return raw(mandatory ? 0xc000 : 0x4000, type, cipher);
    }

    /** As it is, of whatever vendor. */
    public AvpWriter put(Avp avp) {
        return raw(avp.mandatory() ? 0x8000 : 0, avp.vendor(), avp.type(), avp.octets());
    }

    private AvpWriter raw(int flags, int type, byte[] value) {
        return raw(flags, 0, type, value);
    }

    private AvpWriter raw(int flags, int vendor, int type, byte[] value) {
        octets.putShort((short) (flags | (6 + value.length)))
                .putShort((short) vendor)
                .putShort((short) type)
                .put(value);
        return this;
    }

    public AvpWriter u16(boolean mandatory, int type, int value) {
        return put(mandatory, type, (byte) (value >> 8), (byte) value);
    }

    public AvpWriter u32(boolean mandatory, int type, int value) {
        return put(mandatory, type, ByteBuffer.allocate(4).putInt(value).array());
    }

    public AvpWriter text(boolean mandatory, int type, String value) {
        return put(mandatory, type, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Result Code with its error code and text (§4.4.2). */
    public AvpWriter result(int result, int error, String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        boolean withError = error != 0 || message.length > 0;
        ByteBuffer value = ByteBuffer.allocate(2 + (withError ? 2 + message.length : 0));
        value.putShort((short) result);
        if (withError) {
            value.putShort((short) error).put(message);
        }
        return put(true, Avp.RESULT_CODE, value.array());
    }

    public byte[] take() {
        byte[] taken = new byte[octets.position()];
        octets.get(0, taken);
        return taken;
    }
}
