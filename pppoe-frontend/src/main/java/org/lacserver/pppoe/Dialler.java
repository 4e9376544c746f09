package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.DialledCall.Phase;
import org.lacserver.pppoe.DialledCall.SetUp;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.FrameWriter;
import org.lacserver.pppoe.discovery.HostDiscovery;
import org.lacserver.pppoe.discovery.HostHeard;
import org.lacserver.pppoe.discovery.LineTag;
import org.lacserver.pppoe.discovery.PppoeTags;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * The calls that are dialled: as a Host (RFC 2516) towards remote Access Concentrators. Their PPP
 * is between the AC and whoever wanted the call; nothing of it is read or written here.
 */
final class Dialler {
    /** Copies of a PADI, and of a PADR, without an answer. */
    private static final int MAX_SENT = 3;

    /** From the first copy to the second; §8: the waiting period doubles. */
    private static final long FIRST_GAP_NANOS = 1_000_000_000L;

    private final FrontendSettings settings;
    private final PortBook ports;
    private final RandomGenerator random;
    private final FrameWriter writer;
    private final SessionFrames frames;
    private final Tally tally;
    private final DialTable table = new DialTable();

    Dialler(
            FrontendSettings settings,
            PortBook ports,
            RandomGenerator random,
            FrameWriter writer,
            SessionFrames frames,
            Tally tally) {
        this.settings = settings;
        this.ports = ports;
        this.random = random;
        this.writer = writer;
        this.frames = frames;
        this.tally = tally;
    }

    /** Sessions that ACs gave us. */
    int sessions() {
        return table.sessions();
    }

    long nextDeadlineNanos() {
        return table.nextDeadlineNanos();
    }

    /** The call of the session that a frame's sender gave us, or null. */
    @Nullable DialledCall callOf(int port, AccessFrame frame) {
        return table.bySession(port, frame, frame.sessionId());
    }

    /** Whether the sender of a frame gave us a session with this id. */
    boolean isTaken(int port, AccessFrame frame, int sessionId) {
        return table.bySession(port, frame, sessionId) != null;
    }

    void dial(long nowNanos, FrontendOrder.Dial dial, boolean accepting, FrontendOutbox out) {
        DialTarget target = dial.target();
        int serviceLength = target.serviceName().getBytes(StandardCharsets.UTF_8).length;
        if (table.byCall(dial.callId()) != null) {
            tally.add(Count.DIAL_REPEATED);
        } else if (!accepting) {
            refuse(dial, DialFailure.LIMIT, "no more calls are taken", out);
        } else if (target.accessPort() < 0 || target.accessPort() >= ports.count()) {
            refuse(dial, DialFailure.PORT_DOWN, "no access port " + target.accessPort(), out);
        } else if (!ports.isUp(target.accessPort())) {
            String text = "access port " + ports.name(target.accessPort()) + " is down";
            refuse(dial, DialFailure.PORT_DOWN, text, out);
        } else if (serviceLength > HostDiscovery.MAX_SERVICE_NAME) {
            refuse(dial, DialFailure.LIMIT, "service name too long for a PADI", out);
        } else if (table.inSetUp() >= settings.dialLimit()) {
            tally.add(Count.DIAL_LIMIT);
            refuse(dial, DialFailure.LIMIT, "too many calls are being dialled", out);
        } else {
            tally.add(Count.CALLS_DIALLED);
            long endAt = nowNanos + dial.timeoutNanos();
            SetUp setUp = new SetUp(target, discovery(target), endAt);
            DialledCall call = new DialledCall(dial.callId(), setUp);
            table.add(call, setUp);
            send(nowNanos, call, setUp, out);
        }
    }

    private void refuse(
            FrontendOrder.Dial dial, DialFailure cause, String text, FrontendOutbox out) {
        tally.add(Count.DIALS_FAILED);
        out.event(new FrontendEvent.DialFailed(dial.callId(), cause, text));
    }

    private HostDiscovery discovery(DialTarget target) {
        long hostUniq = random.nextLong();
        while (table.isUsed(hostUniq)) {
            hostUniq = random.nextLong();
        }
        return new HostDiscovery(
                hostUniq,
                target.outerVlan(),
                target.innerVlan(),
                target.mac(),
                target.serviceName(),
                target.acName());
    }

    /** One more copy of the PADI or PADR. */
    private void send(long nowNanos, DialledCall call, SetUp setUp, FrontendOutbox out) {
        int port = setUp.target.accessPort();
        long ownMac = ports.mac(port);
        boolean asking = setUp.phase == Phase.PADI_SENT;
        if (asking) {
            setUp.discovery.padi(ownMac, writer);
        } else {
            setUp.discovery.padr(ownMac, writer);
        }
        long gap = FIRST_GAP_NANOS << setUp.sent++;
        boolean last = setUp.sent == MAX_SENT;
        setUp.sendAt = asking && last ? Long.MAX_VALUE : nowNanos + gap;
        table.schedule(call, Math.min(setUp.sendAt, setUp.endAt));
        if (writer.isTooLong()) {
            tally.add(Count.FRAME_TOO_LONG_TO_SEND);
        } else {
            tally.add(asking ? Count.PADI_SENT : Count.PADR_SENT);
            out.frame(port, writer.end());
        }
    }

