package org.lacserver.data;

import java.util.Locale;

/**
 * Why something that came in did not go out, or not in its order; the name in lower case is its
 * counter.
 */
enum Drop {
    ACCESS_NOT_FOR_US,
    ACCESS_TRUNCATED,
    ACCESS_BAD_HEADER,
    /** Longer than a slot of the ring; what is there is only its beginning. */
    ACCESS_TOO_LONG,
    ACCESS_BAD_LENGTH,
    ACCESS_WRONG_MAC,
    ACCESS_WRONG_VLAN,
    /** Of a call that has just been joined, faster than the engine takes what came before. */
    ACCESS_JOIN_FULL,
    ACCESS_SEND_REFUSED,
    CORE_SEND_REFUSED,
    CORE_TOO_LONG,
    CONTROL_TOO_LONG,
    DATA_BAD_HEADER,
    DATA_UNKNOWN_SESSION,
    DATA_WRONG_PEER,
    DATA_EMPTY,
    DATA_TOO_LONG,
    /** Numbers left out before a datagram. */
    DATA_SEQUENCE_GAP,
    /** Came after a later one; what becomes of it the call's reordering says. */
    DATA_OUT_OF_ORDER,
    /** Came after a later one and was delivered before it. */
    DATA_REORDERED,
    /** Came twice; delivered again if the call's reordering delivers everything. */
    DATA_DUPLICATE,
    /** Numbers that never came, or too late to be delivered. */
    DATA_LOST,
    /** Came without a number although numbers are required; delivered. */
    DATA_SEQUENCE_MISSING,
    HELD_NOT_JOINED;

    String counter() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
