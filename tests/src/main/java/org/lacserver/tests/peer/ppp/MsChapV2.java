package org.lacserver.tests.peer.ppp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** The arithmetic of MS-CHAPv2 (RFC 2759 §8). */
public final class MsChapV2 {
    /** Length of the Value of a Response. */
    public static final int VALUE_LENGTH = 49;

    private MsChapV2() {}

    /** §4: Peer-Challenge, eight octets of zero, NT-Response, Flags. */
    public static byte[] value(
            byte[] challenge, byte[] peerChallenge, String user, String password) {
        return ByteBuffer.allocate(VALUE_LENGTH)
                .put(peerChallenge)
                .position(24)
                .put(ntResponse(challenge, peerChallenge, user, password))
                .array();
    }

    /** §8.1. */
    static byte[] ntResponse(byte[] challenge, byte[] peer, String user, String password) {
        byte[] key = Arrays.copyOf(hash(password), 21);
        byte[] text = challengeHash(challenge, peer, user);
        ByteBuffer response = ByteBuffer.allocate(24);
        for (int part = 0; part < 3; part++) {
            response.put(des(text, Arrays.copyOfRange(key, 7 * part, 7 * part + 7)));
        }
        return response.array();
    }

    /** §8.7: what a Success begins with. */
    public static String success(byte[] challenge, byte[] value, String user, String password) {
        byte[] peer = Arrays.copyOf(value, 16);
        byte[] response = Arrays.copyOfRange(value, 24, 48);
        byte[] digest =
                sha1(
                        md4(hash(password)),
                        response,
                        text("Magic server to client signing constant"));
        byte[] proof =
                sha1(
                        digest,
                        challengeHash(challenge, peer, user),
                        text("Pad to make it do more than one iteration"));
        return "S=" + HexFormat.of().withUpperCase().formatHex(proof);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** §8.2; of a name DOMAIN\joe only joe counts. */
    private static byte[] challengeHash(byte[] challenge, byte[] peer, String user) {
        String alone = user.substring(user.lastIndexOf('\\') + 1);
        byte[] name = alone.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(sha1(peer, challenge, name), 8);
    }

    /** §8.3. */
    private static byte[] hash(String password) {
        return md4(password.getBytes(StandardCharsets.UTF_16LE));
    }

    private static byte[] sha1(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException absent) {
            throw new AssertionError("every JDK has SHA-1", absent);
        }
    }

    /** §8.6: each octet of the key has seven bits of the 56, and parity. */
    private static byte[] des(byte[] clear, byte[] bits) {
        long all = ByteBuffer.allocate(8).put((byte) 0).put(bits).getLong(0);
        byte[] key = new byte[8];
        for (int at = 0; at < 8; at++) {
            key[at] = (byte) (all >> (49 - 7 * at) << 1);
        }
        try {
            Cipher cipher = Cipher.getInstance("DES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
            return cipher.doFinal(clear);
        } catch (GeneralSecurityException absent) {
            throw new AssertionError("every JDK has DES", absent);
        }
    }

    /** RFC 1320, which no JDK offers. */
    static byte[] md4(byte[] message) {
        int blocks = (message.length + 8) / 64 + 1;
        ByteBuffer padded = ByteBuffer.allocate(64 * blocks).order(ByteOrder.LITTLE_ENDIAN);
        padded.put(message).put((byte) 0x80).putLong(64 * blocks - 8, 8L * message.length);
        int[] state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
        for (int block = 0; block < blocks; block++) {
            round(state, padded.slice(64 * block, 64).order(ByteOrder.LITTLE_ENDIAN));
        }
        ByteBuffer digest = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : state) {
            digest.putInt(word);
        }
        return digest.array();
    }

    private static void round(int[] state, ByteBuffer block) {
        int[][] turns = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}};
        int[] constants = {0, 0x5a827999, 0x6ed9eba1};
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        for (int step = 0; step < 48; step++) {
            int round = step / 16;
            int at = step % 16;
            int word =
                    switch (round) {
                        case 0 -> at;
                        case 1 -> at % 4 * 4 + at / 4;
                        default -> Integer.reverse(at) >>> 28;
                    };
            int mixed =
                    switch (round) {
                        case 0 -> (b & c) | (~b & d);
                        case 1 -> (b & c) | (b & d) | (c & d);
                        default -> b ^ c ^ d;
                    };
            int sum = a + mixed + block.getInt(4 * word) + constants[round];
            a = d;
            d = c;
            c = b;
            b = Integer.rotateLeft(sum, turns[round][step % 4]);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
}
