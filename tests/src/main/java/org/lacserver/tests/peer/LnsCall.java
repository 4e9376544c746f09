package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.ppp.AuthClient;
import org.lacserver.tests.peer.ppp.AuthServer;
import org.lacserver.tests.peer.ppp.Ipcp;
import org.lacserver.tests.peer.ppp.Lcp;
import org.lacserver.tests.peer.ppp.Pings;
import org.lacserver.tests.peer.ppp.Ppp;

import java.nio.ByteBuffer;
import java.util.List;

/** An incoming call at the LNS, with its PPP server. */
public final class LnsCall implements Timed {
    /** Where the call stands. */
    public enum State {
        WAIT_ICCN,
        LCP,
        AUTH,
        IPCP,
        UP,
        CLOSING,
        ENDED
    }

    private static final int FF03 = 0xff03;
    private static final int PROXY_CHAP = 2;
    private static final int PROXY_PAP = 3;

    private final Lns lns;
    private final LnsTunnel tunnel;
    private final int localSessionId;
    private final int peerSessionId;
    private final OwnLcp lcp;
    private final AuthServer auth;
    private final OwnIpcp ipcp;
    private final List<Avp> icrq;
    private List<Avp> iccn = List.of();
    private List<Avp> cdn = List.of();
    private State state = State.WAIT_ICCN;
    private String ending = "";
    private boolean proxyAccepted;
    private int authProtocol;
    private int dataNs;
    private boolean sequencesSeen;
    private long framesIn;
    private final Pings pings = new Pings();
    private int rejectId;
    private long scheduledNanos = Long.MAX_VALUE;

    LnsCall(Lns lns, LnsTunnel tunnel, int localSessionId, int peerSessionId, List<Avp> icrq) {
        this.lns = lns;
        this.tunnel = tunnel;
        this.localSessionId = localSessionId;
        this.peerSessionId = peerSessionId;
        this.icrq = lns.profile().record() ? List.copyOf(icrq) : List.of();
        authProtocol = lns.profile().auth();
        lcp = new OwnLcp(lns.randomInt());
        auth = new AuthServer(lns.profile().name(), lns.profile().passwordOf());
        ipcp = new OwnIpcp(lns.profile().ownAddress(), lns.nextAddress());
    }

    public LnsTunnel tunnel() {
        return tunnel;
    }

    public int localSessionId() {
        return localSessionId;
    }

    public int peerSessionId() {
        return peerSessionId;
    }

    public State state() {
        return state;
    }

    /** Why it ended, empty while it lives. */
    public String ending() {
        return ending;
    }

    /** The AVPs of the ICRQ; empty unless the LNS records. */
    public List<Avp> icrq() {
        return icrq;
    }

    /** The AVPs of the ICCN; empty unless the LNS records. */
    public List<Avp> iccn() {
        return iccn;
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
        return auth.user();
    }

    public int callerAddress() {
        return ipcp.peerAddress();
    }

    /** Whether the LAC's last data message carried sequence numbers. */
    public boolean sequencesSeen() {
        return sequencesSeen;
    }

    public long framesIn() {
        return framesIn;
    }

    public Pings pings() {
        return pings;
    }

    @Override
    public long nextDeadlineNanos() {
        return Math.min(Math.min(lcp.deadlineNanos(), ipcp.deadlineNanos()), auth.deadlineNanos());
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
        lcp.onDeadline(now, this::sendPpp);
        ipcp.onDeadline(now, this::sendPpp);
        auth.onDeadline(now, this::sendPpp);
        if (state == State.AUTH && auth.outcome() == AuthClient.Outcome.FAILURE) {
            authFailed(now);
        }
    }

