package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.AccessLine;

/**
 * Who calls, from which line; see {@link AccessLine} for the line's fields.
 *
 * @param userName as the caller sent it; with {@link Auth.None} what the line is known by
 * @param acctSessionId the one its accounting will carry; may be empty
 */
public record LookupRequest(
        String userName,
        Auth auth,
        String callingStationId,
        String calledStationId,
        String nasPortId,
        long nasPort,
        int nasPortType,
        @Nullable String circuitId,
        @Nullable String remoteId,
        long upKbps,
        long downKbps,
        String acctSessionId) {

    AccessLine line() {
        return new AccessLine(
                callingStationId,
                calledStationId,
                nasPortId,
                nasPort,
                nasPortType,
                circuitId,
                remoteId,
                upKbps,
                downKbps);
    }

    /** How he proves it. */
    public sealed interface Auth {
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Pap(byte[] password) implements Auth {
            @Override
            public String toString() {
                return "Pap[***]";
            }
        }

        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Chap(int id, byte[] challenge, byte[] response) implements Auth {
            @Override
            public String toString() {
                return "Chap[" + id + "]";
            }
        }

        /** The line alone identifies him (RFC 2809). */
        record None() implements Auth {}
    }
}
