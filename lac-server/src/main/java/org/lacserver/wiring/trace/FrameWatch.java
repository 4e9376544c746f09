package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.PppoeCode;
import org.lacserver.pppoe.discovery.PppoeTags;
import org.lacserver.wiring.trace.Recording.Stage;

import java.nio.ByteBuffer;
import java.util.List;

/** Sorts frames of the access side: to strangers without a session, and to sessions. */
final class FrameWatch {
    private static final int LCP = 0xc021;
    private static final int CONTROL = 0x8000;
    private static final int LINK = 0xc000;

    private final Recordings recordings;
    private final Watchers watchers;
    private final AccessFrame frame = new AccessFrame();
    private final Callers callers = new Callers();
    private Callers.@Nullable Place asking;
    private boolean isAnswered;

    FrameWatch(Recordings recordings, Watchers watchers) {
        this.recordings = recordings;
        this.watchers = watchers;
    }

    Callers callers() {
        return callers;
    }

    void in(int port, ByteBuffer octets, long nowNanos) {
        asking = null;
        if (frame.read(octets) != null) {
            return;
        }
        long line = line(port);
        if (frame.isDiscovery() && frame.sessionId() == 0) {
            boolean isPadi = frame.code() == PppoeCode.PADI;
            if (isPadi || frame.code() == PppoeCode.PADR) {
                Callers.Place place = callers.of(frame.source(), line, isPadi, nowNanos);
                asking = place;
                isAnswered = false;
                place.add(Step.Kind.FRAME_IN, nowNanos, port, octets);
                watchers.join(place, frame);
                watchers.show(place.tracers, Step.Kind.FRAME_IN, port, octets);
            }
            return;
        }
        session(Step.Kind.FRAME_IN, port, line, frame.source(), octets, nowNanos);
    }

    void done(Frontend frontend, long nowNanos) {
        Callers.Place place = asking;
        asking = null;
        if (place == null || isAnswered) {
            return;
        }
        String verdict = frontend.lastVerdict();
        place.refused(verdict, nowNanos);
        if (!place.tracers.isEmpty()) {
            watchers.note(place.tracers, Explanation.unanswered(verdict));
        }
    }

    void out(int port, ByteBuffer octets, long nowNanos) {
        if (frame.read(octets) != null) {
            return;
        }
        long line = line(port);
        boolean isAnswer =
                frame.isDiscovery()
                        && (frame.code() == PppoeCode.PADO || frame.code() == PppoeCode.PADS);
        if (isAnswer) {
            answer(port, line, octets, nowNanos);
        } else {
            session(Step.Kind.FRAME_OUT, port, line, frame.destination(), octets, nowNanos);
        }
    }

    private void answer(int port, long line, ByteBuffer octets, long nowNanos) {
        Callers.Place place = callers.find(frame.destination(), line);
        isAnswered = true;
        if (place == null) {
            return;
        }
        place.add(Step.Kind.FRAME_OUT, nowNanos, port, octets);
        watchers.show(place.tracers, Step.Kind.FRAME_OUT, port, octets);
        if (frame.code() == PppoeCode.PADO || frame.sessionId() != 0) {
            place.served();
        } else {
            place.refused(Callers.ANSWERED + error(), nowNanos);
        }
        if (frame.code() == PppoeCode.PADS && frame.sessionId() != 0) {
            begin(Recordings.session(line, frame.sessionId()), place);
        }
    }

    private void begin(long key, Callers.Place place) {
        Recording known = recordings.bySession(key);
        if (known != null && !known.isLeaving()) {
            return; // its PADR came again
        }
        Recording recording = new Recording(key, place.mac, place.firstNanos, recordings.ladder());
        if (recording.ladder != null) {
            recording.ladder.append(place.ladder);
        }
        recording.tracers = watchers.living(place.tracers);
        recordings.open(recording);
        Callers.done(place);
    }

    private String error() {
        PppoeTags tags = PppoeTags.in(frame.payload());
        if (tags == null) {
            return "";
        }
        for (int type :
                List.of(
                        PppoeCode.SERVICE_NAME_ERROR,
                        PppoeCode.AC_SYSTEM_ERROR,
                        PppoeCode.GENERIC_ERROR)) {
            String text = tags.text(type);
            if (text != null) {
                return text;
            }
        }
        return "";
    }

    /** A session's frame; what users send is nobody's business. */
    private void session(
            Step.Kind kind, int port, long line, long mac, ByteBuffer octets, long nowNanos) {
        Recording recording = recordings.bySession(Recordings.session(line, frame.sessionId()));
        if (recording == null || recording.mac != mac) {
            return;
        }
        if (!frame.isDiscovery()) {
            ByteBuffer packet = frame.payload();
            int protocol = packet.remaining() < 3 ? 0 : packet.getShort(0) & 0xffff;
            if (protocol < CONTROL) {
                return;
            }
            told(recording, kind, protocol, packet.get(2));
        }
        watchers.add(recording, kind, port, null, null, octets);
        if (frame.isDiscovery() && frame.code() == PppoeCode.PADT) {
            recordings.leaves(recording, nowNanos);
        }
    }

    private static void told(Recording recording, Step.Kind kind, int protocol, byte code) {
        if (protocol >= LINK) {
            recording.reached(protocol == LCP ? Stage.LCP : Stage.AUTHENTICATION);
        }
        if (kind == Step.Kind.FRAME_IN) {
            recording.answered++;
        } else if (code == 1 && protocol == LCP) {
            recording.asked++;
        }
    }

    private long line(int port) {
        return Recordings.line(
                port, AccessFrame.vlan(frame.outerTag()), AccessFrame.vlan(frame.innerTag()));
    }
}
