package org.lacserver.tests.peer.ppp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The caller's half of PAP (RFC 1334), CHAP (RFC 1994, RFC 2759) and EAP (RFC 3748). */
public final class AuthClient {
    /** How it stands. */
    public enum Outcome {
        PENDING,
        SUCCESS,
        FAILURE
    }

    private static final long RETRY_NANOS = 3_000_000_000L;
    private static final int MAX_TRIES = 10;

    private final String user;
    private final String password;
    private int protocol;
    private boolean isMsChap;
    private int id;
    private int triesLeft;
    private long deadlineNanos = Ppp.NEVER;
    private Outcome outcome = Outcome.PENDING;
    private String message = "";
    private byte[] answer = {};
    private byte[] challenge = {};

    public AuthClient(String user, String password) {
        this.user = user;
        this.password = password;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** The authenticator's text in its last Ack, Nak, Success or Failure. */
    public String message() {
        return message;
    }

    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** The identifier of the last request or response we sent. */
    public int id() {
        return id;
    }

    /** The challenge answered last. */
    public byte[] challenge() {
        return challenge.clone();
    }

    /** Starts a new round: PAP speaks first, CHAP waits to be asked. */
    public void begin(long nowNanos, int authProtocol, PppOut out) {
        protocol = authProtocol & 0xffff;
        isMsChap = authProtocol == Ppp.MSCHAPV2;
        outcome = authProtocol == 0 ? Outcome.SUCCESS : Outcome.PENDING;
        message = "";
        triesLeft = MAX_TRIES;
        deadlineNanos = Ppp.NEVER;
        answer = new byte[0];
        if (authProtocol == Ppp.PAP) {
            id = (id + 1) & 0xff;
            answer = Ppp.packet(1, id, papBody());
            send(nowNanos, out);
        } else if (authProtocol != 0) {
            deadlineNanos = nowNanos + RETRY_NANOS * MAX_TRIES;
        }
    }

    public void stop() {
        protocol = 0;
        deadlineNanos = Ppp.NEVER;
    }

    private byte[] papBody() {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + name.length + secret.length)
                .put((byte) name.length)
                .put(name)
                .put((byte) secret.length)
                .put(secret)
                .array();
    }

    private void send(long nowNanos, PppOut out) {
        triesLeft--;
        deadlineNanos = nowNanos + RETRY_NANOS;
        out.ppp(protocol, answer);
    }

    /** A packet of {@code from}; returns true when the outcome changed. */
    public boolean receive(long nowNanos, int from, ByteBuffer packet, PppOut out) {
        if (from != protocol || packet.remaining() < 4) {
            return false;
        }
        int at = packet.position();
        int code = packet.get(at) & 0xff;
        int packetId = packet.get(at + 1) & 0xff;
        int length = packet.getShort(at + 2) & 0xffff;
        if (length < 4 || length > packet.remaining()) {
            return false;
        }
        ByteBuffer body = packet.slice(at + 4, length - 4);
        if (protocol == Ppp.CHAP && code == 1) {
            onChallenge(nowNanos, packetId, body, out);
            return false;
        }
        if (protocol == Ppp.EAP && code == 1) {
            onEapRequest(nowNanos, packetId, body, out);
            return false;
        }
        boolean pap = protocol == Ppp.PAP;
        boolean success = code == (pap ? 2 : 3);
        boolean failure = code == (pap ? 3 : 4);
        if ((!success && !failure) || packetId != id || answer.length == 0) {
            return false;
        }
        if (pap) { // RFC 1334 §2.2.2: the text has a length octet
            int size = body.hasRemaining() ? Math.min(body.get() & 0xff, body.remaining()) : 0;
            body = body.slice(body.position(), size);
        }
        message = new String(Ppp.bytes(body), StandardCharsets.UTF_8);
        deadlineNanos = Ppp.NEVER;
        Outcome before = outcome;
        outcome = success && isProven() ? Outcome.SUCCESS : Outcome.FAILURE;
        return outcome != before;
    }

    private void onChallenge(long nowNanos, int packetId, ByteBuffer body, PppOut out) {
        int size = body.hasRemaining() ? body.get(0) & 0xff : 0;
        if (size == 0 || size + 1 > body.limit()) {
            return;
        }
        challenge = Ppp.bytes(body.slice(1, size));
        id = packetId;
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        byte[] value =
                isMsChap
                        ? MsChapV2.value(challenge, peerChallenge(), user, password)
                        : Chap.response(id, secret, challenge);
        answer = Chap.packet(2, id, value, user);
        if (outcome == Outcome.PENDING) {
            triesLeft = MAX_TRIES;
            send(nowNanos, out);
        } else { // asked again in the open call
            out.ppp(protocol, answer);
        }
    }

    /** Any will do in a test; not that of the other side. */
    private byte[] peerChallenge() {
        return Chap.md5(challenge, user.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 2759 §5: a Success has to prove that the authenticator knows the password. */
    private boolean isProven() {
        if (!isMsChap) {
            return true;
        }
        byte[] value = MsChapV2.value(challenge, peerChallenge(), user, password);
        return message.startsWith(MsChapV2.success(challenge, value, user, password));
    }

    private void onEapRequest(long nowNanos, int packetId, ByteBuffer body, PppOut out) {
        if (!body.hasRemaining()) {
            return;
        }
        if (packetId == id && answer.length > 0) { // RFC 3748 §4.1: a duplicate Request
            out.ppp(protocol, answer);
            return;
        }
        id = packetId;
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        int size = body.remaining() > 1 ? body.get(1) & 0xff : 0;
        byte[] response =
                switch (body.get(0)) {
                    case 1 -> ByteBuffer.allocate(1 + name.length).put((byte) 1).put(name).array();
                    case 2 -> new byte[] {2};
                    case 4 -> {
                        challenge = Ppp.bytes(body.slice(2, Math.min(size, body.limit() - 2)));
                        yield ByteBuffer.allocate(18)
                                .put((byte) 4)
                                .put((byte) 16)
                                .put(Chap.response(id, secret, challenge))
                                .array();
                    }
                    default -> new byte[] {3, 4}; // §5.3.1: rather MD5-Challenge
                };
        answer = Ppp.packet(2, id, response);
        deadlineNanos = nowNanos + RETRY_NANOS * MAX_TRIES;
        out.ppp(protocol, answer); // §4.1: who asks sends again, not who answers
    }

    public void onDeadline(long nowNanos, PppOut out) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        if (outcome != Outcome.PENDING) {
            deadlineNanos = Ppp.NEVER;
        } else if (answer.length == 0 || triesLeft == 0 || protocol == Ppp.EAP) {
            outcome = Outcome.FAILURE;
            message = answer.length == 0 ? "no challenge" : "no answer to authentication";
            deadlineNanos = Ppp.NEVER;
        } else {
            send(nowNanos, out);
        }
    }
}