    void onIccn(long now, List<Avp> avps) {
        if (state != State.WAIT_ICCN) {
            clear(now, 2, 3, "ICCN out of turn");
            return;
        }
        if (lns.profile().record()) {
            iccn = List.copyOf(avps);
        }
        byte[] sent = value(avps, Avp.LAST_SENT_CONFREQ);
        byte[] received = value(avps, Avp.LAST_RECEIVED_CONFREQ);
        if (!lns.profile().acceptProxy() || sent == null || received == null) {
            renegotiate(now);
            return;
        }
        proxyAccepted = true;
        lcp.proxied(sent, received);
        byte[] name = value(avps, Avp.PROXY_AUTH_NAME);
        byte[] response = value(avps, Avp.PROXY_AUTH_RESPONSE);
        byte[] challenge = value(avps, Avp.PROXY_AUTH_CHALLENGE);
        Avp id = Avp.find(avps, Avp.PROXY_AUTH_ID);
        Avp type = Avp.find(avps, Avp.PROXY_AUTH_TYPE);
        int proxyType = type == null ? 0 : type.u16();
        boolean known = proxyType == PROXY_PAP || (proxyType == PROXY_CHAP && challenge != null);
        enter(State.AUTH);
        if (!known || name == null || response == null || id == null) {
            auth.begin(now, lcp.sentAuth(), lns.randomOctets(16), this::sendPpp);
        } else {
            auth.judgeProxy(
                    proxyType == PROXY_PAP ? Ppp.PAP : Ppp.CHAP,
                    id.u16() & 0xff,
                    new String(name, java.nio.charset.StandardCharsets.UTF_8),
                    challenge == null ? new byte[0] : challenge,
                    response,
                    this::sendPpp);
        }
        judged(now);
    }

    private static byte @Nullable [] value(List<Avp> avps, int type) {
        Avp avp = Avp.find(avps, type);
        return avp == null ? null : avp.octets();
    }

    void renegotiate(long now) {
        auth.stop();
        ipcp.reset();
        lcp.magic(lns.randomInt());
        enter(State.LCP);
        lcp.open(now, this::sendPpp);
    }

    void onData(long now, boolean sequenced, ByteBuffer ppp) {
        framesIn++;
        sequencesSeen = sequenced;
        int at = ppp.limit() >= 2 && (ppp.getShort(0) & 0xffff) == FF03 ? 2 : 0;
        if (ppp.limit() < at + 2) {
            lns.counters().malformed++;
            return;
        }
        int protocol = ppp.getShort(at) & 0xffff;
        ByteBuffer packet = ppp.slice(at + 2, ppp.limit() - at - 2);
        switch (protocol) {
            case Ppp.LCP -> lcp.receive(now, packet, this::sendPpp);
            case Ppp.PAP, Ppp.CHAP -> {
                if (auth.receive(protocol, packet, this::sendPpp)) {
                    judged(now);
                }
            }
            case Ppp.IPCP -> {
                if (state == State.IPCP || state == State.UP) {
                    ipcp.receive(now, packet, this::sendPpp);
                }
            }
            case Ppp.IP -> {
                if (state == State.UP) {
                    onIp(now, packet);
                }
            }
            default -> {
                if (lcp.phase() == Lcp.Phase.OPENED) {
                    byte[] reject = Lcp.protocolReject(++rejectId & 0xff, protocol, packet);
                    sendPpp(Ppp.LCP, reject);
                }
            }
        }
    }

    private void onIp(long now, ByteBuffer packet) {
        byte[] reply = pings.receive(now, packet, ipcp.ownAddress());
        if (reply != null) {
            sendPpp(Ppp.IP, reply);
        }
    }

    void ping(long now, int size) {
        if (state == State.UP) {
            int own = ipcp.ownAddress();
            int peer = ipcp.peerAddress();
            sendPpp(Ppp.IP, pings.request(now, own, peer, localSessionId, size));
        }
    }

    private void judged(long now) {
        if (auth.outcome() == AuthClient.Outcome.FAILURE) {
            authFailed(now);
        } else if (auth.outcome() == AuthClient.Outcome.SUCCESS && state == State.AUTH) {
            enter(State.IPCP);
            ipcp.open(now, this::sendPpp);
        }
    }

    private void authFailed(long now) {
        sendPpp(Ppp.LCP, Ppp.packet(Ppp.TERMINATE_REQUEST, ++rejectId & 0xff, new byte[0]));
        clear(now, 3, 0, "authentication failed");
    }

    void hangUp(long now) {
        if (state != State.ENDED && state != State.WAIT_ICCN) {
            ipcp.reset();
            auth.stop();
            enter(State.CLOSING);
            lcp.terminate(now, this::sendPpp);
        }
    }

