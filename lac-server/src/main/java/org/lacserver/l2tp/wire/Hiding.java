package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Hiding of AVP values (RFC 2661 §4.3). */
final class Hiding {
    private static final int BLOCK = 16;

    private Hiding() {}

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** Turns {original length, value, padding} into the hidden subformat, in place. */
    static void hide(byte[] text, int attributeType, byte[] secret, byte[] randomVector) {
        MessageDigest md5 = md5();
        byte[] pad = firstPad(md5, attributeType, secret, randomVector);
        for (int from = 0; from < text.length; from += BLOCK) {
            int to = Math.min(from + BLOCK, text.length);
            if (from > 0) {
                // b(i) = MD5(S + c(i-1)): over the ciphertext of the block before
                md5.update(secret);
                md5.update(text, from - BLOCK, BLOCK);
                pad = md5.digest();
            }
            for (int i = from; i < to; i++) {
                text[i] ^= pad[i - from];
            }
        }
    }

    /** The value once hidden in {@code hidden}; null when the length in it is impossible. */
    static @Nullable Octets reveal(
            byte[] hidden, int attributeType, byte[] secret, byte[] randomVector) {
        if (hidden.length < 2) {
            return null;
        }
        MessageDigest md5 = md5();
        byte[] text = hidden.clone();
        byte[] pad = firstPad(md5, attributeType, secret, randomVector);
        for (int from = 0; from < text.length; from += BLOCK) {
            int to = Math.min(from + BLOCK, text.length);
            if (from > 0) {
                md5.update(secret);
                md5.update(hidden, from - BLOCK, BLOCK);
                pad = md5.digest();
            }
            for (int i = from; i < to; i++) {
                text[i] ^= pad[i - from];
            }
        }
        int length = (text[0] & 0xff) << 8 | (text[1] & 0xff);
        return length > text.length - 2 ? null : Octets.of(Arrays.copyOfRange(text, 2, 2 + length));
    }

    /** b1 = MD5(AV + S + RV), AV the attribute type in two octets. */
    private static byte[] firstPad(
            MessageDigest md5, int attributeType, byte[] secret, byte[] randomVector) {
        md5.update((byte) (attributeType >> 8));
        md5.update((byte) attributeType);
        md5.update(secret);
        md5.update(randomVector);
        return md5.digest();
    }
}
