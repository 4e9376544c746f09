package org.lacserver.tests.peer.ppp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One end of a PPP link, as caller or as called: LCP, authentication, IPCP, ICMP echo. */
public final class PppLink {
    /** Where the link stands. */
    public enum Phase {
        IDLE,
        LCP,
        AUTH,
        IPCP,
        UP,
        CLOSING,
        ENDED
    }

    /** Who carries the link. */
    public interface Owner {
        /** Sends {@code packet}, which begins behind the protocol number. */
        void send(int protocol, byte[] packet);

        void up(long nowNanos);

        /** One end does not believe the other; the owner ends the link its way. */
        void authenticationFailed(long nowNanos);

        /** There is no LCP any more. */
        void ended(long nowNanos, String why);
    }

    private final PppTerms terms;
    private final Owner owner;
    private final PppOut out;
    private final OwnLcp lcp;
    private final OwnIpcp ipcp;
    private final AuthServer judge;
    private final AuthClient caller;
    private final Pings pings = new Pings();
    private Phase phase = Phase.IDLE;
    private String failure = "";
    private int demands;
    private int lastId;
    private int restarts;

    public PppLink(PppTerms terms, Owner owner) {
        this.terms = terms;
        this.owner = owner;
        out = owner::send;
        demands = terms.demands();
        lcp = new OwnLcp();
        ipcp = new OwnIpcp();
        judge = new AuthServer(terms.name(), terms.passwordOf());
        caller = new AuthClient(terms.user(), terms.password());
    }

    public Phase phase() {
        return phase;
    }

    /** The first thing that went wrong, empty without one. */
    public String failure() {
        return failure;
    }

    public Lcp lcp() {
        return lcp;
    }

    /** How this end names itself. */
    public AuthClient auth() {
        return caller;
    }

    /** The user whom this end judged last. */
    public String judgedUser() {
        return judge.user();
    }

    public Pings pings() {
        return pings;
    }

    public int ownAddress() {
        return ipcp.ownAddress();
    }

    public int peerAddress() {
        return ipcp.peerAddress();
    }

    /** How often the other end negotiated LCP again in the open link. */
    public int restarts() {
        return restarts;
    }

    public long deadlineNanos() {
        return Math.min(
                Math.min(lcp.deadlineNanos(), ipcp.deadlineNanos()),
                Math.min(judge.deadlineNanos(), caller.deadlineNanos()));
    }

    /** Starts from nothing, or again in an open link. */
    public void open(long now) {
        silence();
        failure = "";
        phase = Phase.LCP;
        lcp.open(now, out);
    }

    /** Starts LCP again with another magic number. */
    public void renegotiate(long now, int magic) {
        lcp.magic(magic);
        open(now);
    }

    /** Goes on where another one stopped (RFC 2661 §4.4.5), with nobody known yet. */
    public void adopt(byte[] sent, byte[] received) {
        lcp.proxied(sent, received);
        phase = Phase.AUTH;
    }

    /** Asks the other end of an adopted link who it is. */
    public void authenticate(long now) {
        judge.begin(now, lcp.sentAuth(), terms.challenges().get(), out);
        caller.begin(now, 0, out);
        judged(now);
    }

    /** Judges what another one was told in the adopted link. */
    public void judgeProxy(
            long now, int protocol, int id, byte[] user, byte[] challenge, byte[] response) {
        caller.begin(now, 0, out);
        String name = new String(user, StandardCharsets.UTF_8);
        judge.judgeProxy(protocol, id, name, challenge, response, out);
        judged(now);
    }

    /** Ends the link in order; the owner hears when it is over. */
    public void terminate(long now) {
        ipcp.reset();
        judge.stop();
        caller.stop();
        phase = Phase.CLOSING;
        lcp.terminate(now, out);
    }

    /** No word any more. */
    public void stop() {
        silence();
        phase = Phase.ENDED;
    }

    private void silence() {
        lcp.reset();
        ipcp.reset();
        judge.stop();
        caller.stop();
    }

    public void onDeadline(long now) {
        lcp.onDeadline(now, out);
        ipcp.onDeadline(now, out);
        judge.onDeadline(now, out);
        caller.onDeadline(now, out);
        if (phase == Phase.AUTH) {
            failIfRefused(now);
        }
    }

