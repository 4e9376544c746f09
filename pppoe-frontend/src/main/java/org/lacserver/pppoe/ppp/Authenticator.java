package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Gets the caller's name out of him and tells him yes or no; it judges nothing itself. */
public sealed interface Authenticator
        permits PapAuthenticator, ChapAuthenticator, EapAuthenticator {

    static Authenticator of(AuthProtocol protocol, PppSettings settings, RandomGenerator random) {
        return switch (protocol) {
            case PAP -> new PapAuthenticator(settings);
            case CHAP -> new ChapAuthenticator(settings, random);
            case MSCHAPV2 -> new MsChapV2Authenticator(settings, random);
            case EAP -> new EapAuthenticator(settings, random);
        };
    }

    AuthProtocol protocol();

    void start(long nowNanos, PppOutbox out);

    /** A whole packet of this protocol; what follows its own length is padding. */
    AuthHeard onPacket(ByteBuffer packet);

    /** The caller's answer, once there is one. */
    @Nullable Answer answer();

    /** {@link Long#MAX_VALUE} while nothing is asked of the caller. */
    long deadlineNanos();

    /** Returns false when the caller has had his chances. */
    boolean onDeadline(long nowNanos, PppOutbox out);

    /**
     * Tells the caller yes: PAP Authenticate-Ack, CHAP or EAP Success.
     *
     * @param message what the server would have him told; EAP has no place for it
     */
    void accept(byte[] message, PppOutbox out);

    /**
     * Tells a caller who has answered no: PAP Authenticate-Nak, CHAP or EAP Failure.
     *
     * @param text for people
     * @param message the Message of the packet as the server gave it; null: made from {@code text}
     */
    void refuse(String text, byte @Nullable [] message, PppOutbox out);

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
        return message(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same of octets. */
    static byte[] message(byte[] octets) {
        int length = Math.min(octets.length, 255);
        while (length < octets.length && length > 0 && (octets[length] & 0xc0) == 0x80) {
            length--;
        }
        return Arrays.copyOf(octets, length);
    }
}
