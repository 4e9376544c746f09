package org.lacserver.radius.dynauth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A request written out by hand, apart from the code under test. */
final class RequestPacket {
    private final int code;
    private final int id;
    private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
    private int signatureAt = -1;

    RequestPacket(int code, int id) {
        this.code = code;
        this.id = id;
    }

    static RequestPacket disconnect(int id) {
        return new RequestPacket(40, id);
    }

    static RequestPacket change(int id) {
        return new RequestPacket(43, id);
    }

    RequestPacket with(int type, byte... value) {
        attributes.write(type);
        attributes.write(value.length + 2);
        attributes.writeBytes(value);
        return this;
    }

    RequestPacket with(int type, String value) {
        return with(type, value.getBytes(StandardCharsets.UTF_8));
    }

    RequestPacket with(int type, long value) {
        return with(type, ByteBuffer.allocate(4).putInt((int) value).array());
    }

    RequestPacket vendor(int vendor, int type, byte... value) {
        return with(
                26,
                ByteBuffer.allocate(6 + value.length)
                        .putInt(vendor)
                        .put((byte) type)
                        .put((byte) (value.length + 2))
                        .put(value)
                        .array());
    }

    RequestPacket vendor(int vendor, int type, long value) {
        return vendor(vendor, type, ByteBuffer.allocate(4).putInt((int) value).array());
    }

    RequestPacket tagged(int type, int tag, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return with(type, ByteBuffer.allocate(1 + text.length).put((byte) tag).put(text).array());
    }

    RequestPacket signed() {
        signatureAt = 20 + attributes.size() + 2;
        return with(80, new byte[16]);
    }

    byte[] octets(String secret) {
        byte[] body = attributes.toByteArray();
        byte[] packet =
                ByteBuffer.allocate(20 + body.length)
                        .put((byte) code)
                        .put((byte) id)
                        .putShort((short) (20 + body.length))
                        .put(new byte[16])
                        .put(body)
                        .array();
        if (signatureAt >= 0) {
            System.arraycopy(hmac(packet, secret), 0, packet, signatureAt, 16);
        }
        System.arraycopy(md5(packet, secret), 0, packet, 4, 16);
        return packet;
    }

    static byte[] md5(byte[] packet, String secret) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(packet);
            return md5.digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] hmac(byte[] packet, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
            return mac.doFinal(packet);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether {@code answer} proves that its sender knows the secret and got {@code request}. */
    static boolean isAnswer(byte[] answer, byte[] request, String secret) {
        byte[] plain = answer.clone();
        System.arraycopy(request, 4, plain, 4, 16);
        boolean isAuthentic = Arrays.equals(md5(plain, secret), Arrays.copyOfRange(answer, 4, 20));
        byte[] unsigned = plain.clone();
        Arrays.fill(unsigned, 22, 38, (byte) 0);
        boolean isSigned =
                answer[20] == 80
                        && Arrays.equals(
                                hmac(unsigned, secret), Arrays.copyOfRange(answer, 22, 38));
        return isAuthentic && isSigned && answer[1] == request[1];
    }
}
