package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.l2tp.AvpWriter;
import org.lacserver.tests.peer.l2tp.Channel;
import org.lacserver.tests.peer.ppp.Chap;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A control connection as the LNS sees it (RFC 2661 §7.2.1), opened by either side. */
public final class LnsTunnel implements Timed {
    private static final int SCCRQ = 1;
    private static final int SCCRP = 2;
    private static final int SCCCN = 3;
    private static final int STOPCCN = 4;
    private static final int HELLO = 6;
    private static final int OCRP = 8;
    private static final int OCCN = 9;
    private static final int ICRQ = 10;
    private static final int ICCN = 12;
    private static final int CDN = 14;
    private static final int WEN = 15;
    private static final long LINGER_NANOS = 31_000_000_000L;

    private enum State {
        WAIT_SCCRQ,
        WAIT_SCCRP,
        WAIT_SCCCN,
        ESTABLISHED,
        CLOSED
    }

    /** A control message that was processed. */
    public record Heard(int type, int sessionId, List<Avp> avps) {}

    private final Lns lns;
    private final int localId;
    private final Channel channel;
    private final LnsSessions sessions;
    private final @Nullable Long tieBreaker;
    private final List<Avp> sccrq;
    private final List<Heard> heard = new ArrayList<>();
    private InetSocketAddress peer;
    private int peerId;
    private State state;
    private byte[] challenge = {};
    private long heardNanos;
    private long goneNanos = Long.MAX_VALUE;
    private boolean gone;
    private String ending = "";
    private long scheduledNanos = Long.MAX_VALUE;
    private int hellosReceived;

    /** A tunnel that a LAC asks for. */
    LnsTunnel(Lns lns, long now, InetSocketAddress peer, int localId, int peerId, List<Avp> sccrq) {
        this(lns, now, peer, localId, State.WAIT_SCCRQ, null, List.copyOf(sccrq));
        this.peerId = peerId;
        channel.window(window(sccrq));
    }

    /** A tunnel that the LNS opens. */
    LnsTunnel(Lns lns, long now, InetSocketAddress peer, int localId, @Nullable Long tieBreaker) {
        this(lns, now, peer, localId, State.WAIT_SCCRP, tieBreaker, List.of());
    }

    private LnsTunnel(
            Lns lns,
            long now,
            InetSocketAddress peer,
            int localId,
            State state,
            @Nullable Long tieBreaker,
            List<Avp> sccrq) {
        this.lns = lns;
        this.peer = peer;
        this.localId = localId;
        this.state = state;
        this.tieBreaker = tieBreaker;
        this.sccrq = sccrq;
        channel = new Channel(4, this::sendControl);
        sessions = new LnsSessions(lns, this);
        heardNanos = now;
    }

    private static int window(List<Avp> avps) {
        Avp window = Avp.find(avps, Avp.RECEIVE_WINDOW);
        return window == null ? 4 : Math.max(1, window.u16());
    }

    public int localId() {
        return localId;
    }

    /** The LAC's id of the tunnel, 0 before its SCCRP. */
    public int peerId() {
        return peerId;
    }

    public InetSocketAddress peer() {
        return peer;
    }

    /** The AVPs of the LAC's SCCRQ; empty in a tunnel that the LNS opened. */
    public List<Avp> sccrq() {
        return sccrq;
    }

    /** What the LNS put into its SCCRQ, null for none. */
    public @Nullable Long tieBreaker() {
        return tieBreaker;
    }

    /** Whether the LNS has asked for it and waits for the SCCRP. */
    public boolean awaitsReply() {
        return state == State.WAIT_SCCRP;
    }

    /** The control messages processed, in order; empty unless the LNS records. */
    public List<Heard> heard() {
        return List.copyOf(heard);
    }

    /** Their types. */
    public List<Integer> messagesSeen() {
        return heard.stream().map(Heard::type).toList();
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
        return sessions.all();
    }

    LnsSessions sessions() {
        return sessions;
    }

    boolean gone() {
        return gone;
    }

    void heardData(long now) {
        heardNanos = now;
    }

