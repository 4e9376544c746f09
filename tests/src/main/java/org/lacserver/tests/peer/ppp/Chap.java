package org.lacserver.tests.peer.ppp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** RFC 1994 §4.1. */
public final class Chap {
    private Chap() {}

    /** MD5 over identifier, secret and challenge. */
    public static byte[] response(int id, byte[] secret, byte[] challenge) {
        return md5(new byte[] {(byte) id}, secret, challenge);
    }

    /** MD5 over the parts in a row. */
    public static byte[] md5(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException absent) {
            throw new AssertionError("every JDK has MD5", absent);
        }
    }

    /** A Challenge or Response: value size, value, name. */
    public static byte[] packet(int code, int id, byte[] value, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[1 + value.length + text.length];
        body[0] = (byte) value.length;
        System.arraycopy(value, 0, body, 1, value.length);
        System.arraycopy(text, 0, body, 1 + value.length, text.length);
        return Ppp.packet(code, id, body);
    }
}
