package org.lacserver.port;

import org.jspecify.annotations.Nullable;

/** Where an outgoing call goes on the access side. */
public sealed interface DialTarget {
    /**
     * Whether it is what an OCRQ with these types asks for (RFC 2661 §4.4.4, AVPs 18 and 19). Where
     * several bits are set the LAC has the choice, and where none is; with no bit but unknown ones
     * nothing is served.
     */
    default boolean serves(long bearerType, long framingType) {
        return (bearerType == 0 || (bearerType & bearer()) != 0)
                && (framingType == 0 || (framingType & framing()) != 0);
    }

    /** Its bit in a Bearer Type. */
    default int bearer() {
        return switch (this) {
            case Pppoe _ -> 1; // digital
            case Modem _ -> 2; // analog
        };
    }

    /** Its bit in a Framing Type. */
    default int framing() {
        return switch (this) {
            case Pppoe _ -> 1; // synchronous
            case Modem _ -> 2; // asynchronous
        };
    }

    /**
     * A PPPoE session that we ask a remote access concentrator for (RFC 2516).
     *
     * @param accessPort index of the access port, from 0
     * @param outerVlan 1..4094; 0 untagged
     * @param innerVlan 1..4094; 0 without a second tag
     * @param mac of the only access concentrator that may answer, in the low 48 bits; 0 for any
     * @param serviceName may be empty
     * @param acName of the only access concentrator that may answer; null for any
     */
    record Pppoe(
            int accessPort,
            int outerVlan,
            int innerVlan,
            long mac,
            String serviceName,
            @Nullable String acName)
            implements DialTarget {}

    /**
     * A modem that dials.
     *
     * @param modem its index, from 0; -1 for any that is free
     * @param number what it dials
     */
    record Modem(int modem, String number) implements DialTarget {}
}
