package org.lacserver.tests.load.data;

/** One way through the LAC. */
enum Direction {
    /** PPPoE session to L2TP session. */
    UP,
    /** L2TP session to PPPoE session. */
    DOWN;

    String text() {
        return this == UP ? "up" : "down";
    }
}
