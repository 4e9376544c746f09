package org.lacserver.radius.dynauth;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Type;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Octets to a request and an answer to octets (RFC 5176 §2.3, §3.4). */
final class DynamicPacket {
    static final int DISCONNECT_REQUEST = 40;
    static final int DISCONNECT_ACK = 41;
    static final int DISCONNECT_NAK = 42;
    static final int COA_REQUEST = 43;
    static final int COA_ACK = 44;
    static final int COA_NAK = 45;

    static final int HEADER = 20;
    static final int MAX_PACKET = 4096;
    private static final int AUTHENTICATOR_AT = 4;
    private static final int AUTHENTICATOR_LENGTH = 16;
    private static final byte[] ZEROES = new byte[AUTHENTICATOR_LENGTH];

    final int code;
    final int identifier;
    final byte[] authenticator;
    final List<Attribute> attributes;
    private final byte[] octets;
    private final int signatureAt;

    private DynamicPacket(int code, byte[] octets, List<Attribute> attributes, int signatureAt) {
        this.code = code;
        this.identifier = octets[1] & 0xff;
        this.authenticator =
                Arrays.copyOfRange(
                        octets, AUTHENTICATOR_AT, AUTHENTICATOR_AT + AUTHENTICATOR_LENGTH);
        this.attributes = List.copyOf(attributes);
        this.octets = octets;
        this.signatureAt = signatureAt;
    }

    /** Null for what is no RADIUS packet: a bad length of its own or of an attribute. */
    static @Nullable DynamicPacket read(byte[] datagram) {
        if (datagram.length < HEADER) {
            return null;
        }
        int length = (datagram[2] & 0xff) << 8 | (datagram[3] & 0xff);
        if (length < HEADER || length > MAX_PACKET || length > datagram.length) {
            return null;
        }
        // §2.3: octets outside the range of the Length field are padding
        byte[] octets = Arrays.copyOf(datagram, length);
        List<Attribute> attributes = new ArrayList<>();
        int signatureAt = -1;
        int at = HEADER;
        while (at < length) {
            int size = at + 1 < length ? octets[at + 1] & 0xff : 0;
            if (size < 2 || at + size > length) {
                return null;
            }
            int type = octets[at] & 0xff;
            if (type == Type.MESSAGE_AUTHENTICATOR) {
                if (signatureAt >= 0 || size != 2 + AUTHENTICATOR_LENGTH) {
                    return null;
                }
                signatureAt = at + 2;
            }
            attributes.add(new Attribute(type, Arrays.copyOfRange(octets, at + 2, at + size)));
            at += size;
        }
        return new DynamicPacket(octets[0] & 0xff, octets, attributes, signatureAt);
    }

    boolean isRequest() {
        return code == DISCONNECT_REQUEST || code == COA_REQUEST;
    }

    boolean isSigned() {
        return signatureAt >= 0;
    }

    /** §2.3: as that of an Accounting-Request (RFC 2866 §3), a digest with its own place zero. */
    boolean isAuthentic(String secret) {
        byte[] plain = octets.clone();
        System.arraycopy(ZEROES, 0, plain, AUTHENTICATOR_AT, AUTHENTICATOR_LENGTH);
        return MessageDigest.isEqual(md5(plain, secret), authenticator);
    }

    /** §3.4: both the authenticator and the signature's own value are zero for it. */
    boolean isSignedRight(String secret) {
        byte[] plain = octets.clone();
        System.arraycopy(ZEROES, 0, plain, AUTHENTICATOR_AT, AUTHENTICATOR_LENGTH);
        System.arraycopy(ZEROES, 0, plain, signatureAt, AUTHENTICATOR_LENGTH);
        byte[] carried = Arrays.copyOfRange(octets, signatureAt, signatureAt + ZEROES.length);
        return MessageDigest.isEqual(hmacMd5(plain, secret), carried);
    }

    /**
     * The answer, signed; Message-Authenticator goes first, before anything a stranger can choose
     * (CVE-2024-3596).
     *
     * @param error Error-Cause; 0 for an ACK
     * @param echoed State and Proxy-State as they came, in order
     */
    byte[] answer(String secret, int answerCode, int error, List<Attribute> echoed) {
        ByteBuffer packet = ByteBuffer.allocate(MAX_PACKET);
        packet.put((byte) answerCode).put((byte) identifier).putShort((short) 0);
        packet.put(authenticator);
        packet.put((byte) Type.MESSAGE_AUTHENTICATOR).put((byte) 18).put(ZEROES);
        if (error != 0) {
            packet.put((byte) RequestReader.ERROR_CAUSE).put((byte) 6).putInt(error);
        }
        for (Attribute attribute : echoed) {
            byte[] value = attribute.value();
            if (packet.remaining() >= value.length + 2) {
                packet.put((byte) attribute.type()).put((byte) (value.length + 2)).put(value);
            }
        }
        packet.putShort(2, (short) packet.position());
        byte[] answer = Arrays.copyOf(packet.array(), packet.position());
        System.arraycopy(hmacMd5(answer, secret), 0, answer, HEADER + 2, AUTHENTICATOR_LENGTH);
        System.arraycopy(md5(answer, secret), 0, answer, AUTHENTICATOR_AT, AUTHENTICATOR_LENGTH);
        return answer;
    }

    private static byte[] md5(byte[] octets, String secret) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(octets);
            return md5.digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }

    private static byte[] hmacMd5(byte[] octets, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
            return mac.doFinal(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacMD5", e);
        }
    }
}
