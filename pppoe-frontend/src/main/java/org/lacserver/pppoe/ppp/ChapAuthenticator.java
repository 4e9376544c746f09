package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** CHAP with MD5 as the authenticator (RFC 1994 §4): challenges until there is a response. */
public final class ChapAuthenticator implements Authenticator {
    private static final int CHALLENGE = 1;
    private static final int RESPONSE = 2;
    private static final int FAILURE = 4;
    private static final int DIGEST_LENGTH = 16;

    private final PppSettings settings;
    private final byte[] challenge = new byte[DIGEST_LENGTH];
    private final int id;
    private int sent;
    private long deadline = Long.MAX_VALUE;
    private @Nullable Answer answer;

    ChapAuthenticator(PppSettings settings, RandomGenerator random) {
        this.settings = settings;
        random.nextBytes(challenge);
        id = random.nextInt(256);
    }

    @Override
    public AuthProtocol protocol() {
        return AuthProtocol.CHAP;
    }

    @Override
    public void start(long nowNanos, PppOutbox out) {
        sendChallenge(nowNanos, out);
    }

    private void sendChallenge(long nowNanos, PppOutbox out) {
        byte[] name = settings.name().getBytes(StandardCharsets.UTF_8);
        byte[] data =
                ByteBuffer.allocate(1 + DIGEST_LENGTH + name.length)
                        .put((byte) DIGEST_LENGTH)
                        .put(challenge)
                        .put(name)
                        .array();
        out.packet(AuthProtocol.CHAP.protocol(), CHALLENGE, id, data);
        sent++;
        deadline = nowNanos + settings.restartNanos();
    }

    @Override
    public AuthHeard onPacket(ByteBuffer packet) {
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
        if (data[0] != DIGEST_LENGTH) {
            return AuthHeard.BAD_VALUE_SIZE;
        }
        if (data.length < 1 + DIGEST_LENGTH) {
            return AuthHeard.BAD_LENGTH;
        }
        if (answer != null) {
            return AuthHeard.REPEATED_ANSWER;
        }
        answer =
                new Answer(
                        AuthProtocol.CHAP,
                        Arrays.copyOfRange(data, 1 + DIGEST_LENGTH, data.length),
                        id,
                        challenge,
                        Arrays.copyOfRange(data, 1, 1 + DIGEST_LENGTH));
        deadline = Long.MAX_VALUE;
        return AuthHeard.ANSWER;
    }

    @Override
    public @Nullable Answer answer() {
        return answer;
    }

    @Override
    public long deadlineNanos() {
        return deadline;
    }

    @Override
    public boolean onDeadline(long nowNanos, PppOutbox out) {
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
    public void refuse(String message, PppOutbox out) {
        out.packet(AuthProtocol.CHAP.protocol(), FAILURE, id, Authenticator.message(message));
    }
}
