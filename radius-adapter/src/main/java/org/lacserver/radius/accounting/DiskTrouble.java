package org.lacserver.radius.accounting;

import java.util.ArrayDeque;
import java.util.List;

/** Records that a failing disk did not take, and when it is tried again. */
final class DiskTrouble {
    static final long RETRY_NANOS = 30_000_000_000L;

    /** Records kept in memory alone at most; of interim records nine tenths of that. */
    static final int MOST = 200_000;

    /** Behind others of their sessions that are on disk. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private boolean isFailing;
    private boolean isTrying;
    private long retryNanos;
    private String why = "";

    boolean isFailing() {
        return isFailing;
    }

    String why() {
        return why;
    }

    /** Whether it is news. */
    boolean failed(String reason, long nowNanos) {
        boolean isNews = !isFailing;
        isFailing = true;
        isTrying = false;
        why = reason;
        retryNanos = nowNanos + RETRY_NANOS;
        return isNews;
    }

    /** Something was written again. */
    void healed() {
        isFailing = false;
        isTrying = false;
    }

    boolean isDue(long nowNanos) {
        return isFailing && !isTrying && retryNanos - nowNanos <= 0;
    }

    void tries() {
        isTrying = true;
    }

    long nextDeadlineNanos() {
        return isFailing && !isTrying ? retryNanos : Long.MAX_VALUE;
    }

    void add(Waiting record) {
        waiting.add(record);
    }

    int size() {
        return waiting.size();
    }

    /** All of them; none is left here. */
    List<Waiting> take() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
