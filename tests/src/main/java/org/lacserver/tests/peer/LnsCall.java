package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppLink;
import org.lacserver.tests.peer.ppp.PppTerms;

import java.nio.ByteBuffer;
import java.util.List;

/** A call at the LNS, come or placed (RFC 2661 §7.4.2, §7.5.2), with its end of PPP. */
public final class LnsCall implements Timed {
    /** Where the call stands; from LCP on that is where PPP stands. */
    public enum State {
        WAIT_ICCN,
        WAIT_OCRP,
        WAIT_OCCN,
        LCP,
        AUTH,
        IPCP,
        UP,
        CLOSING,
        ENDED
    }

    private static final int PROXY_CHAP = 2;
    private static final int PROXY_PAP = 3;

    private final Lns lns;
    private final LnsTunnel tunnel;
    private final int localSessionId;
    private final LnsProfile.Role role;
    private final PppLink link;
    private final LnsData data;
    private final @Nullable OutgoingCall order;
    private int peerSessionId;
    private List<Avp> asked = List.of();
    private List<Avp> connected = List.of();
    private List<Avp> cdn = List.of();
    private State state;
    private String ending = "";
    private boolean proxyAccepted;
    private long scheduledNanos = Long.MAX_VALUE;

    /** A call that came. */
    LnsCall(Lns lns, LnsTunnel tunnel, int localSessionId, int peerSessionId, List<Avp> icrq) {
        this(lns, tunnel, localSessionId, lns.profile().link().incoming(), null, State.WAIT_ICCN);
        this.peerSessionId = peerSessionId;
        asked = kept(icrq);
    }

    /** A call that is placed. */
    LnsCall(Lns lns, LnsTunnel tunnel, int localSessionId, OutgoingCall order) {
        this(lns, tunnel, localSessionId, lns.profile().link().outgoing(), order, State.WAIT_OCRP);
    }

    private LnsCall(
            Lns lns,
            LnsTunnel tunnel,
            int localSessionId,
            LnsProfile.Role role,
            @Nullable OutgoingCall order,
            State state) {
        this.lns = lns;
        this.tunnel = tunnel;
        this.localSessionId = localSessionId;
        this.role = role;
        this.order = order;
        this.state = state;
        data = new LnsData(lns.profile().bits());
        link = new PppLink(terms(lns, role), new Carrier());
    }

    private static PppTerms terms(Lns lns, LnsProfile.Role role) {
        LnsProfile.Link end = lns.profile().link();
        if (role == LnsProfile.Role.CLIENT) {
            return PppTerms.client(
                    1492, lns.randomInt(), end.user(), end.password(), _ -> true, Ppp.CHAP);
        }
        return PppTerms.server(
                lns.profile().name(),
                lns.randomInt(),
                end.auth(),
                end.passwordOf(),
                () -> lns.randomOctets(16),
                end.ownAddress(),
                role == LnsProfile.Role.NONE ? 0 : lns.nextAddress());
    }

    private List<Avp> kept(List<Avp> avps) {
        return lns.profile().record() ? List.copyOf(avps) : List.of();
    }

    public LnsTunnel tunnel() {
        return tunnel;
    }

    public int localSessionId() {
        return localSessionId;
    }

    /** The LAC's id of the call, 0 before its OCRP. */
    public int peerSessionId() {
        return peerSessionId;
    }

    /** What was asked of the LAC, null for a call that came. */
    public @Nullable OutgoingCall order() {
        return order;
    }

    public State state() {
        if (state != State.LCP || role == LnsProfile.Role.NONE) {
            return state == State.LCP ? State.UP : state;
        }
        return switch (link.phase()) {
            case IDLE, LCP -> State.LCP;
            case AUTH -> State.AUTH;
            case IPCP -> State.IPCP;
            case UP -> State.UP;
            case CLOSING -> State.CLOSING;
            case ENDED -> State.ENDED;
        };
    }

    /** Why it ended, empty while it lives. */
    public String ending() {
        return ending;
    }

    /** The AVPs of the ICRQ; empty unless the LNS records. */
    public List<Avp> icrq() {
        return order == null ? asked : List.of();
    }

    /** The AVPs of the OCRP; empty unless the LNS records. */
    public List<Avp> ocrp() {
        return order == null ? List.of() : asked;
    }

    /** The AVPs of the ICCN; empty unless the LNS records. */
    public List<Avp> iccn() {
        return order == null ? connected : List.of();
    }

    /** The AVPs of the OCCN; empty unless the LNS records. */
    public List<Avp> occn() {
        return order == null ? List.of() : connected;
    }

    /** The AVPs of the CDN that the LAC ended the call with. */
    public List<Avp> cdn() {
        return cdn;
    }

    /** Whether proxy LCP and authentication were taken as they came. */
    public boolean proxyAccepted() {
        return proxyAccepted;
    }

    /** The user it authenticated. */
    public String user() {
        return link.judgedUser();
    }

    /** The other end's address. */
    public int callerAddress() {
        return link.peerAddress();
    }

    /** This end's PPP. */
    public PppLink link() {
        return link;
    }

    /** This end's data messages. */
    public LnsData data() {
        return data;
    }