    @Override
    public long nextDeadlineNanos() {
        if (state == State.CLOSED) {
            return Math.min(channel.deadlineNanos(), goneNanos);
        }
        long hello =
                state == State.ESTABLISHED && channel.idle()
                        ? heardNanos + lns.profile().control().helloNanos()
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
                && now >= heardNanos + lns.profile().control().helloNanos()) {
            channel.send(now, 0, new AvpWriter(HELLO).take());
        }
        if (now >= goneNanos) {
            goneNanos = Long.MAX_VALUE;
            gone = true;
        }
    }

    /** Sends the SCCRQ. */
    void open(long now) {
        AvpWriter request = new AvpWriter(SCCRQ);
        hide(request);
        about(request);
        if (tieBreaker != null) {
            byte[] value = ByteBuffer.allocate(8).putLong(tieBreaker).array();
            request.put(false, Avp.TIE_BREAKER, value);
        }
        challenge(request);
        channel.send(now, 0, request.take());
    }

    /** What SCCRQ and SCCRP have in common. */
    private void about(AvpWriter message) {
        LnsProfile profile = lns.profile();
        message.put(true, Avp.PROTOCOL_VERSION, (byte) 1, (byte) 0)
                .u32(true, Avp.FRAMING_CAPABILITIES, 3)
                .text(true, Avp.HOST_NAME, profile.name())
                .text(false, Avp.VENDOR_NAME, "test LNS")
                .hidden(true, Avp.ASSIGNED_TUNNEL_ID, (byte) (localId >> 8), (byte) localId)
                .u16(true, Avp.RECEIVE_WINDOW, profile.control().window());
        profile.control().more().forEach(message::put);
    }

    private void challenge(AvpWriter message) {
        if (lns.profile().control().challenge() && lns.secret() != null) {
            challenge = lns.randomOctets(16);
            message.put(true, Avp.CHALLENGE, challenge);
        }
    }

    void onControl(
            long now, InetSocketAddress from, int sessionId, int ns, int nr, List<Avp> avps) {
        heardNanos = now;
        if (state == State.WAIT_SCCRP) {
            peer = from; // §8.1: the responder may choose its port
            Avp assigned = Avp.find(avps, Avp.ASSIGNED_TUNNEL_ID);
            peerId = assigned == null ? peerId : assigned.u16();
        }
        if (channel.accept(now, ns, nr, avps.isEmpty())) {
            int type = avps.getFirst().u16();
            if (lns.profile().record()) {
                heard.add(new Heard(type, sessionId, List.copyOf(avps)));
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
            case SCCRP -> onSccrp(now, avps);
            case SCCCN -> onScccn(now, avps);
            case STOPCCN -> close(now, "StopCCN " + resultText(avps));
            case HELLO -> hellosReceived++;
            case ICRQ -> onIcrq(now, avps);
            case OCRP -> sessions.onOcrp(now, sessionId, avps);
            case ICCN, OCCN -> sessions.onConnected(now, type == ICCN, sessionId, avps);
            case CDN -> sessions.onCdn(sessionId, avps);
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
        about(reply);
        if (asked != null && secret != null) {
            byte[] answer = Chap.response(SCCRP, secret, asked.octets());
            reply.put(true, Avp.CHALLENGE_RESPONSE, answer);
        }
        challenge(reply);
        state = State.WAIT_SCCCN;
        channel.send(now, 0, reply.take());
    }

    private void onSccrp(long now, List<Avp> avps) {
        if (state != State.WAIT_SCCRP) {
            stop(now, 7, 0, "SCCRP out of turn");
            return;
        }
        channel.window(window(avps));
        if (refusesResponse(now, SCCRP, avps)) {
            return;
        }
        AvpWriter connected = new AvpWriter(SCCCN);
        Avp asked = Avp.find(avps, Avp.CHALLENGE);
        byte[] secret = lns.secret();
        if (asked != null && secret == null) {
            stop(now, 4, 0, "no secret for a challenge");
            return;
        }
        if (asked != null && secret != null) {
            byte[] answer = Chap.response(SCCCN, secret, asked.octets());
            connected.put(true, Avp.CHALLENGE_RESPONSE, answer);
        }
        state = State.ESTABLISHED;
        channel.send(now, 0, connected.take());
        lns.established(now, this);
    }

    private void onScccn(long now, List<Avp> avps) {
        if (state != State.WAIT_SCCCN) {
            stop(now, 7, 0, "SCCCN out of turn");
            return;
        }
        if (!refusesResponse(now, SCCCN, avps)) {
            state = State.ESTABLISHED;
            lns.established(now, this);
        }
    }

    /** Whether the answer to our challenge was wrong, and the tunnel is stopped for it. */
    private boolean refusesResponse(long now, int messageType, List<Avp> avps) {
        byte[] secret = lns.secret();
        if (challenge.length == 0 || secret == null) {
            return false;
        }
        Avp answer = Avp.find(avps, Avp.CHALLENGE_RESPONSE);
        byte[] expected = Chap.response(messageType, secret, challenge);
        if (answer != null && Arrays.equals(expected, answer.octets())) {
            return false;
        }
        stop(now, 4, 0, "bad challenge response");
        return true;
    }

    private void onIcrq(long now, List<Avp> avps) {
        Avp assigned = Avp.find(avps, Avp.ASSIGNED_SESSION_ID);
        if (state != State.ESTABLISHED || assigned == null || assigned.u16() <= 0) {
            stop(now, 7, 0, "ICRQ out of turn");
            return;
        }
        sessions.onIcrq(now, avps, assigned.u16());
    }

    void hide(AvpWriter writer) {
        byte[] secret = lns.secret();
        if (lns.profile().control().hide() && secret != null) {
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

    private void close(long now, String why) {
        state = State.CLOSED;
        ending = why;
        goneNanos = now + LINGER_NANOS;
        lns.counters().tunnelsEnded++;
        sessions.end(why);
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
        return (text + " " + new String(rest, StandardCharsets.UTF_8)).strip();
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
