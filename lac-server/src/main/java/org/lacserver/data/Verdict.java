package org.lacserver.data;

/** What is to be done with a frame or datagram. */
enum Verdict {
    /** It belongs to a joined call. */
    FORWARD,
    /** It belongs to a joined call, and its turn must be seen to. */
    SORT,
    /** A frame of the discovery stage that no session has to do with yet: the engine's. */
    DISCOVERY,
    /**
     * A frame of a session that is not joined, or not by its sender, and what begins and ends
     * sessions (PADS, PADT): the engine's.
     */
    SESSION,
    /** A control message: the engine's. */
    CONTROL,
    /** It is counted and forgotten. */
    DROP
}
