package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.ppp.AuthClient;
import org.lacserver.tests.peer.ppp.Lcp;
import org.lacserver.tests.peer.ppp.Pings;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppLink;
import org.lacserver.tests.peer.ppp.PppTerms;

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
    private PppLink link;
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
    private int strayFrames;
    private int restarts;
    private long dialedNanos;
    private long sessionNanos;
    private long upNanos;
    private long scheduledNanos = Ppp.NEVER;

    public Subscriber(SubscriberProfile profile) {
        this.profile = profile;
        link = fresh();
    }

    private PppLink fresh() {
        int magic = (int) (profile.mac() * 0x9e37_79b9L) | 1;
        int mru = profile.maxPayload() != 0 ? profile.maxPayload() : 1492;
        SubscriberProfile.Auth auth = profile.auth();
        return new PppLink(
                PppTerms.client(
                        mru,
                        magic,
                        profile.user(),
                        profile.password(),
                        protocol ->
                                switch (auth) {
                                    case PAP -> protocol == Ppp.PAP;
                                    case CHAP -> protocol == Ppp.CHAP;
                                    case EITHER -> protocol == Ppp.PAP || protocol == Ppp.CHAP;
                                    case MSCHAPV2 ->
                                            protocol == Ppp.MSCHAPV2 || protocol == Ppp.CHAP;
                                    case EAP -> protocol == Ppp.EAP || protocol == Ppp.CHAP;
                                },
                        switch (auth) {
                            case PAP -> Ppp.PAP;
                            case CHAP, EITHER -> Ppp.CHAP;
                            case MSCHAPV2 -> Ppp.MSCHAPV2;
                            case EAP -> Ppp.EAP;
                        }),
                new Carrier());
    }

    public SubscriberProfile profile() {
        return profile;
    }

    public State state() {
        if (state != State.LCP) {
            return state;
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

    /** Why the call failed or ended, empty while there is nothing to say. */
    public String failure() {
        return failure.isEmpty() ? link.failure() : failure;
    }

    /** The error text of the PADT that ended the call, empty when it had none. */
    public String padtText() {
        return padtText;
    }

    /** The authenticator's last text: PAP-Ack, PAP-Nak, CHAP Success or Failure. */
    public String authMessage() {
        return link.auth().message();
    }

    /** The authentication exchange, for the fields an LNS should see. */
    public AuthClient auth() {
        return link.auth();
    }

    public Lcp lcp() {
        return link.lcp();
    }

    public int ipAddress() {
        return link.ownAddress();
    }

    public int peerIpAddress() {
        return link.peerAddress();
    }

    /** The cookie of the PADO that was taken; empty without one. */
    public byte[] cookie() {
        return cookie == null ? new byte[0] : cookie.clone();
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
        return link.pings();
    }

    /** Frames to this MAC that belonged to no session of ours; after a PADT there may be none. */
    public int strayFrames() {
        return strayFrames;
    }

    /** How often LCP was negotiated again in the open call. */
    public int lcpRestarts() {
        return restarts + link.restarts();
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
        link.stop();
        restarts += link.restarts();
        link = fresh();
        discover(now);
    }

    /** Ends the call in order: LCP Terminate, then PADT. */
    public void hangUp(long now, FrameSink out) {
        sink = out;
        switch (state()) {
            case LCP, AUTH, IPCP, UP -> {
                say("hung up");
                link.terminate(now);
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
        link.ping(now, (int) profile.mac() & 0xffff, size);
    }

    /** Sends an LCP Echo-Request. */
    public void echo(FrameSink out) {
        sink = out;
        link.echo();
    }

    @Override
    public long nextDeadlineNanos() {
        return Math.min(discoveryDeadlineNanos, link.deadlineNanos());
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
        link.onDeadline(now);
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
                    link.receive(now, payload.getShort(0) & 0xffff, payload.slice(2, length - 2));
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
            link.open(now);
        }
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

    private void say(String why) {
        if (failure().isEmpty()) {
            failure = why;
        }
    }

    private void end(String why) {
        say(why);
        state = State.ENDED;
        discoveryDeadlineNanos = Ppp.NEVER;
        link.stop();
    }

    private final class Carrier implements PppLink.Owner {
        @Override
        public void send(int protocol, byte[] packet) {
            sink.frame(sessionFrame(protocol, packet));
        }

        @Override
        public void up(long now) {
            upNanos = now;
        }

        @Override
        public void authenticationFailed(long now) {
            link.terminate(now);
        }

        @Override
        public void ended(long now, String why) {
            // RFC 2516 §5.5: after LCP has ended the link, PADT
            sendPadt();
            end(why);
        }
    }
}
