package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.l2tp.AvpWriter;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** An L2TP network server that answers tunnels and opens them, takes calls and places them. */
public final class Lns {
    private static final int TYPE = 0x8000;
    private static final int LENGTH = 0x4000;
    private static final int SEQUENCE = 0x0800;
    private static final int OFFSET = 0x0200;
    private static final int SCCRQ = 1;
    private static final int SLI = 16;
    private static final int CSURQ = 29;

    /** What the LNS saw; unknown ids are datagrams that belong to no tunnel or call of it. */
    public static final class Counters {
        public long datagrams;
        public long dataFrames;
        public long malformed;
        public long unknownTunnel;
        public long unknownSession;
        public long tiesWon;
        public long tiesLost;
        public long tunnelsEnded;
        public long callsEnded;
    }

    private record Origin(InetSocketAddress address, int tunnelId) {}

    private final LnsProfile profile;
    private final RandomGenerator random;
    private final Map<Integer, LnsTunnel> tunnels = new HashMap<>();
    private final Map<Origin, LnsTunnel> origins = new HashMap<>();
    private final List<LnsCall> calls = new ArrayList<>();
    private final List<OutgoingCall> waiting = new ArrayList<>();
    private final Deadlines<LnsTunnel> tunnelDeadlines = new Deadlines<>();
    private final Deadlines<LnsCall> callDeadlines = new Deadlines<>();
    private final Counters counters = new Counters();
    private final byte @Nullable [] secret;
    private DatagramSink sink = (to, octets) -> {};
    private Script script = Script.HONEST;
    private int lastTunnelId;
    private int lastAddress;
    private int lastSerial;
    private int liveCalls;

