package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Gets the caller's name out of him and can refuse him; it has no way to say yes. */
public sealed interface Authenticator permits PapAuthenticator, ChapAuthenticator {

    static Authenticator of(AuthProtocol protocol, PppSettings settings, RandomGenerator random) {
        return switch (protocol) {
            case PAP -> new PapAuthenticator(settings);
            case CHAP -> new ChapAuthenticator(settings, random);
        };
    }

    AuthProtocol protocol();

    void start(long nowNanos, PppOutbox out);

    /** A whole packet of this protocol; what follows its own length is padding. */
    AuthHeard onPacket(ByteBuffer packet);

    /** The caller's answer, once there is one. */
    @Nullable Answer answer();

    /** {@link Long#MAX_VALUE} once the caller has answered. */
    long deadlineNanos();

    /** Returns false when the caller has had his chances. */
    boolean onDeadline(long nowNanos, PppOutbox out);

    /** Tells the caller no: PAP Authenticate-Nak or CHAP Failure. */
    void refuse(String message, PppOutbox out);

    /** The data field of a well-formed packet, or null. */
    static byte @Nullable [] data(ByteBuffer packet) {
        int at = packet.position();
        if (packet.remaining() < 4) {
            return null;
        }
        int length = packet.getShort(at + 2) & 0xffff;
        if (length < 4 || length > packet.remaining()) {
            return null;
        }
        byte[] data = new byte[length - 4];
        packet.get(at + 4, data);
        return data;
    }

    /** A message that fits one octet of length, not cut inside a character. */
    static byte[] message(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(octets.length, 255);
        while (length < octets.length && length > 0 && (octets[length] & 0xc0) == 0x80) {
            length--;
        }
        return Arrays.copyOf(octets, length);
    }
}
