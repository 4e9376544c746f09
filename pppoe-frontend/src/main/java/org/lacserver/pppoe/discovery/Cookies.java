package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AC-Cookies that only this process can make and that nothing has to be remembered for: a nonce, a
 * coarse time, and an HMAC over both, the caller's MAC address, VLANs and port. The nonce tells a
 * repeated PADR from the next one.
 */
public final class Cookies {
    static final int LENGTH = 8 + 4 + 16;

    private static final long TICK_NANOS = 1_000_000_000L;
    private static final long KEY_NANOS = 3600 * TICK_NANOS;
    private static final String ALGORITHM = "HmacSHA256";

    private final RandomGenerator random;
    private final long lifeTicks;
    private final Mac mac;
    private SecretKeySpec key;
    private @Nullable SecretKeySpec formerKey;
    private long keyBorn = Long.MIN_VALUE;

    public Cookies(RandomGenerator random, long lifeNanos) {
        this.random = random;
        lifeTicks = Math.max(1, lifeNanos / TICK_NANOS);
        try {
            mac = Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
        key = freshKey();
    }

    private SecretKeySpec freshKey() {
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        return new SecretKeySpec(octets, ALGORITHM);
    }

    /** A cookie for the sender of this frame. */
    byte[] make(long nowNanos, int accessPort, AccessFrame frame) {
        rotate(nowNanos);
        long nonce = random.nextLong();
        int tick = tick(nowNanos);
        byte[] digest = digest(key, nonce, tick, accessPort, frame);
        return ByteBuffer.allocate(LENGTH).putLong(nonce).putInt(tick).put(digest, 0, 16).array();
    }

    /** Whether the frame's sender was given this cookie, a short while ago. */
    boolean isGood(long nowNanos, int accessPort, AccessFrame frame, ByteBuffer cookie) {
        if (cookie.remaining() != LENGTH) {
            return false;
        }
        rotate(nowNanos);
        int at = cookie.position();
        long nonce = cookie.getLong(at);
        int tick = cookie.getInt(at + 8);
        int age = tick(nowNanos) - tick;
        if (age < 0 || age > lifeTicks) {
            return false;
        }
        byte[] digest = new byte[16];
        cookie.get(at + 12, digest);
        return matches(key, digest, nonce, tick, accessPort, frame)
                || (formerKey != null
                        && matches(formerKey, digest, nonce, tick, accessPort, frame));
    }

    static long nonce(ByteBuffer cookie) {
        return cookie.getLong(cookie.position());
    }

    private boolean matches(
            SecretKeySpec by, byte[] digest, long nonce, int tick, int port, AccessFrame frame) {
        byte[] expected = java.util.Arrays.copyOf(digest(by, nonce, tick, port, frame), 16);
        return MessageDigest.isEqual(expected, digest);
    }

    private static int tick(long nowNanos) {
        return (int) Math.floorDiv(nowNanos, TICK_NANOS);
    }

    private void rotate(long nowNanos) {
        if (keyBorn == Long.MIN_VALUE) {
            keyBorn = nowNanos;
        } else if (nowNanos - keyBorn > KEY_NANOS) {
            formerKey = key;
            key = freshKey();
            keyBorn = nowNanos;
        }
    }

    private byte[] digest(SecretKeySpec by, long nonce, int tick, int port, AccessFrame frame) {
        ByteBuffer input = ByteBuffer.allocate(8 + 4 + 4 + 8 + 2 + 2);
        input.putLong(nonce).putInt(tick).putInt(port).putLong(frame.source());
        input.putShort((short) AccessFrame.vlan(frame.outerTag()));
        input.putShort((short) AccessFrame.vlan(frame.innerTag()));
        try {
            mac.init(by);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an HMAC takes any key", e);
        }
        return mac.doFinal(input.array());
    }
}