    public Lns(LnsProfile profile, RandomGenerator random) {
        this.profile = profile;
        this.random = random;
        String text = profile.secret();
        secret = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Where its tunnel ids start: a process that starts again should not repeat itself. */
    public void tunnelIdsFrom(int first) {
        lastTunnelId = first - 1;
    }

    public LnsProfile profile() {
        return profile;
    }

    public Counters counters() {
        return counters;
    }

    public void script(Script next) {
        script = next;
    }

    Script script() {
        return script;
    }

    /** All calls, ended ones too; empty unless the profile records. */
    public List<LnsCall> calls() {
        return Collections.unmodifiableList(calls);
    }

    /** All tunnels it still knows, with those that wait out their 31 s. */
    public List<LnsTunnel> tunnels() {
        return List.copyOf(tunnels.values());
    }

    public int liveCalls() {
        return liveCalls;
    }

    public int liveTunnels() {
        return (int) tunnels.values().stream().filter(LnsTunnel::established).count();
    }

    /** Loses all its state without a word, as after a power cut; it may be called again. */
    public void crash() {
        tunnels.clear();
        origins.clear();
        liveCalls = 0;
    }

    /** One datagram of the LAC. */
    public void onDatagram(long now, InetSocketAddress from, ByteBuffer octets, DatagramSink out) {
        counters.datagrams++;
        if (script instanceof Script.Silent) {
            return;
        }
        sink = out;
        ByteBuffer datagram = octets.slice();
        int flags = datagram.limit() < 6 ? 0 : datagram.getShort(0) & 0xffff;
        if ((flags & 0xf) != 2) {
            counters.malformed++;
        } else if ((flags & TYPE) != 0) {
            onControl(now, from, datagram);
        } else {
            onData(now, datagram, flags);
        }
    }

    private void onControl(long now, InetSocketAddress from, ByteBuffer datagram) {
        int length = datagram.getShort(2) & 0xffff;
        if (datagram.limit() < 12 || length < 12 || length > datagram.limit()) {
            counters.malformed++;
            return;
        }
        int tunnelId = datagram.getShort(4) & 0xffff;
        List<Avp> avps = Avp.readAll(datagram.slice(12, length - 12), secret);
        if (avps == null) {
            counters.malformed++;
            return;
        }
        LnsTunnel tunnel = tunnelId == 0 ? greeted(now, from, avps) : tunnels.get(tunnelId);
        if (tunnel == null) {
            counters.unknownTunnel++;
            return;
        }
        int ns = datagram.getShort(8) & 0xffff;
        int nr = datagram.getShort(10) & 0xffff;
        tunnel.onControl(now, from, datagram.getShort(6) & 0xffff, ns, nr, avps);
        tunnelDeadlines.update(tunnel);
    }

    private @Nullable LnsTunnel greeted(long now, InetSocketAddress from, List<Avp> avps) {
        Avp assigned = Avp.find(avps, Avp.ASSIGNED_TUNNEL_ID);
        if (avps.isEmpty() || assigned == null || assigned.u16() <= 0) {
            return null;
        }
        Origin origin = new Origin(from, assigned.u16());
        LnsTunnel known = origins.get(origin);
        if (known != null || avps.getFirst().u16() != SCCRQ) {
            return known;
        }
        if (!winsTie(from, Avp.find(avps, Avp.TIE_BREAKER))) {
            return null;
        }
        LnsTunnel made = new LnsTunnel(this, now, from, freshTunnelId(), assigned.u16(), avps);
        tunnels.put(made.localId(), made);
        origins.put(origin, made);
        return made;
    }

    private int freshTunnelId() {
        do {
            lastTunnelId = lastTunnelId % 65535 + 1;
        } while (tunnels.containsKey(lastTunnelId));
        return lastTunnelId;
    }

    /**
     * Whether an SCCRQ that crosses ours is to be answered (RFC 2661 §4.4.3): the lower tie breaker
     * wins, one wins against none, equal ones lose both, without any there are two tunnels.
     */
    private boolean winsTie(InetSocketAddress from, @Nullable Avp theirs) {
        for (LnsTunnel own : List.copyOf(tunnels.values())) {
            Long ours = own.tieBreaker();
            boolean crosses =
                    own.awaitsReply() && own.peer().getAddress().equals(from.getAddress());
            if (!crosses || (ours == null && theirs == null)) {
                continue;
            }
            int order =
                    ours == null
                            ? 1
                            : theirs == null
                                    ? -1
                                    : Long.compareUnsigned(
                                            ours, ByteBuffer.wrap(theirs.octets()).getLong());
            if (order >= 0) {
                counters.tiesLost++;
                tunnels.remove(own.localId()); // silently
            }
            if (order <= 0) {
                counters.tiesWon += order < 0 ? 1 : 0;
                return false;
            }
        }
        return true;
    }

    /** Asks a LAC for a tunnel (SCCRQ). */
    public LnsTunnel open(
            long now, InetSocketAddress lac, @Nullable Long tieBreaker, DatagramSink out) {
        sink = out;
        LnsTunnel made = new LnsTunnel(this, now, lac, freshTunnelId(), tieBreaker);
        tunnels.put(made.localId(), made);
        made.open(now);
        tunnelDeadlines.update(made);
        return made;
    }

    /** Places a call (OCRQ) in a tunnel that is established. */
    public LnsCall dial(long now, LnsTunnel tunnel, OutgoingCall order, DatagramSink out) {
        sink = out;
        LnsCall call = tunnel.sessions().dial(now, order);
        tunnelDeadlines.update(tunnel);
        return call;
    }

    /** Places a call in the next tunnel that reaches the established state. */
    public void dialWhenUp(OutgoingCall order) {
        waiting.add(order);
    }

    void established(long now, LnsTunnel tunnel) {
        List<OutgoingCall> due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(order -> tunnel.sessions().dial(now, order));
    }

    /** Sends any control message: one of the tunnel, or of a call of it. */
    public void send(
            long now,
            LnsTunnel tunnel,
            @Nullable LnsCall call,
            AvpWriter message,
            DatagramSink out) {
        sink = out;
        int session = call == null ? 0 : call.peerSessionId();
        tunnel.channel().send(now, session, message.take());
        tunnelDeadlines.update(tunnel);
    }

    /** Sends an SLI with the ACCMs (RFC 2661 §6.14). */
    public void sli(long now, LnsCall call, int sendAccm, int receiveAccm, DatagramSink out) {
        byte[] value = ByteBuffer.allocate(10).putInt(2, sendAccm).putInt(6, receiveAccm).array();
        AvpWriter message = new AvpWriter(SLI).put(true, Avp.ACCM, value);
        send(now, call.tunnel(), call, message, out);
    }

    /** Asks for the speeds of calls of one tunnel (CSURQ, RFC 5515 §4.2). */
    public void csurq(long now, LnsTunnel tunnel, List<LnsCall> which, DatagramSink out) {
        AvpWriter message = new AvpWriter(CSURQ, false);
        for (LnsCall call : which) {
            byte[] value =
                    ByteBuffer.allocate(12).putShort(2, (short) call.peerSessionId()).array();
            message.put(false, Avp.CONNECT_SPEED_UPDATE, value);
        }
        send(now, tunnel, null, message, out);
    }

    private void onData(long now, ByteBuffer datagram, int flags) {
        counters.dataFrames++;
        int at = 2;
        int end = datagram.limit();
        if ((flags & LENGTH) != 0) {
            int length = datagram.getShort(2) & 0xffff;
            if (length > end) {
                counters.malformed++;
                return;
            }
            end = length;
            at += 2;
        }
        int ids = at;
        at += 4 + ((flags & SEQUENCE) != 0 ? 4 : 0);
        if ((flags & OFFSET) != 0 && at + 2 <= end) {
            at += 2 + (datagram.getShort(at) & 0xffff);
        }
        if (at > end || ids + 4 > end) {
            counters.malformed++;
            return;
        }
        LnsTunnel tunnel = tunnels.get(datagram.getShort(ids) & 0xffff);
        int sessionId = datagram.getShort(ids + 2) & 0xffff;
        LnsCall call = tunnel == null ? null : tunnel.sessions().byId(sessionId);
        if (tunnel == null || call == null) {
            counters.unknownSession++;
            return;
        }
        tunnel.heardData(now);
        int ns = (flags & SEQUENCE) != 0 ? datagram.getShort(ids + 4) & 0xffff : -1;
        call.onData(now, ns, datagram.slice(at, end - at));
        callDeadlines.update(call);
    }

    public long nextDeadlineNanos() {
        return Math.min(tunnelDeadlines.nextNanos(), callDeadlines.nextNanos());
    }

    /** Does what is due. */
    public void onDeadline(long now, DatagramSink out) {
        sink = out;
        tunnelDeadlines.run(
                now,
                tunnel -> {
                    tunnel.onDeadline(now);
                    if (tunnel.gone()) {
                        tunnels.remove(tunnel.localId(), tunnel);
                        origins.values().remove(tunnel);
                    }
                });
        callDeadlines.run(now, call -> call.onDeadline(now));
    }

    /** Clears a call with a CDN at once. */
    public void clear(
            long now, LnsCall call, int result, int error, String text, DatagramSink out) {
        sink = out;
        call.clear(now, result, error, text);
        tunnelDeadlines.update(call.tunnel());
    }

    /** Ends a call in order: LCP Terminate to the caller, then CDN. */
    public void hangUp(long now, LnsCall call, DatagramSink out) {
        sink = out;
        call.hangUp(now);
        callDeadlines.update(call);
        tunnelDeadlines.update(call.tunnel());
    }

    /** Ends a tunnel with a StopCCN. */
    public void stop(
            long now, LnsTunnel tunnel, int result, int error, String text, DatagramSink out) {
        sink = out;
        tunnel.stop(now, result, error, text);
        tunnelDeadlines.update(tunnel);
    }

    /** Sends an ICMP echo request of {@code size} octets of IP to the caller. */
    public void ping(long now, LnsCall call, int size, DatagramSink out) {
        sink = out;
        call.ping(now, size);
    }

    /** Starts LCP again in an open call. */
    public void renegotiate(long now, LnsCall call, DatagramSink out) {
        sink = out;
        call.renegotiate(now);
        callDeadlines.update(call);
    }

    void opened(LnsCall call) {
        liveCalls++;
        if (profile.record()) {
            calls.add(call);
        }
    }

    void changed(LnsCall call) {
        callDeadlines.update(call);
    }

    void changed(LnsTunnel tunnel) {
        tunnelDeadlines.update(tunnel);
    }

    void ended() {
        liveCalls = Math.max(0, liveCalls - 1);
        counters.callsEnded++;
    }

    int nextAddress() {
        lastAddress++;
        int address = profile.link().poolBase() + lastAddress;
        return address == profile.ownAddress() ? nextAddress() : address;
    }

    int nextSerial() {
        return ++lastSerial;
    }

    byte @Nullable [] secret() {
        return secret;
    }

    byte[] randomOctets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    int randomInt() {
        return random.nextInt() | 1;
    }

    void send(InetSocketAddress to, ByteBuffer datagram) {
        sink.datagram(to, datagram);
    }
}
