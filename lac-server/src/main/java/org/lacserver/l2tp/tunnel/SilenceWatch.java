package org.lacserver.l2tp.tunnel;

import org.lacserver.l2tp.transport.ReliableChannel;

/**
 * Notices that a peer has been silent, in control and in data, for the time after which a Hello is
 * due (RFC 2661 §5.5). Looking several times in that time bounds how late data noticed only by its
 * count can make the Hello.
 */
final class SilenceWatch {
    private static final long NEVER = ReliableChannel.NEVER;
    private static final int LOOKS_PER_HELLO = 4;

    private final long helloNanos;
    private long lookAt = NEVER;
    private long dataDatagrams;
    private long dataHeardAt;

    /** With zero it never looks. */
    SilenceWatch(long helloNanos) {
        this.helloNanos = helloNanos;
    }

    void begin(long nowNanos) {
        dataHeardAt = nowNanos;
        lookAt = helloNanos == 0 ? NEVER : nowNanos + helloNanos;
    }

    void end() {
        lookAt = NEVER;
    }

    long nextLookNanos() {
        return lookAt;
    }

    /**
     * Whether the peer has been silent long enough.
     *
     * @param datagrams data datagrams of the peer so far
     * @param controlHeardAt when a control message came last, or never
     */
    boolean look(long nowNanos, long datagrams, long controlHeardAt) {
        if (datagrams != dataDatagrams) {
            dataDatagrams = datagrams;
            dataHeardAt = nowNanos;
        }
        long heardAt =
                controlHeardAt == NEVER ? dataHeardAt : Math.max(dataHeardAt, controlHeardAt);
        lookAt = nowNanos + Math.max(1, helloNanos / LOOKS_PER_HELLO);
        return nowNanos - heardAt >= helloNanos;
    }
}
