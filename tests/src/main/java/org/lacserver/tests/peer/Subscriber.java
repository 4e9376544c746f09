package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.ppp.AuthClient;
import org.lacserver.tests.peer.ppp.Ipcp;
import org.lacserver.tests.peer.ppp.Lcp;
import org.lacserver.tests.peer.ppp.Pings;
import org.lacserver.tests.peer.ppp.Ppp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A PPPoE subscriber: discovery (RFC 2516), LCP, PAP or CHAP, IPCP, ICMP echo. It follows whoever
 * speaks at the other end, so an LNS may negotiate LCP again at any time.
 */
public final class Subscriber implements Timed {
    /** Where the subscriber stands. */
    public enum State {
        IDLE,
        PADI_SENT,
        PADR_SENT,
        LCP,
        AUTH,
        IPCP,
        UP,
        CLOSING,
        ENDED
    }

    private static final long DISCOVERY_RETRY_NANOS = 2_000_000_000L;
    private static final int DISCOVERY_TRIES = 6;

    private final SubscriberProfile profile;
    private final OwnLcp lcp;
    private final OwnIpcp ipcp;
    private final AuthClient auth;
    private FrameSink sink = frame -> {};
    private State state = State.IDLE;
    private boolean deaf;
    private long acMac;
    private int sessionId;
    private int dials;
    private int triesLeft;
    private long discoveryDeadlineNanos = Ppp.NEVER;
    private byte @Nullable [] cookie;
    private byte @Nullable [] relayId;
    private int maxPayload;
    private String failure = "";
    private String padtText = "";
    private int rejectId;
    private final Pings pings = new Pings();
    private int strayFrames;
    private int lcpRestarts;
    private long dialedNanos;
    private long sessionNanos;
    private long upNanos;
    private long scheduledNanos = Ppp.NEVER;

    public Subscriber(SubscriberProfile profile) {
        this.profile = profile;
        int magic = (int) (profile.mac() * 0x9e37_79b9L) | 1;
        int mru = profile.maxPayload() != 0 ? profile.maxPayload() : 1492;
        lcp = new OwnLcp(mru, magic);
        ipcp = new OwnIpcp();
        auth = new AuthClient(profile.user(), profile.password());
    }

    public SubscriberProfile profile() {
        return profile;
    }

    public State state() {
        return state;
    }

    /** Why the call failed or ended, empty while there is nothing to say. */
    public String failure() {
        return failure;
    }

    /** The error text of the PADT that ended the call, empty when it had none. */
    public String padtText() {
        return padtText;
    }

    /** The authenticator's last text: PAP-Ack, PAP-Nak, CHAP Success or Failure. */
    public String authMessage() {
        return auth.message();
    }

    /** The authentication exchange, for the fields an LNS should see. */
    public AuthClient auth() {
        return auth;
    }

    public Lcp lcp() {
        return lcp;
    }

    public int ipAddress() {
        return ipcp.ownAddress();
    }

    public int peerIpAddress() {
        return ipcp.peerAddress();
    }

    public int sessionId() {
        return sessionId;
    }

    public long acMac() {
        return acMac;
    }

    /** PPP-Max-Payload as the access concentrator confirmed it, 0 when it did not. */
    public int maxPayload() {
        return maxPayload;
    }

    public Pings pings() {
        return pings;
    }

    /** Frames to this MAC that belonged to no session of ours; after a PADT there may be none. */
    public int strayFrames() {
        return strayFrames;
    }

    /** How often LCP was negotiated again in the open call. */
    public int lcpRestarts() {
        return lcpRestarts;
    }

    public long dialedNanos() {
        return dialedNanos;
    }

    public long sessionNanos() {
        return sessionNanos;
    }

    public long upNanos() {
        return upNanos;
    }

    /** Starts a call, from rest or after one that ended. */
    public void dial(long now, FrameSink out) {
        sink = out;
        dials++;
        dialedNanos = now;
        sessionNanos = 0;
        upNanos = 0;
        sessionId = 0;
        cookie = null;
        relayId = null;
        failure = "";
        padtText = "";
        state = State.PADI_SENT;
        triesLeft = DISCOVERY_TRIES;
        lcp.reset();
        ipcp.reset();
        auth.stop();
        discover(now);
    }

    /** Ends the call in order: LCP Terminate, then PADT. */
    public void hangUp(long now, FrameSink out) {
        sink = out;
        switch (state) {
            case LCP, AUTH, IPCP, UP -> {
                say("hung up");
                state = State.CLOSING;
                ipcp.reset();
                auth.stop();
                lcp.terminate(now, this::sendPpp);
            }
            case PADI_SENT, PADR_SENT -> end("hung up");
            case IDLE, CLOSING, ENDED -> {}
        }
    }

    /** Ends the call with a PADT alone. */
    public void drop(FrameSink out) {
        sink = out;
        if (sessionId != 0 && state != State.ENDED) {
            sendPadt();
        }
        end("dropped");
    }