    void onPado(long nowNanos, int port, AccessFrame frame, FrontendOutbox out) {
        tally.add(Count.PADO_RECEIVED);
        PppoeTags tags = PppoeTags.in(frame.payload());
        DialledCall call = tags == null ? null : table.asked(tags);
        SetUp setUp = call == null ? null : call.setUp;
        if (frame.sessionId() != 0) {
            tally.add(HostHeard.PADO_BAD_SESSION_ID); // §5.2: MUST be 0
        } else if (tags == null) {
            tally.add(HostHeard.PADO_BAD_TAGS);
        } else if (call == null || setUp == null) {
            tally.add(HostHeard.PADO_FOR_NOBODY);
        } else if (!isOnLine(port, frame, setUp)) {
            tally.add(HostHeard.PADO_WRONG_LINE);
        } else if (setUp.phase != Phase.PADI_SENT) {
            tally.add(HostHeard.PADO_LATE);
        } else {
            HostHeard heard = setUp.discovery.onPado(frame, tags);
            tally.add(heard);
            switch (heard) {
                case PADO_GOOD -> {
                    setUp.phase = Phase.PADR_SENT;
                    setUp.sent = 0;
                    setUp.verdict = DialVerdict.NO_PADS;
                    send(nowNanos, call, setUp, out);
                }
                case PADO_OTHER_AC_NAME -> setUp.verdict = DialVerdict.OTHER_AC_NAME;
                case PADO_OTHER_SERVICE -> setUp.verdict = DialVerdict.OTHER_SERVICE;
                case PADO_ERROR -> setUp.verdict = DialVerdict.of("PADO", tags);
                default -> {} // as if it had not come
            }
        }
    }

    private static boolean isOnLine(int port, AccessFrame frame, SetUp setUp) {
        return port == setUp.target.accessPort() && setUp.discovery.isOnLine(frame);
    }

    /**
     * A PADS.
     *
     * @param served whether we gave its sender a session with its session id
     */
    HostHeard onPads(
            long nowNanos, int port, AccessFrame frame, boolean served, FrontendOutbox out) {
        tally.add(Count.PADS_RECEIVED);
        HostHeard heard = hearPads(nowNanos, port, frame, served, out);
        tally.add(heard);
        return heard;
    }

    private HostHeard hearPads(
            long nowNanos, int port, AccessFrame frame, boolean served, FrontendOutbox out) {
        PppoeTags tags = PppoeTags.in(frame.payload());
        if (tags == null) {
            return HostHeard.PADS_BAD_TAGS;
        }
        DialledCall call = table.asked(tags);
        SetUp setUp = call == null ? null : call.setUp;
        if (call != null && setUp != null && !isOnLine(port, frame, setUp)) {
            return HostHeard.PADS_WRONG_LINE;
        }
        if (call == null
                || setUp == null
                || setUp.phase != Phase.PADR_SENT
                || setUp.discovery.mac() != frame.source()) {
            // the second copy of a PADS must not end the session that the first one made
            boolean exists = served || callOf(port, frame) != null;
            return exists ? HostHeard.PADS_REPEATED : HostHeard.PADS_FOR_NOBODY;
        }
        HostHeard heard = setUp.discovery.onPads(frame, tags);
        if (heard != HostHeard.PADS_GOOD) {
            fail(call, DialVerdict.of("PADS", tags), out);
        } else if (served) {
            // no PADT: it could end the session that we gave, which has the same numbers
            heard = HostHeard.PADS_ERROR;
            fail(call, DialVerdict.SESSION_ID_SERVED, out);
        } else {
            answered(nowNanos, call, setUp, frame, setUp.discovery.granted(tags), out);
        }
        return heard;
    }

    private void answered(
            long nowNanos,
            DialledCall call,
            SetUp setUp,
            AccessFrame pads,
            String serviceName,
            FrontendOutbox out) {
        int port = setUp.target.accessPort();
        DialledSession session =
                new DialledSession(
                        port, pads.source(), pads.outerTag(), pads.innerTag(), pads.sessionId());
        DialledCall earlier = callOf(port, pads);
        if (earlier != null) {
            gone(earlier, GoneCause.SESSION_REPLACED, "the AC gave the session id again", out);
        }
        table.setSession(call, setUp, session);
        setUp.phase = Phase.ANSWERED;
        setUp.endAt = nowNanos + settings.answerNanos();
        table.schedule(call, setUp.endAt);
        tally.add(Count.DIALS_ANSWERED);
        LineTag told = setUp.discovery.line();
        AccessLine line =
                AccessLine.of(
                        port,
                        ports.name(port),
                        session.outerTag(),
                        session.innerTag(),
                        session.mac(),
                        session.sessionId(),
                        told,
                        serviceName,
                        0);
        tally.add(Count.LINE_TAG_BAD_ITEMS, told.faults());
        out.event(new FrontendEvent.DialAnswered(call.callId, line));
    }

