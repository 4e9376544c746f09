package org.lacserver.tests.peer.ppp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The caller's half of PAP (RFC 1334) and CHAP-MD5 (RFC 1994). */
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
        protocol = authProtocol;
        outcome = authProtocol == 0 ? Outcome.SUCCESS : Outcome.PENDING;
        message = "";
        triesLeft = MAX_TRIES;
        deadlineNanos = Ppp.NEVER;
        answer = new byte[0];
        if (authProtocol == Ppp.PAP) {
            id = (id + 1) & 0xff;
            answer = Ppp.packet(1, id, papBody());
            send(nowNanos, out);
        } else if (authProtocol == Ppp.CHAP) {
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
        outcome = success ? Outcome.SUCCESS : Outcome.FAILURE;
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
        answer = Chap.packet(2, id, Chap.response(id, secret, challenge), user);
        if (outcome == Outcome.PENDING) {
            triesLeft = MAX_TRIES;
            send(nowNanos, out);
        } else { // asked again in the open call
            out.ppp(protocol, answer);
        }
    }

    public void onDeadline(long nowNanos, PppOut out) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        if (outcome != Outcome.PENDING) {
            deadlineNanos = Ppp.NEVER;
        } else if (answer.length == 0 || triesLeft == 0) {
            outcome = Outcome.FAILURE;
            message = answer.length == 0 ? "no challenge" : "no answer to authentication";
            deadlineNanos = Ppp.NEVER;
        } else {
            send(nowNanos, out);
        }
    }
}
