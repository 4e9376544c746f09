package org.lacserver.data;

import org.jspecify.annotations.Nullable;

/**
 * How far a call has come on its way from the engine's hands to the upstream thread's, whose this
 * is: see {@link JoinRoom}.
 */
final class Joining {
    static final int NONE = -1;

    /** Frames go to the LNS as they come. */
    boolean isDirect;

    /** It waits for its mark in the room. */
    boolean isWaiting;

    /** Where in the engine's queue the first frame lies that is not the engine's any more. */
    long mark = NONE;

    /** Slots of the frames that wait. */
    int first = NONE;

    int last = NONE;

    /** To be opened when none waits. */
    @Nullable Lane lane;
}
