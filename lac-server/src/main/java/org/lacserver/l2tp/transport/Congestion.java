package org.lacserver.l2tp.transport;

/** Slow start and congestion avoidance (RFC 2661 Appendix A), counted in messages. */
final class Congestion {
    private int window;
    private int cwnd = 1;
    private int ssthresh;
    private int credit;

    /** Begins with a window of one and the threshold at the peer's window. */
    Congestion(int window) {
        this.window = window;
        this.ssthresh = window;
    }

    int cwnd() {
        return cwnd;
    }

    int ssthresh() {
        return ssthresh;
    }

    int window() {
        return window;
    }

    /** The peer's window has become known. */
    void window(int peers) {
        if (ssthresh == window) {
            ssthresh = peers;
        }
        window = peers;
        cwnd = Math.min(cwnd, window);
        ssthresh = Math.min(ssthresh, window);
    }

    /** {@code count} messages were newly acknowledged. */
    void acknowledged(int count) {
        for (int i = 0; i < count && cwnd < window; i++) {
            if (cwnd < ssthresh) {
                cwnd++; // App. A: slow start, one more for each
            } else if (++credit >= cwnd) {
                credit = 0; // App. A: congestion avoidance, one more for each window full
                cwnd++;
            }
        }
    }

    /** App. A: half the window becomes the threshold, and slow start begins again. */
    void lost() {
        ssthresh = Math.max(1, cwnd / 2);
        cwnd = 1;
        credit = 0;
    }
}
