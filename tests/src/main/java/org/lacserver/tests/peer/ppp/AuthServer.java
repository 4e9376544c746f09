package org.lacserver.tests.peer.ppp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** The authenticator's half of PAP and CHAP-MD5. An unknown user has the password "". */
public final class AuthServer {
    private static final long RETRY_NANOS = 3_000_000_000L;
    private static final int MAX_TRIES = 10;

    private final String name;
    private final UnaryOperator<String> passwordOf;
    private int protocol;
    private int id;
    private int triesLeft;
    private long deadlineNanos = Ppp.NEVER;
    private AuthClient.Outcome outcome = AuthClient.Outcome.PENDING;
    private byte[] challenge = {};
    private String user = "";

    public AuthServer(String name, UnaryOperator<String> passwordOf) {
        this.name = name;
        this.passwordOf = passwordOf;
    }

    public AuthClient.Outcome outcome() {
        return outcome;
    }

    public String user() {
        return user;
    }

    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Asks the caller who it is. */
    public void begin(long nowNanos, int authProtocol, byte[] newChallenge, PppOut out) {
        protocol = authProtocol;
        outcome = authProtocol == 0 ? AuthClient.Outcome.SUCCESS : AuthClient.Outcome.PENDING;
        triesLeft = MAX_TRIES;
        deadlineNanos = Ppp.NEVER;
        if (authProtocol == Ppp.CHAP) {
            id = (id + 1) & 0xff;
            challenge = newChallenge.clone();
            ask(nowNanos, out);
        } else if (authProtocol == Ppp.PAP) {
            deadlineNanos = nowNanos + RETRY_NANOS * MAX_TRIES;
        }
    }

    private void ask(long nowNanos, PppOut out) {
        triesLeft--;
        deadlineNanos = nowNanos + RETRY_NANOS;
        out.ppp(Ppp.CHAP, Chap.packet(1, id, challenge, name));
    }

    public void stop() {
        deadlineNanos = Ppp.NEVER;
        protocol = 0;
    }

    /** Judges what the LAC forwarded, and answers the caller itself (RFC 2661 §4.4.5). */
    public void judgeProxy(
            int authProtocol,
            int proxyId,
            String proxyName,
            byte[] proxyChallenge,
            byte[] response,
            PppOut out) {
        protocol = authProtocol;
        id = proxyId;
        challenge = proxyChallenge.clone();
        user = proxyName;
        decide(response, out);
    }

    private void decide(byte[] response, PppOut out) {
        byte[] secret = passwordOf.apply(user).getBytes(StandardCharsets.UTF_8);
        byte[] expected = protocol == Ppp.CHAP ? Chap.response(id, secret, challenge) : secret;
        outcome =
                secret.length > 0 && Arrays.equals(expected, response)
                        ? AuthClient.Outcome.SUCCESS
                        : AuthClient.Outcome.FAILURE;
        deadlineNanos = Ppp.NEVER;
        reply(out);
    }

    private void reply(PppOut out) {
        boolean good = outcome == AuthClient.Outcome.SUCCESS;
        byte[] text = (good ? "welcome" : "authentication failed").getBytes(StandardCharsets.UTF_8);
        if (protocol == Ppp.PAP) {
            byte[] body = new byte[1 + text.length];
            body[0] = (byte) text.length;
            System.arraycopy(text, 0, body, 1, text.length);
            out.ppp(Ppp.PAP, Ppp.packet(good ? 2 : 3, id, body));
        } else {
            out.ppp(Ppp.CHAP, Ppp.packet(good ? 3 : 4, id, text));
        }
    }

    /** A packet of {@code from}; returns true when the outcome changed. */
    public boolean receive(int from, ByteBuffer packet, PppOut out) {
        if (from != protocol || packet.remaining() < 5) {
            return false;
        }
        int at = packet.position();
        int code = packet.get(at) & 0xff;
        int packetId = packet.get(at + 1) & 0xff;
        int length = packet.getShort(at + 2) & 0xffff;
        if (length < 5 || length > packet.remaining()) {
            return false;
        }
        ByteBuffer body = packet.slice(at + 4, length - 4);
        int size = body.get(0) & 0xff;
        if (size + 1 > body.limit()) {
            return false;
        }
        AuthClient.Outcome before = outcome;
        if (protocol == Ppp.CHAP && code == 2 && packetId == id) {
            if (outcome != AuthClient.Outcome.PENDING) {
                // RFC 1994 §4.1: a repeated Response gets the same answer
                reply(out);
                return false;
            }
            user = text(body.slice(1 + size, body.limit() - 1 - size));
            decide(Ppp.bytes(body.slice(1, size)), out);
        } else if (protocol == Ppp.PAP && code == 1 && size + 2 <= body.limit()) {
            int secret = body.get(1 + size) & 0xff;
            if (size + 2 + secret > body.limit()) {
                return false;
            }
            id = packetId;
            user = text(body.slice(1, size));
            decide(Ppp.bytes(body.slice(2 + size, secret)), out);
        }
        return outcome != before;
    }

    private static String text(ByteBuffer octets) {
        return new String(Ppp.bytes(octets), StandardCharsets.UTF_8);
    }

    public void onDeadline(long nowNanos, PppOut out) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        if (outcome != AuthClient.Outcome.PENDING) {
            deadlineNanos = Ppp.NEVER;
        } else if (protocol == Ppp.CHAP && triesLeft > 0) {
            ask(nowNanos, out);
        } else {
            outcome = AuthClient.Outcome.FAILURE;
            deadlineNanos = Ppp.NEVER;
        }
    }
}
