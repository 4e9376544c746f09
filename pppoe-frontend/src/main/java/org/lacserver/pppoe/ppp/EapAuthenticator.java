package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * EAP as a pass-through authenticator (RFC 3748 §2.3): it asks for the caller's identity by itself,
 * then carries Requests of a server to him and his Responses back, and sends each Request again
 * until there is a Response.
 */
public final class EapAuthenticator implements Authenticator {
    private static final int REQUEST = 1;
    private static final int RESPONSE = 2;
    private static final int SUCCESS = 3;
    private static final int FAILURE = 4;
    private static final byte IDENTITY = 1;
    private static final byte NAK = 3;
    private static final byte EXPANDED = (byte) 254;
    private static final int HEADER = 4;
    private static final int MAX_LENGTH = 1500;

    /** §4.3: three to five are suggested. */
    private static final int MAX_RETRANSMISSIONS = 5;

    /** Requests of a server in one conversation. */
    static final int MAX_ROUNDS = 50;

    private final PppSettings settings;
    private int id;
    private byte[] asked = {IDENTITY};
    private boolean waiting;
    private int retransmissions;
    private int rounds;
    private long deadline = Long.MAX_VALUE;
    private @Nullable Answer answer;
    private byte @Nullable [] reply;

    EapAuthenticator(PppSettings settings, RandomGenerator random) {
        this.settings = settings;
        id = random.nextInt(256); // §4.1: best not zero, to make sequence attacks harder
    }

    @Override
    public AuthProtocol protocol() {
        return AuthProtocol.EAP;
    }

    @Override
    public void start(long nowNanos, PppOutbox out) {
        ask(nowNanos, out);
    }

    private void ask(long nowNanos, PppOutbox out) {
        out.packet(AuthProtocol.EAP.protocol(), REQUEST, id, asked);
        waiting = true;
        deadline = nowNanos + settings.restartNanos();
    }

    /** Whether the server's word is awaited, so that {@link #challenge} may come. */
    public boolean isAnswered() {
        return answer != null && !waiting;
    }

    /**
     * Sends a Request of the server's.
     *
     * @param eap the whole packet
     * @return false when it is none, does not fit the link, or is one too many
     */
    public boolean challenge(long nowNanos, byte[] eap, PppOutbox out) {
        ByteBuffer packet = ByteBuffer.wrap(eap);
        boolean isRequest =
                eap.length > HEADER
                        && eap.length <= settings.mru()
                        && packet.get(0) == REQUEST
                        && packet.getShort(2) == eap.length;
        if (!isRequest || ++rounds > MAX_ROUNDS) {
            return false;
        }
        id = packet.get(1) & 0xff;
        asked = Arrays.copyOfRange(eap, HEADER, eap.length);
        retransmissions = 0;
        ask(nowNanos, out);
        return true;
    }

    @Override
    public AuthHeard onPacket(ByteBuffer packet) {
        byte[] data = Authenticator.data(packet);
        if (data == null) {
            return AuthHeard.BAD_LENGTH;
        }
        int at = packet.position();
        if (packet.get(at) != RESPONSE) {
            return AuthHeard.BAD_CODE;
        }
        if (data.length < 1 || HEADER + data.length > MAX_LENGTH) {
            return AuthHeard.BAD_LENGTH; // §4.1: a Type there must be
        }
        if ((packet.get(at + 1) & 0xff) != id) {
            return AuthHeard.STALE_IDENTIFIER; // §4.1: before anything is done about it
        }
        if (!waiting) {
            return AuthHeard.REPEATED_ANSWER; // §4.1: to the server one at a time
        }
        if (data[0] != asked[0] && !isNak(data[0])) {
            return AuthHeard.WRONG_TYPE;
        }
        waiting = false;
        deadline = Long.MAX_VALUE;
        byte[] whole = new byte[HEADER + data.length];
        packet.get(at, whole);
        if (answer != null) {
            reply = whole;
            return AuthHeard.REPLY;
        }
        answer =
                new Answer(
                        AuthProtocol.EAP,
                        Arrays.copyOfRange(data, 1, data.length), // §5.1: the identity is all of it
                        id,
                        PppOutbox.NO_DATA,
                        whole);
        return AuthHeard.ANSWER;
    }

    /** §5.3: a Nak answers a Request of an authentication method, never one for the identity. */
    private boolean isNak(byte type) {
        return (type == NAK || type == EXPANDED) && (asked[0] & 0xff) > NAK;
    }

    /** The Response that was the last {@link AuthHeard#REPLY}, once. */
    public byte[] takeReply() {
        byte[] taken = reply == null ? PppOutbox.NO_DATA : reply;
        reply = null;
        return taken;
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
        if (retransmissions >= MAX_RETRANSMISSIONS) {
            return false;
        }
        retransmissions++;
        ask(nowNanos, out); // §4.1: with the same Identifier
        return true;
    }

    // §4.2: both carry the Identifier of the Response they follow, and no data, whoever made them

    @Override
    public void accept(byte[] message, PppOutbox out) {
        out.packet(AuthProtocol.EAP.protocol(), SUCCESS, id, PppOutbox.NO_DATA);
    }

    @Override
    public void refuse(String text, byte @Nullable [] message, PppOutbox out) {
        out.packet(AuthProtocol.EAP.protocol(), FAILURE, id, PppOutbox.NO_DATA);
    }
}
