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

    /** What waited has been given to the engine, whose mark lies behind it. */
    boolean isGivenUp;

    /** Slots of the frames that wait. */
    int first = NONE;

    int last = NONE;

    /** Where its last frame went: what goes elsewhere must not leave in one batch with it. */
    @Nullable Destination latest;

    /** To be opened when none waits. */
    @Nullable Lane lane;
}
