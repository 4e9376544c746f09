package org.lacserver.data.kernel;

import java.util.Locale;

/**
 * What the program did with a frame, in the order of {@code enum verdict} in lac.h: it moved it, or
 * left it to the userspace path for a reason.
 */
enum FrameVerdict {
    MOVED_UP,
    MOVED_DOWN,
    NOT_OURS,
    UNKNOWN_SESSION,
    WRONG_OWNER,
    MALFORMED,
    FRAGMENT,
    IP_OPTIONS,
    SEQUENCED,
    TOO_BIG,
    NO_NEXT_HOP,
    NOT_DIRECT,
    NO_ROOM,
    /** Dropped: the interface it was to leave by has just gone. */
    NO_DEVICE;

    /** Among the counters of a CPU. */
    @SuppressWarnings("EnumOrdinal") // the program counts in the same order
    int place() {
        return ordinal();
    }

    boolean isMoved() {
        return this == MOVED_UP || this == MOVED_DOWN;
    }

    /** For people: {@code too-big}. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String counter() {
        return "kernel-" + text();
    }
}
