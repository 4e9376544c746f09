package org.lacserver.tests.load.data;

/** One way through the LAC. */
enum Direction {
    /** PPPoE session to L2TP session. */
    UP(0),
    /** L2TP session to PPPoE session. */
    DOWN(1);

    private final int index;

    Direction(int index) {
        this.index = index;
    }

    /** Its place in the maps. */
    int index() {
        return index;
    }

    String text() {
        return this == UP ? "up" : "down";
    }
}
