package org.lacserver.tests.peer.l2tp;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.ppp.Chap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * An AVP as it came (RFC 2661 §4.1), revealed when it was hidden.
 *
 * @param mandatory the M bit
 * @param hidden the H bit
 * @param vendor 0 for the IETF
 * @param type the attribute's number
 * @param octets the value, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // read by tests, compared by none
public record Avp(boolean mandatory, boolean hidden, int vendor, int type, byte[] octets) {
    public static final int MESSAGE_TYPE = 0;
    public static final int RESULT_CODE = 1;
    public static final int PROTOCOL_VERSION = 2;
    public static final int FRAMING_CAPABILITIES = 3;
    public static final int BEARER_CAPABILITIES = 4;
    public static final int TIE_BREAKER = 5;
    public static final int HOST_NAME = 7;
    public static final int VENDOR_NAME = 8;
    public static final int ASSIGNED_TUNNEL_ID = 9;
    public static final int RECEIVE_WINDOW = 10;
    public static final int CHALLENGE = 11;
    public static final int CHALLENGE_RESPONSE = 13;
    public static final int ASSIGNED_SESSION_ID = 14;
    public static final int CALL_SERIAL_NUMBER = 15;
    public static final int MINIMUM_BPS = 16;
    public static final int MAXIMUM_BPS = 17;
    public static final int BEARER_TYPE = 18;
    public static final int FRAMING_TYPE = 19;
    public static final int CALLED_NUMBER = 21;
    public static final int SUB_ADDRESS = 23;
    public static final int TX_CONNECT_SPEED = 24;
    public static final int INITIAL_RECEIVED_CONFREQ = 26;
    public static final int LAST_SENT_CONFREQ = 27;
    public static final int LAST_RECEIVED_CONFREQ = 28;
    public static final int PROXY_AUTH_TYPE = 29;
    public static final int PROXY_AUTH_NAME = 30;
    public static final int PROXY_AUTH_CHALLENGE = 31;
    public static final int PROXY_AUTH_ID = 32;
    public static final int PROXY_AUTH_RESPONSE = 33;
    public static final int CALL_ERRORS = 34;
    public static final int ACCM = 35;
    public static final int RANDOM_VECTOR = 36;
    public static final int RX_CONNECT_SPEED = 38;
    public static final int SEQUENCING_REQUIRED = 39;
    public static final int CONNECT_SPEED_UPDATE = 97;

    /** The value as a 16-bit number, -1 when it is not two octets. */
    public int u16() {
        return octets.length == 2 ? ByteBuffer.wrap(octets).getShort() & 0xffff : -1;
    }

    /** The value as a 32-bit number, -1 when it is not four octets. */
    public long u32() {
        return octets.length == 4 ? ByteBuffer.wrap(octets).getInt() & 0xffff_ffffL : -1;
    }

    public String text() {
        return new String(octets, StandardCharsets.UTF_8);
    }

    /** The first of the IETF's {@code type}, or null. */
    public static @Nullable Avp find(List<Avp> avps, int type) {
        for (Avp avp : avps) {
            if (avp.vendor == 0 && avp.type == type) {
                return avp;
            }
        }
        return null;
    }

    /** Reads the AVPs of a control message; null when they do not fit the message. */
    public static @Nullable List<Avp> readAll(ByteBuffer body, byte @Nullable [] secret) {
        List<Avp> avps = new ArrayList<>();
        byte[] randomVector = {};
        for (int at = 0; at < body.limit(); ) {
            int head = at + 6 <= body.limit() ? body.getShort(at) & 0xffff : 0;
            int length = head & 0x3ff;
            if (length < 6 || at + length > body.limit()) {
                return null;
            }
            int vendor = body.getShort(at + 2) & 0xffff;
            int type = body.getShort(at + 4) & 0xffff;
            byte[] value = new byte[length - 6];
            body.get(at + 6, value);
            boolean hidden = (head & 0x4000) != 0;
            if (hidden) {
                byte[] clear = secret == null ? null : reveal(type, value, secret, randomVector);
                if (clear == null) {
                    return null;
                }
                value = clear;
            } else if (vendor == 0 && type == RANDOM_VECTOR) {
                randomVector = value;
            }
            avps.add(new Avp((head & 0x8000) != 0, hidden, vendor, type, value));
            at += length;
        }
        return avps;
    }

    /** §4.3, receiving. */
    private static byte @Nullable [] reveal(
            int type, byte[] cipher, byte[] secret, byte[] randomVector) {
        byte[] clear = cipher.clone();
        byte[] key = Chap.md5(number(type), secret, randomVector);
        for (int at = 0; at < clear.length; at += 16) {
            int run = Math.min(16, clear.length - at);
            for (int i = 0; i < run; i++) {
                clear[at + i] = (byte) (cipher[at + i] ^ key[i]);
            }
            byte[] block = new byte[run];
            System.arraycopy(cipher, at, block, 0, run);
            key = Chap.md5(secret, block);
        }
        int length = clear.length < 2 ? -1 : ByteBuffer.wrap(clear).getShort() & 0xffff;
        if (length < 0 || length > clear.length - 2) {
            return null;
        }
        byte[] value = new byte[length];
        System.arraycopy(clear, 2, value, 0, length);
        return value;
    }

    /** §4.3, sending. */
    static byte[] hide(int type, byte[] value, byte[] secret, byte[] randomVector) {
        byte[] octets = new byte[2 + value.length];
        ByteBuffer.wrap(octets).putShort((short) value.length).put(value);
        byte[] key = Chap.md5(number(type), secret, randomVector);
        for (int at = 0; at < octets.length; at += 16) {
            int run = Math.min(16, octets.length - at);
            byte[] block = new byte[run];
            for (int i = 0; i < run; i++) {
                octets[at + i] ^= key[i];
                block[i] = octets[at + i];
            }
            key = Chap.md5(secret, block);
        }
        return octets;
    }

    private static byte[] number(int type) {
        return new byte[] {(byte) (type >> 8), (byte) type};
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Avp that
                && mandatory == that.mandatory
                && hidden == that.hidden
                && vendor == that.vendor
                && type == that.type
                && java.util.Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Objects.hash(vendor, type, java.util.Arrays.hashCode(octets));
    }

    @Override
    public String toString() {
        return (vendor == 0 ? "" : vendor + ":")
                + type
                + (mandatory ? " M " : " ")
                + HexFormat.of().formatHex(octets);
    }
}