    /** A packet behind its protocol number. */
    public void receive(long now, int protocol, ByteBuffer packet) {
        switch (protocol) {
            case Ppp.LCP -> lcp.receive(now, packet, out);
            case Ppp.PAP, Ppp.CHAP, Ppp.EAP -> {
                boolean changed = judge.receive(protocol, packet.duplicate(), out);
                changed |= caller.receive(now, protocol, packet, out);
                if (changed) {
                    judged(now);
                }
            }
            case Ppp.IPCP -> {
                if (phase == Phase.IPCP || phase == Phase.UP) {
                    ipcp.receive(now, packet, out);
                }
            }
            case Ppp.IP -> {
                if (phase == Phase.UP) {
                    onIp(now, packet);
                }
            }
            default -> {
                if (lcp.phase() == Lcp.Phase.OPENED) {
                    out.ppp(Ppp.LCP, Lcp.protocolReject(++lastId & 0xff, protocol, packet));
                }
            }
        }
    }

    private void onIp(long now, ByteBuffer packet) {
        byte[] reply = pings.receive(now, packet, ipcp.ownAddress());
        if (reply != null) {
            out.ppp(Ppp.IP, reply);
        }
    }

    /** Sends an ICMP echo request of {@code size} octets of IP, once the link is up. */
    public void ping(long now, int id, int size) {
        if (phase == Phase.UP) {
            int own = ipcp.ownAddress();
            out.ppp(Ppp.IP, pings.request(now, own, ipcp.peerAddress(), id, size));
        }
    }

    /** Sends an LCP Echo-Request. */
    public void echo() {
        lcp.sendEcho(++lastId & 0xff, out);
    }

    private void judged(long now) {
        if (failIfRefused(now)) {
            return;
        }
        if (phase == Phase.AUTH
                && judge.outcome() == AuthClient.Outcome.SUCCESS
                && caller.outcome() == AuthClient.Outcome.SUCCESS) {
            phase = Phase.IPCP;
            ipcp.open(now, out);
        }
    }

    private boolean failIfRefused(long now) {
        boolean refused =
                judge.outcome() == AuthClient.Outcome.FAILURE
                        || caller.outcome() == AuthClient.Outcome.FAILURE;
        if (refused) {
            say(("authentication failed: " + caller.message()).strip());
            owner.authenticationFailed(now);
        }
        return refused;
    }

    private void say(String why) {
        if (failure.isEmpty()) {
            failure = why;
        }
    }

    private void enter(Phase next) {
        phase = next;
    }

    private final class OwnLcp extends Lcp {
        OwnLcp() {
            super(terms.mru(), terms.magic());
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
            return demands;
        }

        @Override
        protected boolean acceptsAuth(int protocol) {
            return terms.answers().test(protocol);
        }

        @Override
        protected int preferredAuth() {
            return terms.proposes();
        }

        @Override
        protected void authRefused(int proposed) {
            // takes what the other end can do, except nothing at all
            if (proposed == Ppp.PAP || proposed == Ppp.CHAP) {
                demands = proposed;
            }
        }

        @Override
        protected void protocolRejected(int protocol) {
            if (protocol == Ppp.IPCP) {
                ipcp.reset();
                say("IPCP rejected");
            }
        }

        @Override
        protected void opened(long now) {
            enter(PppLink.Phase.AUTH);
            judge.begin(now, sentAuth(), terms.challenges().get(), out);
            caller.begin(now, agreedAuth(), out);
            judged(now);
        }

        @Override
        protected void down(long now, String why) {
            judge.stop();
            caller.stop();
            ipcp.reset();
            if (phase() == Negotiation.Phase.OPENED) {
                restarts++;
                enter(PppLink.Phase.LCP);
            } else {
                say("LCP: " + why);
                enter(PppLink.Phase.ENDED);
                owner.ended(now, "LCP: " + why);
            }
        }
    }

    private final class OwnIpcp extends Ipcp {
        OwnIpcp() {
            super(terms.assigns(), terms.ownAddress(), terms.peerAddress());
        }

        @Override
        protected void opened(long now) {
            enter(PppLink.Phase.UP);
            owner.up(now);
        }

        @Override
        protected void down(long now, String why) {
            if (phase() == Negotiation.Phase.OPENED) {
                enter(PppLink.Phase.IPCP);
            } else if (PppLink.this.phase != PppLink.Phase.CLOSING
                    && PppLink.this.phase != PppLink.Phase.ENDED) {
                say("IPCP: " + why);
                PppLink.this.terminate(now);
            }
        }
    }
}
