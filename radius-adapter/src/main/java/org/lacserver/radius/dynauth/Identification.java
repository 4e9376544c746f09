package org.lacserver.radius.dynauth;

import org.jspecify.annotations.Nullable;

/**
 * Which sessions are meant: those that fit all that is given (RFC 5176 §3). A value that is null
 * was not given; at least one is.
 *
 * @param circuitId Agent-Circuit-Id (RFC 4679), likewise {@code remoteId}
 */
public record Identification(
        @Nullable String userName,
        @Nullable Long nasPort,
        @Nullable String calledStationId,
        @Nullable String callingStationId,
        @Nullable String acctSessionId,
        @Nullable String acctMultiSessionId,
        @Nullable String nasPortId,
        @Nullable String circuitId,
        @Nullable String remoteId) {

    boolean isEmpty() {
        return userName == null
                && nasPort == null
                && calledStationId == null
                && callingStationId == null
                && acctSessionId == null
                && acctMultiSessionId == null
                && nasPortId == null
                && circuitId == null
                && remoteId == null;
    }
}