    /** The power fails: no word any more, and no ear. */
    public void vanish() {
        deaf = true;
        end("vanished");
    }

    /** Sends an ICMP echo request of {@code size} octets of IP to the other end of the link. */
    public void ping(long now, int size, FrameSink out) {
        sink = out;
        if (state == State.UP) {
            int id = (int) profile.mac() & 0xffff;
            sendPpp(Ppp.IP, pings.request(now, ipcp.ownAddress(), ipcp.peerAddress(), id, size));
        }
    }

    /** Sends an LCP Echo-Request. */
    public void echo(FrameSink out) {
        sink = out;
        lcp.sendEcho(++rejectId & 0xff, this::sendPpp);
    }

    @Override
    public long nextDeadlineNanos() {
        return Math.min(
                Math.min(discoveryDeadlineNanos, auth.deadlineNanos()),
                Math.min(lcp.deadlineNanos(), ipcp.deadlineNanos()));
    }

    @Override
    public long scheduledNanos() {
        return scheduledNanos;
    }

    @Override
    public void scheduledNanos(long at) {
        scheduledNanos = at;
    }

    /** Does what is due. */
    public void onDeadline(long now, FrameSink out) {
        sink = out;
        if (now >= discoveryDeadlineNanos) {
            if (triesLeft == 0) {
                end(state == State.PADI_SENT ? "no PADO" : "no PADS");
            } else {
                discover(now);
            }
        }
        lcp.onDeadline(now, this::sendPpp);
        ipcp.onDeadline(now, this::sendPpp);
        auth.onDeadline(now, this::sendPpp);
        if (state == State.AUTH && auth.outcome() == AuthClient.Outcome.FAILURE) {
            authFailed(now);
        }
    }

    /** A whole Ethernet frame, tags included; frames for others are ignored. */
    public void onFrame(long now, ByteBuffer whole, FrameSink out) {
        ByteBuffer frame = whole.slice();
        if (deaf || frame.limit() < 20 || PppoeFrames.mac(frame, 0) != profile.mac()) {
            return;
        }
        int at = PppoeFrames.ethertypeAt(frame, profile);
        if (at < 0 || frame.get(at + 2) != 0x11) {
            return;
        }
        sink = out;
        int length = frame.getShort(at + 6) & 0xffff;
        if (at + 8 + length > frame.limit()) {
            return;
        }
        ByteBuffer payload = frame.slice(at + 8, length);
        long source = PppoeFrames.mac(frame, 6);
        int session = frame.getShort(at + 4) & 0xffff;
        switch (frame.getShort(at) & 0xffff) {
            case PppoeFrames.DISCOVERY ->
                    onDiscovery(now, frame.get(at + 3) & 0xff, source, session, payload);
            case PppoeFrames.SESSION -> {
                if (sessionId == 0
                        || session != sessionId
                        || source != acMac
                        || state == State.ENDED) {
                    strayFrames++;
                } else if (length >= 2) {
                    onPpp(now, payload.getShort(0) & 0xffff, payload.slice(2, length - 2));
                }
            }
            default -> {}
        }
    }

    private void onDiscovery(long now, int code, long source, int session, ByteBuffer tags) {
        if (code == PppoeFrames.PADT) {
            if (session == sessionId && sessionId != 0 && state != State.ENDED) {
                String error = PppoeFrames.error(tags);
                padtText = error == null ? "" : error;
                end(("PADT " + padtText).strip());
            }
            return;
        }
        if (!Arrays.equals(hostUniq(), PppoeFrames.tag(tags, PppoeFrames.HOST_UNIQ))) {
            return;
        }
        String error = PppoeFrames.error(tags);
        if (code == PppoeFrames.PADO && state == State.PADI_SENT) {
            byte[] service = PppoeFrames.tag(tags, PppoeFrames.SERVICE_NAME);
            if (error != null || service == null) {
                return; // another concentrator may do better
            }
            acMac = source;
            cookie = PppoeFrames.tag(tags, PppoeFrames.AC_COOKIE);
            relayId = PppoeFrames.tag(tags, PppoeFrames.RELAY_SESSION_ID);
            state = State.PADR_SENT;
            triesLeft = DISCOVERY_TRIES;
            discover(now);
        } else if (code == PppoeFrames.PADS && state == State.PADR_SENT && source == acMac) {
            if (session == 0 || error != null) {
                end(error == null ? "PADS without a session" : "PADS " + error);
                return;
            }
            byte[] payload = PppoeFrames.tag(tags, PppoeFrames.MAX_PAYLOAD);
            maxPayload =
                    payload == null || payload.length != 2
                            ? 0
                            : ByteBuffer.wrap(payload).getShort() & 0xffff;
            sessionId = session;
            sessionNanos = now;
            discoveryDeadlineNanos = Ppp.NEVER;
            state = State.LCP;
            lcp.open(now, this::sendPpp);
        }
    }

