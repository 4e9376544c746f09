package org.lacserver.port;

import org.jspecify.annotations.Nullable;

/** Where an outgoing call goes on the access side. */
public sealed interface DialTarget {
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
