package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.ppp.PppLink;
import org.lacserver.tests.peer.ppp.PppTerms;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A session of the access concentrator: a call that was dialled to it. */
public final class AcCall {
    private final int sessionId;
    private final long peer;
    private final byte[] hostUniq;
    private final SubscriberProfile line;
    private final FrameSink sink;
    private final PppLink link;
    private boolean lives = true;
    private String ending = "";

    AcCall(
            int sessionId,
            long peer,
            byte @Nullable [] hostUniq,
            SubscriberProfile line,
            PppTerms terms,
            FrameSink sink) {
        this.sessionId = sessionId;
        this.peer = peer;
        this.hostUniq = hostUniq == null ? new byte[0] : hostUniq;
        this.line = line;
        this.sink = sink;
        link = new PppLink(terms, new Carrier());
    }

    public int sessionId() {
        return sessionId;
    }

    /** The MAC address that dialled. */
    public long peer() {
        return peer;
    }

    public boolean lives() {
        return lives;
    }

    /** Why it ended, empty while it lives. */
    public String ending() {
        return ending;
    }

    /** This end's PPP. */
    public PppLink link() {
        return link;
    }

    boolean madeBy(long from, byte @Nullable [] uniq) {
        return peer == from && Arrays.equals(hostUniq, uniq == null ? new byte[0] : uniq);
    }

    long deadlineNanos() {
        return lives ? link.deadlineNanos() : Long.MAX_VALUE;
    }

    void onDeadline(long now) {
        if (lives) {
            link.onDeadline(now);
        }
    }

    void padtReceived(@Nullable String error) {
        end(error == null ? "PADT" : "PADT " + error);
    }

    void drop() {
        if (lives) {
            ByteBuffer padt =
                    PppoeFrames.begin(
                            line, peer, PppoeFrames.DISCOVERY, PppoeFrames.PADT, sessionId, 64);
            sink.frame(PppoeFrames.finish(padt, line));
            end("dropped");
        }
    }

    private void end(String why) {
        lives = false;
        ending = why;
        link.stop();
    }

    private final class Carrier implements PppLink.Owner {
        @Override
        public void send(int protocol, byte[] packet) {
            ByteBuffer frame =
                    PppoeFrames.begin(
                            line, peer, PppoeFrames.SESSION, 0, sessionId, packet.length + 2);
            frame.putShort((short) protocol).put(packet);
            sink.frame(PppoeFrames.finish(frame, line));
        }

        @Override
        public void up(long now) {}

        @Override
        public void authenticationFailed(long now) {
            link.terminate(now);
        }

        @Override
        public void ended(long now, String why) {
            drop(); // RFC 2516 §5.5
            ending = why;
        }
    }
}
