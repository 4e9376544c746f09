package org.lacserver.l2tp.transport;

/** Who goes first when the window is full; within one priority the order of sending is kept. */
public enum Priority {
    /** StopCCN, CDN, Hello: what keeps or ends the established. */
    URGENT(0),
    /** Messages that carry on what has begun: SCCCN, ICCN, ICRP, OCRP, OCCN, WEN. */
    NORMAL(1),
    /** New work: ICRQ, OCRQ. */
    NEW(2);

    static final int COUNT = values().length;

    private final int rank;

    Priority(int rank) {
        this.rank = rank;
    }

    /** 0 goes first. */
    int rank() {
        return rank;
    }
}
