package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Uncovers Tunnel-Password (RFC 2868 §3.5). */
final class TunnelPassword {
    private static final int SALT = 2;
    private static final int BLOCK = 16;

    private TunnelPassword() {}

    /**
     * @param hidden salt and ciphertext, that is the value behind the tag octet
     * @return null when it is cut or its length octet points beyond it
     */
    static byte @Nullable [] uncover(byte[] hidden, byte[] requestAuthenticator, String secret) {
        int length = hidden.length - SALT;
        if (length < BLOCK || length % BLOCK != 0) {
            return null;
        }
        MessageDigest md5 = md5();
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        byte[] plain = new byte[length];
        for (int at = 0; at < length; at += BLOCK) {
            md5.update(key);
            if (at == 0) {
                md5.update(requestAuthenticator); // b(1) = MD5(S + R + A)
                md5.update(hidden, 0, SALT);
            } else {
                md5.update(hidden, SALT + at - BLOCK, BLOCK); // b(i) = MD5(S + c(i-1))
            }
            byte[] pad = md5.digest();
            for (int i = 0; i < BLOCK; i++) {
                plain[at + i] = (byte) (hidden[SALT + at + i] ^ pad[i]);
            }
        }
        int passwordLength = plain[0] & 0xff;
        return passwordLength > length - 1
                ? null
                : Arrays.copyOfRange(plain, 1, 1 + passwordLength);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }
}
