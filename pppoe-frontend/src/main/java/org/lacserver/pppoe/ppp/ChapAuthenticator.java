package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * CHAP as the authenticator (RFC 1994 §4): challenges until there is a response. With MD5 here; the
 * exchange is the same whatever the algorithm.
 */
public sealed class ChapAuthenticator implements Authenticator permits MsChapV2Authenticator {
    private static final int CHALLENGE = 1;
    private static final int RESPONSE = 2;
    private static final int SUCCESS = 3;
    private static final int FAILURE = 4;
    private static final int CHALLENGE_LENGTH = 16;
    private static final int DIGEST_LENGTH = 16;

    private final AuthProtocol protocol;
    private final int valueLength;
    private final PppSettings settings;
    private final byte[] challenge = new byte[CHALLENGE_LENGTH];
    private final int id;
    private int sent;
    private long deadline = Long.MAX_VALUE;
    private @Nullable Answer answer;

    ChapAuthenticator(PppSettings settings, RandomGenerator random) {
        this(AuthProtocol.CHAP, DIGEST_LENGTH, settings, random);
    }

    /**
     * @param valueLength of the Value in a Response
     */
    ChapAuthenticator(
            AuthProtocol protocol, int valueLength, PppSettings settings, RandomGenerator random) {
        this.protocol = protocol;
        this.valueLength = valueLength;
        this.settings = settings;
        random.nextBytes(challenge);
        id = random.nextInt(256);
    }

    @Override
    public final AuthProtocol protocol() {
        return protocol;
    }

    @Override
    public final void start(long nowNanos, PppOutbox out) {
        sendChallenge(nowNanos, out);
    }

    private void sendChallenge(long nowNanos, PppOutbox out) {
        byte[] name = settings.name().getBytes(StandardCharsets.UTF_8);
        byte[] data =
                ByteBuffer.allocate(1 + CHALLENGE_LENGTH + name.length)
                        .put((byte) CHALLENGE_LENGTH)
                        .put(challenge)
                        .put(name)
                        .array();
        out.packet(protocol.protocol(), CHALLENGE, id, data);
        sent++;
        deadline = nowNanos + settings.restartNanos();
    }

    @Override
    public final AuthHeard onPacket(ByteBuffer packet) {
        byte[] data = Authenticator.data(packet);
        if (data == null || data.length < 1) {
            return AuthHeard.BAD_LENGTH;
        }
        if (packet.get(packet.position()) != RESPONSE) {
            return AuthHeard.BAD_CODE;
        }
        if ((packet.get(packet.position() + 1) & 0xff) != id) {
            return AuthHeard.STALE_IDENTIFIER;
        }
        if (data[0] != valueLength) {
            return AuthHeard.BAD_VALUE_SIZE;
        }
        if (data.length < 1 + valueLength) {
            return AuthHeard.BAD_LENGTH;
        }
        byte[] name = Arrays.copyOfRange(data, 1 + valueLength, data.length);
        byte[] value = Arrays.copyOfRange(data, 1, 1 + valueLength);
        if (answer != null) {
            return answer.says(name, value) ? AuthHeard.REPEATED_ANSWER : AuthHeard.CHANGED_ANSWER;
        }
        answer = new Answer(protocol, name, id, challenge, value);
        deadline = Long.MAX_VALUE;
        return AuthHeard.ANSWER;
    }

    @Override
    public final @Nullable Answer answer() {
        return answer;
    }

    @Override
    public final long deadlineNanos() {
        return deadline;
    }

    @Override
    public final boolean onDeadline(long nowNanos, PppOutbox out) {
        if (nowNanos < deadline) {
            return true;
        }
        if (sent >= settings.maxConfigure()) {
            return false;
        }
        sendChallenge(nowNanos, out); // §4.1: the identical Challenge again
        return true;
    }

    @Override
    public final void accept(byte[] message, PppOutbox out) {
        out.packet(protocol.protocol(), SUCCESS, id, message);
    }

    @Override
    public final void refuse(String text, byte @Nullable [] message, PppOutbox out) {
        out.packet(protocol.protocol(), FAILURE, id, failure(text, message));
    }

    /** The Message of the Failure. */
    byte[] failure(String text, byte @Nullable [] given) {
        return given == null ? Authenticator.message(text) : given;
    }
}