    /** The AC ended the session; §5.5: nothing more is sent. */
    void onPadt(DialledCall call, String text, FrontendOutbox out) {
        gone(call, GoneCause.PADT, text, out);
    }

    /** A frame of an AC's session. */
    void onSessionFrame(DialledCall call, ByteBuffer pppFrame, FrontendOutbox out) {
        SetUp setUp = call.setUp;
        if (pppFrame.remaining() < 2) {
            tally.add(Count.PPP_TRUNCATED);
        } else if (setUp == null) {
            tally.add(Count.SESSION_HANDED_OVER);
            HeldFrames.late(call.callId, pppFrame, out);
        } else if (setUp.held.hold(pppFrame, settings.heldFrames()) == HeldFrames.Fate.HELD) {
            tally.add(Count.FRAMES_HELD);
        } else {
            tally.add(Count.FRAMES_HELD_OVERFLOW);
        }
    }

    /** Leaves an answered call to the data plane; false when there is none. */
    boolean handOver(long callId, FrontendOutbox out) {
        DialledCall call = table.byCall(callId);
        if (call == null || call.session == null) {
            return false;
        }
        SetUp setUp = call.setUp;
        if (setUp != null) {
            tally.add(Count.CALLS_HANDED_OVER);
            table.endSetUp(call);
            setUp.held.tell(callId, out);
        }
        return true;
    }

    /** Ends a call in any phase; false when there is none. */
    boolean hangUp(long callId, String text, FrontendOutbox out) {
        DialledCall call = table.byCall(callId);
        if (call == null) {
            return false;
        }
        tally.add(Count.CALLS_HUNG_UP);
        hangUp(call, text, out);
        return true;
    }

    void hangUpAll(String text, FrontendOutbox out) {
        for (DialledCall call : table.calls()) {
            tally.add(Count.CALLS_HUNG_UP);
            hangUp(call, text, out);
        }
    }

    /**
     * A port carries nothing more, or not as its ACs know it.
     *
     * @param tell whether a PADT can reach them
     */
    void portGone(int port, String text, boolean tell, FrontendOutbox out) {
        for (DialledCall call : table.calls()) {
            SetUp setUp = call.setUp;
            DialledSession session = call.session;
            if (session != null && session.accessPort() == port) {
                if (tell) {
                    frames.padt(session, CallEnds.LINE_LOST, out);
                }
                gone(call, GoneCause.PORT_DOWN, text, out);
            } else if (session == null && setUp != null && setUp.target.accessPort() == port) {
                fail(call, new DialVerdict(DialFailure.PORT_DOWN, text), out);
            }
        }
    }

    private void hangUp(DialledCall call, String text, FrontendOutbox out) {
        if (call.session != null) {
            frames.padt(call.session, text, out);
        }
        table.remove(call);
    }

    void onDeadline(long nowNanos, FrontendOutbox out) {
        DialledCall call = table.due(nowNanos);
        while (call != null) {
            SetUp setUp = call.setUp;
            if (setUp == null) {
                table.schedule(call, Long.MAX_VALUE);
            } else {
                onDeadline(nowNanos, call, setUp, out);
            }
            call = table.due(nowNanos);
        }
    }

    private void onDeadline(long nowNanos, DialledCall call, SetUp setUp, FrontendOutbox out) {
        if (setUp.phase == Phase.ANSWERED) {
            String text = "no hand-over in time";
            hangUp(call, text, out);
            gone(call, GoneCause.ANSWER_TIMEOUT, text, out);
            return;
        }
        if (nowNanos >= setUp.endAt) {
            fail(call, setUp.verdict, out);
            return;
        }
        if (setUp.sent == MAX_SENT) {
            // §8: after the last PADR it is a PADI's turn again; what the old one brings is void
            table.replace(call, setUp, discovery(setUp.target));
            setUp.phase = Phase.PADI_SENT;
            setUp.sent = 0;
        }
        send(nowNanos, call, setUp, out);
    }

    private void fail(DialledCall call, DialVerdict verdict, FrontendOutbox out) {
        table.remove(call);
        tally.add(Count.DIALS_FAILED);
        out.event(new FrontendEvent.DialFailed(call.callId, verdict.cause(), verdict.text()));
    }

    private void gone(DialledCall call, GoneCause cause, String text, FrontendOutbox out) {
        table.remove(call);
        tally.add(Count.CALLERS_GONE);
        out.event(new FrontendEvent.CallerGone(call.callId, cause, text));
    }
}