    private void onPpp(long now, int protocol, ByteBuffer packet) {
        switch (protocol) {
            case Ppp.LCP -> lcp.receive(now, packet, this::sendPpp);
            case Ppp.PAP, Ppp.CHAP -> {
                if (auth.receive(now, protocol, packet, this::sendPpp)) {
                    if (auth.outcome() == AuthClient.Outcome.FAILURE) {
                        authFailed(now);
                    } else if (state == State.AUTH) {
                        authenticated(now);
                    }
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
                    sendPpp(Ppp.LCP, Lcp.protocolReject(++rejectId & 0xff, protocol, packet));
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

    private void authenticated(long now) {
        state = State.IPCP;
        ipcp.open(now, this::sendPpp);
    }

    private void authFailed(long now) {
        say("authentication failed: " + auth.message());
        state = State.CLOSING;
        ipcp.reset();
        auth.stop();
        lcp.terminate(now, this::sendPpp);
    }

    private void discover(long now) {
        triesLeft--;
        long wait = DISCOVERY_RETRY_NANOS << (DISCOVERY_TRIES - 1 - triesLeft);
        discoveryDeadlineNanos = now + wait;
        boolean first = state == State.PADI_SENT;
        sink.frame(
                first
                        ? PppoeFrames.padi(profile, hostUniq())
                        : PppoeFrames.padr(profile, acMac, hostUniq(), cookie, relayId));
    }

    private byte[] hostUniq() {
        return ByteBuffer.allocate(8).putInt((int) profile.mac()).putInt(dials).array();
    }

    private void sendPpp(int protocol, byte[] packet) {
        sink.frame(sessionFrame(protocol, packet));
    }

    /** A whole frame of the open session, as a traffic generator needs it. */
    public ByteBuffer sessionFrame(int protocol, byte[] packet) {
        ByteBuffer frame =
                PppoeFrames.begin(
                        profile, acMac, PppoeFrames.SESSION, 0, sessionId, packet.length + 2);
        frame.putShort((short) protocol).put(packet);
        return PppoeFrames.finish(frame, profile);
    }

    private void sendPadt() {
        ByteBuffer frame =
                PppoeFrames.begin(
                        profile, acMac, PppoeFrames.DISCOVERY, PppoeFrames.PADT, sessionId, 64);
        sink.frame(PppoeFrames.finish(frame, profile));
    }

    private void enter(State next) {
        state = next;
    }

    private void say(String why) {
        if (failure.isEmpty()) {
            failure = why;
        }
    }

    private void end(String why) {
        say(why);
        state = State.ENDED;
        discoveryDeadlineNanos = Ppp.NEVER;
        lcp.reset();
        ipcp.reset();
        auth.stop();
    }

    private final class OwnLcp extends Lcp {
        OwnLcp(int mru, int magic) {
            super(mru, magic);
        }

        @Override
        protected int demandedAuth() {
            return 0;
        }

        @Override
        protected boolean acceptsAuth(int protocol) {
            return switch (profile.auth()) {
                case PAP -> protocol == Ppp.PAP;
                case CHAP -> protocol == Ppp.CHAP;
                case EITHER -> true;
            };
        }

        @Override
        protected int preferredAuth() {
            return profile.auth() == SubscriberProfile.Auth.PAP ? Ppp.PAP : Ppp.CHAP;
        }

        @Override
        protected void authRefused(int proposed) {}

        @Override
        protected void protocolRejected(int protocol) {
            if (protocol == Ppp.IPCP) {
                ipcp.reset();
                say("IPCP rejected");
            }
        }

        @Override
        protected void opened(long now) {
            enter(State.AUTH);
            auth.begin(now, agreedAuth(), Subscriber.this::sendPpp);
            if (auth.outcome() == AuthClient.Outcome.SUCCESS) {
                authenticated(now);
            }
        }

        @Override
        protected void down(long now, String why) {
            auth.stop();
            ipcp.reset();
            if (phase() == Phase.OPENED) {
                lcpRestarts++;
                enter(State.LCP);
            } else {
                // RFC 2516 §5.5: after LCP has ended the link, PADT
                sendPadt();
                end("LCP: " + why);
            }
        }
    }

    private final class OwnIpcp extends Ipcp {
        OwnIpcp() {
            super(false, 0, 0);
        }

        @Override
        protected void opened(long now) {
            enter(State.UP);
            upNanos = now;
        }

        @Override
        protected void down(long now, String why) {
            if (phase() == Phase.OPENED) {
                enter(State.IPCP);
            } else if (Subscriber.this.state != State.CLOSING) {
                say("IPCP: " + why);
                enter(State.CLOSING);
                lcp.terminate(now, Subscriber.this::sendPpp);
            }
        }
    }
}
