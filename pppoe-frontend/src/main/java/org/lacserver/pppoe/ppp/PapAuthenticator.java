package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** PAP as the authenticator (RFC 1334 §2): it waits; the caller repeats himself until answered. */
public final class PapAuthenticator implements Authenticator {
    private static final int REQUEST = 1;
    private static final int ACK = 2;
    private static final int NAK = 3;

    private final long answerNanos;
    private long deadline = Long.MAX_VALUE;
    private @Nullable Answer answer;
    private int lastId;

    PapAuthenticator(PppSettings settings) {
        answerNanos = settings.answerNanos();
    }

    @Override
    public AuthProtocol protocol() {
        return AuthProtocol.PAP;
    }

    @Override
    public void start(long nowNanos, PppOutbox out) {
        deadline = nowNanos + answerNanos;
    }

    @Override
    public AuthHeard onPacket(ByteBuffer packet) {
        byte[] data = Authenticator.data(packet);
        if (data == null) {
            return AuthHeard.BAD_LENGTH;
        }
        if (packet.get(packet.position()) != REQUEST) {
            return AuthHeard.BAD_CODE;
        }
        // §2.2.1: Peer-ID Length, Peer-Id, Passwd-Length, Password
        int nameLength = data.length > 0 ? data[0] & 0xff : data.length;
        if (data.length < 2 + nameLength
                || data.length < 2 + nameLength + (data[1 + nameLength] & 0xff)) {
            return AuthHeard.BAD_LENGTH;
        }
        lastId = packet.get(packet.position() + 1) & 0xff; // a Nak must carry the latest one
        int passwordAt = 2 + nameLength;
        int passwordLength = data[passwordAt - 1] & 0xff;
        byte[] name = Arrays.copyOfRange(data, 1, 1 + nameLength);
        byte[] password = Arrays.copyOfRange(data, passwordAt, passwordAt + passwordLength);
        if (answer != null) {
            return answer.says(name, password)
                    ? AuthHeard.REPEATED_ANSWER
                    : AuthHeard.CHANGED_ANSWER;
        }
        answer = new Answer(AuthProtocol.PAP, name, lastId, PppOutbox.NO_DATA, password);
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
        return nowNanos < deadline;
    }

    @Override
    public void accept(byte[] message, PppOutbox out) {
        reply(ACK, message, out);
    }

    @Override
    public void refuse(String text, byte @Nullable [] message, PppOutbox out) {
        reply(NAK, message == null ? Authenticator.message(text) : message, out);
    }

    /** §2.2.2: the message has a length octet of its own. */
    private void reply(int code, byte[] message, PppOutbox out) {
        byte[] text = Authenticator.message(message);
        byte[] data = new byte[1 + text.length];
        data[0] = (byte) text.length;
        System.arraycopy(text, 0, data, 1, text.length);
        out.packet(AuthProtocol.PAP.protocol(), code, lastId, data);
    }
}