    /** Whether the LAC's last data message carried sequence numbers. */
    public boolean sequencesSeen() {
        return data.sequencesSeen();
    }

    public long framesIn() {
        return data.received();
    }

    public org.lacserver.tests.peer.ppp.Pings pings() {
        return link.pings();
    }

    @Override
    public long nextDeadlineNanos() {
        return state == State.LCP ? link.deadlineNanos() : Long.MAX_VALUE;
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
        if (state == State.LCP) {
            link.onDeadline(now);
        }
    }

    /** §7.5.2, wait-reply. */
    void onOcrp(long now, List<Avp> avps) {
        Avp assigned = Avp.find(avps, Avp.ASSIGNED_SESSION_ID);
        if (state != State.WAIT_OCRP || assigned == null || assigned.u16() <= 0) {
            clear(now, 2, 3, "OCRP out of turn");
            return;
        }
        asked = kept(avps);
        peerSessionId = assigned.u16();
        state = State.WAIT_OCCN;
    }

    /** ICCN or OCCN: there is a caller now. */
    void onConnected(long now, boolean incoming, List<Avp> avps) {
        if (state != (incoming ? State.WAIT_ICCN : State.WAIT_OCCN)) {
            clear(now, 2, 3, (incoming ? "ICCN" : "OCCN") + " out of turn");
            return;
        }
        connected = kept(avps);
        if (lns.profile().control().needsSequencing()
                && Avp.find(avps, Avp.SEQUENCING_REQUIRED) == null) {
            clear(now, 2, 6, "no Sequencing Required");
            return;
        }
        state = State.LCP;
        if (role == LnsProfile.Role.NONE) {
            return;
        }
        byte[] sent = value(avps, Avp.LAST_SENT_CONFREQ);
        byte[] received = value(avps, Avp.LAST_RECEIVED_CONFREQ);
        boolean accept = incoming && lns.profile().link().acceptProxy();
        if (!accept || sent == null || received == null) {
            renegotiate(now);
            return;
        }
        proxyAccepted = true;
        link.adopt(sent, received);
        judgeProxy(now, avps);
    }

    private void judgeProxy(long now, List<Avp> avps) {
        byte[] name = value(avps, Avp.PROXY_AUTH_NAME);
        byte[] response = value(avps, Avp.PROXY_AUTH_RESPONSE);
        byte[] challenge = value(avps, Avp.PROXY_AUTH_CHALLENGE);
        Avp id = Avp.find(avps, Avp.PROXY_AUTH_ID);
        Avp type = Avp.find(avps, Avp.PROXY_AUTH_TYPE);
        int proxyType = type == null ? 0 : type.u16();
        boolean known = proxyType == PROXY_PAP || (proxyType == PROXY_CHAP && challenge != null);
        if (!known || name == null || response == null || id == null) {
            link.authenticate(now);
            return;
        }
        link.judgeProxy(
                now,
                proxyType == PROXY_PAP ? Ppp.PAP : Ppp.CHAP,
                id.u16() & 0xff,
                name,
                challenge == null ? new byte[0] : challenge,
                response);
    }

    private static byte @Nullable [] value(List<Avp> avps, int type) {
        Avp avp = Avp.find(avps, type);
        return avp == null ? null : avp.octets();
    }

    void renegotiate(long now) {
        link.renegotiate(now, lns.randomInt());
    }

    /** {@code ns} is -1 without sequence numbers. */
    void onData(long now, int ns, ByteBuffer ppp) {
        int at = LnsData.protocolAt(ppp);
        data.heard(ns, ppp.limit() - at);
        if (ppp.limit() < at + 2) {
            lns.counters().malformed++;
            return;
        }
        if (state == State.LCP && role != LnsProfile.Role.NONE) {
            int protocol = ppp.getShort(at) & 0xffff;
            link.receive(now, protocol, ppp.slice(at + 2, ppp.limit() - at - 2));
        }
    }

    void ping(long now, int size) {
        link.ping(now, localSessionId, size);
    }

    void hangUp(long now) {
        if (state == State.LCP && role != LnsProfile.Role.NONE) {
            link.terminate(now);
        } else if (state != State.ENDED) {
            clear(now, 3, 0, "hung up");
        }
    }

    void clear(long now, int result, int error, String text) {
        tunnel.sessions().clear(now, this, result, error, text);
    }

    void ended(String why, List<Avp> received) {
        state = State.ENDED;
        ending = why;
        cdn = List.copyOf(received);
        link.stop();
        lns.ended();
    }

    /** A whole data message of this call, as a traffic generator needs it. */
    public ByteBuffer frame(int protocol, byte[] packet) {
        return data.message(tunnel.peerId(), peerSessionId, protocol, packet);
    }

    private final class Carrier implements PppLink.Owner {
        @Override
        public void send(int protocol, byte[] packet) {
            data.send(frame(protocol, packet), octets -> lns.send(tunnel.peer(), octets));
        }

        @Override
        public void up(long now) {}

        @Override
        public void authenticationFailed(long now) {
            link.terminate(now);
            clear(now, 3, 0, "authentication failed");
        }

        @Override
        public void ended(long now, String why) {
            clear(now, 1, 0, why);
        }
    }
}