    void clear(long now, int result, int error, String text) {
        tunnel.clear(now, this, result, error, text);
    }

    void ended(String why, List<Avp> received) {
        state = State.ENDED;
        ending = why;
        cdn = List.copyOf(received);
        lcp.reset();
        ipcp.reset();
        auth.stop();
        lns.ended();
    }

    private void enter(State next) {
        state = next;
    }

    private void sendPpp(int protocol, byte[] packet) {
        lns.send(tunnel.peer(), frame(protocol, packet));
    }

    /** A whole data message of this call, as a traffic generator needs it. */
    public ByteBuffer frame(int protocol, byte[] packet) {
        LnsProfile.DataBits bits = lns.profile().bits();
        ByteBuffer datagram = ByteBuffer.allocate(packet.length + 20 + Math.max(0, bits.offset()));
        int flags = 2;
        flags |= bits.length() ? 0x4000 : 0;
        flags |= bits.sequence() ? 0x0800 : 0;
        flags |= bits.offset() >= 0 ? 0x0200 : 0;
        flags |= bits.priority() ? 0x0100 : 0;
        datagram.putShort((short) flags);
        if (bits.length()) {
            datagram.putShort((short) 0);
        }
        datagram.putShort((short) tunnel.peerId()).putShort((short) peerSessionId);
        if (bits.sequence()) {
            datagram.putShort((short) dataNs).putShort((short) 0);
            dataNs = (dataNs + 1) & 0xffff;
        }
        if (bits.offset() >= 0) {
            datagram.putShort((short) bits.offset());
            datagram.position(datagram.position() + bits.offset());
        }
        if (bits.addressControl()) {
            datagram.putShort((short) FF03);
        }
        datagram.putShort((short) protocol).put(packet);
        if (bits.length()) {
            datagram.putShort(2, (short) datagram.position());
        }
        return datagram.flip();
    }

    private final class OwnLcp extends Lcp {
        OwnLcp(int magic) {
            super(1492, magic);
        }

        void proxied(byte[] ours, byte[] theirs) {
            adopt(ours, theirs);
            int at = Ppp.find(ours, Ppp.OPTION_MAGIC);
            if (at >= 0 && at + 6 <= ours.length) {
                magic(ByteBuffer.wrap(ours).getInt(at + 2));
            }
        }

        /** The protocol that the request in force demands. */
        int sentAuth() {
            byte[] options = sentOptions();
            int at = Ppp.find(options, Ppp.OPTION_AUTH);
            return at < 0 || at + 4 > options.length
                    ? 0
                    : ByteBuffer.wrap(options).getShort(at + 2) & 0xffff;
        }

        @Override
        protected int demandedAuth() {
            return authProtocol;
        }

        @Override
        protected boolean acceptsAuth(int protocol) {
            return false;
        }

        @Override
        protected int preferredAuth() {
            return 0;
        }

        @Override
        protected void authRefused(int proposed) {
            // takes what the caller can do, except nothing at all
            if (proposed == Ppp.PAP || proposed == Ppp.CHAP) {
                authProtocol = proposed;
            }
        }

        @Override
        protected void protocolRejected(int protocol) {
            if (protocol == Ppp.IPCP) {
                ipcp.reset();
            }
        }

        @Override
        protected void opened(long now) {
            enter(State.AUTH);
            auth.begin(now, sentAuth(), lns.randomOctets(16), LnsCall.this::sendPpp);
            judged(now);
        }

        @Override
        protected void down(long now, String why) {
            auth.stop();
            ipcp.reset();
            if (phase() == Phase.OPENED) {
                enter(State.LCP);
            } else {
                clear(now, 1, 0, "LCP: " + why);
            }
        }
    }

    private final class OwnIpcp extends Ipcp {
        OwnIpcp(int own, int caller) {
            super(true, own, caller);
        }

        @Override
        protected void opened(long now) {
            enter(State.UP);
        }

        @Override
        protected void down(long now, String why) {
            if (phase() == Phase.OPENED) {
                enter(State.IPCP);
            } else if (state != State.ENDED) {
                hangUp(now);
            }
        }
    }
}
