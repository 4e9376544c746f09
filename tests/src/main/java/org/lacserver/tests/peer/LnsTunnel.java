package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.l2tp.AvpWriter;
import org.lacserver.tests.peer.l2tp.Channel;
import org.lacserver.tests.peer.ppp.Chap;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A control connection as the LNS sees it (RFC 2661 §7.2.1, the responder's rows). */
public final class LnsTunnel implements Timed {
    private static final int SCCRQ = 1;
    private static final int SCCRP = 2;
    private static final int SCCCN = 3;
    private static final int STOPCCN = 4;
    private static final int HELLO = 6;
    private static final int ICRQ = 10;
    private static final int ICRP = 11;
    private static final int ICCN = 12;
    private static final int CDN = 14;
    private static final int WEN = 15;
    private static final long LINGER_NANOS = 31_000_000_000L;

    private enum State {
        WAIT_SCCRQ,
        WAIT_SCCCN,
        ESTABLISHED,
        CLOSED
    }

    private final Lns lns;
    private final InetSocketAddress peer;
    private final int localId;
    private final int peerId;
    private final Channel channel;
    private final TreeMap<Integer, LnsCall> calls = new TreeMap<>();
    private final List<Avp> sccrq;
    private final List<Integer> messagesSeen = new ArrayList<>();
    private State state = State.WAIT_SCCRQ;
    private byte[] challenge = {};
    private int lastSessionId;
    private long heardNanos;
    private long goneNanos = Long.MAX_VALUE;
    private boolean gone;
    private String ending = "";
    private long scheduledNanos = Long.MAX_VALUE;
    private int hellosReceived;

    LnsTunnel(Lns lns, long now, InetSocketAddress peer, int localId, int peerId, List<Avp> sccrq) {
        this.lns = lns;
        this.peer = peer;
        this.localId = localId;
        this.peerId = peerId;
        this.sccrq = List.copyOf(sccrq);
        Avp window = Avp.find(sccrq, Avp.RECEIVE_WINDOW);
        channel = new Channel(window == null ? 4 : Math.max(1, window.u16()), this::sendControl);
        heardNanos = now;
    }

    public int localId() {
        return localId;
    }

    public int peerId() {
        return peerId;
    }

    public InetSocketAddress peer() {
        return peer;
    }

    /** The AVPs of the SCCRQ. */
    public List<Avp> sccrq() {
        return sccrq;
    }

    /** The types of the control messages processed, in order; empty unless the LNS records. */
    public List<Integer> messagesSeen() {
        return List.copyOf(messagesSeen);
    }

    public boolean established() {
        return state == State.ESTABLISHED;
    }

    /** Why it ended, empty while it lives. */
    public String ending() {
        return ending;
    }

    public int hellosReceived() {
        return hellosReceived;
    }

    /** The control channel, for its counters. */
    public Channel channel() {
        return channel;
    }

    public List<LnsCall> calls() {
        return List.copyOf(calls.values());
    }

    @Nullable LnsCall call(int localSessionId) {
        return calls.get(localSessionId);
    }

    boolean gone() {
        return gone;
    }

    void heard(long now) {
        heardNanos = now;
    }

    @Override
    public long nextDeadlineNanos() {
        if (state == State.CLOSED) {
            return Math.min(channel.deadlineNanos(), goneNanos);
        }
        long hello =
                state == State.ESTABLISHED && channel.idle()
                        ? heardNanos + lns.profile().helloNanos()
                        : Long.MAX_VALUE;
        return Math.min(channel.deadlineNanos(), hello);
    }

    @Override
    public long scheduledNanos() {
        return scheduledNanos;
    }

    @Override
    public void scheduledNanos(long at) {
        scheduledNanos = at;
    }

    void onDeadline(long now) {
        channel.onDeadline(now);
        if (channel.dead() && state != State.CLOSED) {
            close(now, "no acknowledgement from the LAC");
        }
        if (state == State.ESTABLISHED
                && channel.idle()
                && now >= heardNanos + lns.profile().helloNanos()) {
            channel.send(now, 0, new AvpWriter(HELLO).take());
        }
        if (now >= goneNanos) {
            goneNanos = Long.MAX_VALUE;
            gone = true;
        }
    }

    void onControl(long now, int sessionId, int ns, int nr, List<Avp> avps) {
        heardNanos = now;
        if (channel.accept(now, ns, nr, avps.isEmpty())) {
            int type = avps.getFirst().u16();
            if (lns.profile().record()) {
                messagesSeen.add(type);
            }
            onMessage(now, type, sessionId, avps);
        }
        channel.acknowledge();
    }

    private void onMessage(long now, int type, int sessionId, List<Avp> avps) {
        if (state == State.CLOSED) {
            return; // waits out its time, only acknowledges
        }
        switch (type) {
            case SCCRQ -> onSccrq(now, avps);
            case SCCCN -> onScccn(now, avps);
            case STOPCCN -> close(now, "StopCCN " + resultText(avps));
            case HELLO -> hellosReceived++;
            case ICRQ -> onIcrq(now, avps);
            case ICCN -> {
                LnsCall call = calls.get(sessionId);
                if (call != null) {
                    call.onIccn(now, avps);
                    lns.changed(call);
                }
            }
            case CDN -> onCdn(sessionId, avps);
            case WEN -> {}
            default -> {
                if (avps.getFirst().mandatory()) {
                    stop(now, 2, 8, "unknown message " + type);
                }
            }
        }
    }

    private void onSccrq(long now, List<Avp> avps) {
        if (state != State.WAIT_SCCRQ) {
            stop(now, 7, 0, "SCCRQ in a known tunnel");
            return;
        }
        if (lns.script() instanceof Script.RefuseTunnels(int result, int error, String text)) {
            stop(now, result, error, text);
            return;
        }
        byte[] secret = lns.secret();
        Avp asked = Avp.find(avps, Avp.CHALLENGE);
        if (asked != null && secret == null) {
            stop(now, 4, 0, "no secret for a challenge");
            return;
        }
        AvpWriter reply = new AvpWriter(SCCRP);
        hide(reply);
        reply.put(true, Avp.PROTOCOL_VERSION, (byte) 1, (byte) 0)
                .u32(true, Avp.FRAMING_CAPABILITIES, 3)
                .text(true, Avp.HOST_NAME, lns.profile().name())
                .text(false, Avp.VENDOR_NAME, "test LNS")
                .hidden(true, Avp.ASSIGNED_TUNNEL_ID, (byte) (localId >> 8), (byte) localId)
                .u16(true, Avp.RECEIVE_WINDOW, lns.profile().window());
        if (asked != null && secret != null) {
            byte[] answer = Chap.response(SCCRP, secret, asked.octets());
            reply.put(true, Avp.CHALLENGE_RESPONSE, answer);
        }
        if (lns.profile().challenge() && secret != null) {
            challenge = lns.randomOctets(16);
            reply.put(true, Avp.CHALLENGE, challenge);
        }
        state = State.WAIT_SCCCN;
        channel.send(now, 0, reply.take());
    }

    private void onScccn(long now, List<Avp> avps) {
        if (state != State.WAIT_SCCCN) {
            stop(now, 7, 0, "SCCCN out of turn");
            return;
        }
        byte[] secret = lns.secret();
        Avp answer = Avp.find(avps, Avp.CHALLENGE_RESPONSE);
        if (challenge.length > 0 && secret != null) {
            byte[] expected = Chap.response(SCCCN, secret, challenge);
            if (answer == null || !Arrays.equals(expected, answer.octets())) {
                stop(now, 4, 0, "bad challenge response");
                return;
            }
        }
        state = State.ESTABLISHED;
    }

    private void onIcrq(long now, List<Avp> avps) {
        Avp assigned = Avp.find(avps, Avp.ASSIGNED_SESSION_ID);
        if (state != State.ESTABLISHED || assigned == null || assigned.u16() <= 0) {
            stop(now, 7, 0, "ICRQ out of turn");
            return;
        }
        do {
            lastSessionId = lastSessionId % 65535 + 1;
        } while (calls.containsKey(lastSessionId));
        switch (lns.script()) {
            case Script.RefuseCalls(int result, int error, String text) ->
                    sendCdn(now, lastSessionId, assigned.u16(), result, error, text);
            case Script.ForgetCalls _ -> {}
            case Script.Honest _, Script.Silent _, Script.RefuseTunnels _ -> {
                LnsCall call = new LnsCall(lns, this, lastSessionId, assigned.u16(), avps);
                calls.put(lastSessionId, call);
                lns.opened(call);
                AvpWriter reply = new AvpWriter(ICRP);
                hide(reply);
                byte[] id = {(byte) (lastSessionId >> 8), (byte) lastSessionId};
                channel.send(
                        now,
                        call.peerSessionId(),
                        reply.hidden(true, Avp.ASSIGNED_SESSION_ID, id).take());
            }
        }
    }

    private void onCdn(int sessionId, List<Avp> avps) {
        LnsCall call = calls.get(sessionId);
        Avp assigned = Avp.find(avps, Avp.ASSIGNED_SESSION_ID);
        if (call == null && assigned != null) {
            // §4.4.4: the LAC may not know our id yet
            for (LnsCall candidate : calls.values()) {
                if (candidate.peerSessionId() == assigned.u16()) {
                    call = candidate;
                }
            }
        }
        if (call != null) {
            calls.remove(call.localSessionId());
            call.ended("CDN " + resultText(avps), avps);
        }
    }

    private void hide(AvpWriter writer) {
        byte[] secret = lns.secret();
        if (lns.profile().hide() && secret != null) {
            writer.hideWith(secret, lns.randomOctets(16));
        }
    }

    void stop(long now, int result, int error, String text) {
        if (state == State.CLOSED) {
            return;
        }
        AvpWriter message = new AvpWriter(STOPCCN);
        message.put(true, Avp.ASSIGNED_TUNNEL_ID, (byte) (localId >> 8), (byte) localId);
        channel.send(now, 0, message.result(result, error, text).take());
        close(now, "stopped: " + result + "/" + error + " " + text);
    }

    void clear(long now, LnsCall call, int result, int error, String text) {
        if (calls.remove(call.localSessionId(), call)) {
            sendCdn(now, call.localSessionId(), call.peerSessionId(), result, error, text);
            call.ended("cleared: " + result + "/" + error + " " + text, List.of());
            lns.changed(this);
        }
    }

    private void sendCdn(
            long now, int localSession, int peerSession, int result, int error, String text) {
        AvpWriter message = new AvpWriter(CDN);
        message.result(result, error, text);
        message.u16(true, Avp.ASSIGNED_SESSION_ID, localSession);
        channel.send(now, peerSession, message.take());
    }

    private void close(long now, String why) {
        state = State.CLOSED;
        ending = why;
        goneNanos = now + LINGER_NANOS;
        lns.counters().tunnelsEnded++;
        for (LnsCall call : List.copyOf(calls.values())) {
            call.ended("tunnel: " + why, List.of());
        }
        calls.clear();
    }

    /** {@code result/error text} of a StopCCN or CDN. */
    static String resultText(List<Avp> avps) {
        Avp result = Avp.find(avps, Avp.RESULT_CODE);
        if (result == null || result.octets().length < 2) {
            return "without a result";
        }
        ByteBuffer value = ByteBuffer.wrap(result.octets());
        String text = Integer.toString(value.getShort());
        if (value.remaining() >= 2) {
            text += "/" + value.getShort();
        }
        byte[] rest = new byte[value.remaining()];
        value.get(rest);
        return (text + " " + new String(rest, java.nio.charset.StandardCharsets.UTF_8)).strip();
    }

    private void sendControl(int sessionId, int ns, int nr, byte[] avps) {
        ByteBuffer datagram = ByteBuffer.allocate(12 + avps.length);
        datagram.putShort((short) 0xc802)
                .putShort((short) (12 + avps.length))
                .putShort((short) peerId)
                .putShort((short) sessionId)
                .putShort((short) ns)
                .putShort((short) nr)
                .put(avps)
                .flip();
        lns.send(peer, datagram);
    }
}
