package org.lacserver.tests.peer.l2tp;

import java.util.ArrayDeque;

/**
 * The reliable channel of RFC 2661 §5.8, plainly: the peer's window, slow start (Appendix A),
 * doubling retransmission, acknowledgement at once, messages ahead of their turn dropped.
 */
public final class Channel {
    /** Sends one message; an empty body is a ZLB. */
    @FunctionalInterface
    public interface Out {
        void control(int sessionId, int ns, int nr, byte[] avps);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Queued(int sessionId, byte[] avps) {}

    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final long CAP_NANOS = 8_000_000_000L;
    private static final int MAX_RETRIES = 5;

    private int window;
    private int congestionWindow = 1;
    private int threshold;
    private int grown; // acknowledgements towards the next step above the threshold
    private final Out out;
    private final ArrayDeque<Queued> waiting = new ArrayDeque<>();
    private final ArrayDeque<Queued> unacked = new ArrayDeque<>();
    private int ns; // of the next new message
    private int nr; // of the message expected next
    private int retries;
    private boolean ackOwed;
    private boolean dead;
    private long deadlineNanos = Long.MAX_VALUE;
    private int retransmissions;
    private int duplicates;

    public Channel(int window, Out out) {
        this.window = window;
        threshold = window;
        this.out = out;
    }

    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** The peer's Receive Window Size, once it is known. */
    public void window(int messages) {
        window = messages;
        threshold = messages;
    }

    /** No acknowledgement for a whole retransmission cycle. */
    public boolean dead() {
        return dead;
    }

    /** All that was sent has been acknowledged. */
    public boolean idle() {
        return unacked.isEmpty() && waiting.isEmpty();
    }

    public int retransmissions() {
        return retransmissions;
    }

    public int duplicates() {
        return duplicates;
    }

    public void send(long nowNanos, int sessionId, byte[] avps) {
        waiting.add(new Queued(sessionId, avps));
        pump(nowNanos);
    }

    private void pump(long nowNanos) {
        while (!waiting.isEmpty() && unacked.size() < Math.min(window, congestionWindow) && !dead) {
            Queued next = waiting.remove();
            unacked.add(next);
            out.control(next.sessionId(), ns, nr, next.avps());
            ackOwed = false;
            ns = (ns + 1) & 0xffff;
            if (unacked.size() == 1) {
                retries = 0;
                deadlineNanos = nowNanos + FIRST_NANOS;
            }
        }
    }

    /** Takes the numbers of a received message; true when its body is new and in turn. */
    public boolean accept(long nowNanos, int peerNs, int peerNr, boolean zlb) {
        int oldest = (ns - unacked.size()) & 0xffff;
        int acked = (peerNr - oldest) & 0xffff;
        if (acked > 0 && acked <= unacked.size()) {
            for (int i = 0; i < acked; i++) {
                unacked.remove();
                grow();
            }
            retries = 0;
            deadlineNanos = unacked.isEmpty() ? Long.MAX_VALUE : nowNanos + FIRST_NANOS;
            pump(nowNanos);
        }
        if (zlb) {
            return false;
        }
        int ahead = (peerNs - nr) & 0xffff;
        if (ahead == 0) {
            nr = (nr + 1) & 0xffff;
            ackOwed = true;
            return true;
        }
        if (ahead >= 0x8000) {
            duplicates++;
            ackOwed = true; // §5.8: a duplicate is acknowledged again
        }
        return false;
    }

    /** Appendix A: by one for each acknowledgement, above the threshold for each window of them. */
    private void grow() {
        if (congestionWindow < threshold || ++grown >= congestionWindow) {
            congestionWindow++;
            grown = 0;
        }
    }

    /** A ZLB when nothing else carried the acknowledgement. */
    public void acknowledge() {
        if (ackOwed) {
            ackOwed = false;
            out.control(0, ns, nr, new byte[0]);
        }
    }

    public void onDeadline(long nowNanos) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        if (retries == MAX_RETRIES) {
            dead = true;
            deadlineNanos = Long.MAX_VALUE;
            return;
        }
        retries++;
        retransmissions++;
        threshold = Math.max(1, congestionWindow / 2); // Appendix A: half, and from the beginning
        congestionWindow = 1;
        grown = 0;
        Queued oldest = unacked.element();
        out.control(oldest.sessionId(), (ns - unacked.size()) & 0xffff, nr, oldest.avps());
        deadlineNanos = nowNanos + Math.min(CAP_NANOS, FIRST_NANOS << retries);
    }
}
