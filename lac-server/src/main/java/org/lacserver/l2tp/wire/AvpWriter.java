package org.lacserver.l2tp.wire;

import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Writes AVPs one behind the other, hidden where the policy asks for it. */
final class AvpWriter {
    private static final int M = 0x8000;
    private static final int H = 0x4000;
    private static final int RANDOM_VECTOR_LENGTH = 16;

    private final ByteBuffer out;
    private final HidePolicy hide;
    private final byte[] secret;
    private final RandomGenerator random;
    private final Set<AvpType> omit;
    private List<AvpType> required = List.of();
    private byte[] randomVector = {};
    private int leftOut;

    AvpWriter(
            ByteBuffer out,
            HidePolicy hide,
            Secret secret,
            RandomGenerator random,
            Set<AvpType> omit) {
        this.out = out;
        this.secret = hide == HidePolicy.NONE ? new byte[0] : secret.reveal();
        this.hide = this.secret.length == 0 ? HidePolicy.NONE : hide;
        this.random = random;
        this.omit = omit;
    }

    int leftOut() {
        return leftOut;
    }

    void messageType(MessageType type) {
        required = type.required();
        messageType(type.number(), type.mBit() == AvpType.MBit.SET);
    }

    void messageType(int number, boolean mandatory) {
        put(mandatory, 0, AvpType.MESSAGE_TYPE.number(), false, u16(number));
    }

    void u16(AvpType type, int value) {
        put(type, u16(value));
    }

    void u32(AvpType type, long value) {
        put(type, ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array());
    }

    void u64(AvpType type, long value) {
        put(type, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    void text(AvpType type, String value) {
        put(type, value.getBytes(StandardCharsets.UTF_8));
    }

    void octets(AvpType type, Octets value) {
        put(type, value.toByteArray());
    }

    void empty(AvpType type) {
        put(type, new byte[0]);
    }

    /** Fixed octets, then a text that is cut where the AVP is full: it is for people only. */
    void advice(AvpType type, ByteBuffer fixed, String text) {
        byte[] tail = text.getBytes(StandardCharsets.UTF_8);
        int room = AvpType.MAX_VALUE - 2 - fixed.capacity();
        int take = tail.length;
        if (take > room) {
            take = room;
            while (take > 0 && (tail[take] & 0xc0) == 0x80) {
                take--; // not inside a character
            }
        }
        put(
                type,
                ByteBuffer.allocate(fixed.capacity() + take)
                        .put(fixed.flip())
                        .put(tail, 0, take)
                        .array());
    }

    /** A password or a response to a challenge. */
    void secret(AvpType type, Secret value, boolean sensitive) {
        if (isOmitted(type)) {
            return;
        }
        boolean hidden = hide == HidePolicy.ALL || (hide == HidePolicy.SENSITIVE && sensitive);
        put(type.isMandatory(), 0, type.number(), hidden, value.reveal());
    }

    /** RFC 3301: an address of 20 octets in place of a number to call, with the M bit clear. */
    void nsap(AvpType type, String hex) {
        if (!isOmitted(type)) {
            byte[] value = HexFormat.of().parseHex(hex);
            put(false, 0, type.number(), hide == HidePolicy.ALL, value);
        }
    }

    void vendor(VendorAvp avp) {
        LineAvp line = avp.line();
        if (line != null && !line.kind().fits(avp.value().length())) {
            leftOut++; // RFC 5515 §5: no receiver could read it
            return;
        }
        put(
                avp.mandatory(),
                avp.vendor(),
                avp.type(),
                hide == HidePolicy.ALL,
                avp.value().toByteArray());
    }

    private static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    private boolean isOmitted(AvpType type) {
        boolean unwanted =
                omit.contains(type)
                        // §4.4.5: without the type nothing else of it can be used
                        || (type.isProxyAuthen() && omit.contains(AvpType.PROXY_AUTHEN_TYPE));
        return unwanted && !required.contains(type);
    }

    private void put(AvpType type, byte[] value) {
        if (isOmitted(type)) {
            return;
        }
        boolean hidden = hide == HidePolicy.ALL && type.isHideable();
        put(type.isMandatory(), 0, type.number(), hidden, value);
    }

    private void put(boolean mandatory, int vendor, int number, boolean hidden, byte[] value) {
        if (value.length + (hidden ? 2 : 0) > AvpType.MAX_VALUE) {
            leftOut++;
            return;
        }
        if (!hidden) {
            header(mandatory ? M : 0, vendor, number, value);
            return;
        }
        if (randomVector.length == 0) {
            randomVector = new byte[RANDOM_VECTOR_LENGTH];
            random.nextBytes(randomVector);
            header(M, 0, AvpType.RANDOM_VECTOR.number(), randomVector);
        }
        byte[] text = padded(value);
        Hiding.hide(text, number, secret, randomVector);
        header(mandatory ? M | H : H, vendor, number, text);
    }

    /**
     * §4.3: length and value, padded with noise to full blocks so that the length is hidden too.
     */
    private byte[] padded(byte[] value) {
        int blocks = (2 + value.length + 15) / 16 * 16;
        byte[] text = new byte[Math.min(blocks, AvpType.MAX_VALUE)];
        random.nextBytes(text);
        text[0] = (byte) (value.length >> 8);
        text[1] = (byte) value.length;
        System.arraycopy(value, 0, text, 2, value.length);
        return text;
    }

    private void header(int flags, int vendor, int number, byte[] value) {
        out.putShort((short) (flags | AvpReader.HEADER + value.length))
                .putShort((short) vendor)
                .putShort((short) number)
                .put(value);
    }
}
