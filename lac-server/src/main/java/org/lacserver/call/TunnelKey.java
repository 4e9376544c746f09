package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Candidate;
import org.lacserver.port.Secret;

import java.net.InetAddress;

/**
 * What makes two calls share a tunnel (RFC 2868 §3.6: the same endpoints and assignment id, and a
 * call without an id never uses a named tunnel), and what makes a tunnel fit for a call at all: the
 * name and secret it was opened with, the name that its peer had to have, and the profile it is
 * kept by.
 */
record TunnelKey(
        InetAddress local,
        InetAddress server,
        @Nullable String assignmentId,
        String hostName,
        @Nullable String serverAuthId,
        Secret secret,
        String profile) {

    /**
     * Of a tunnel that an LNS opened: calls without an assignment id whose candidate says of the
     * LNS what its configuration says share it. Both sides of it have proved as much to each other
     * as in a tunnel of ours, and sessions go either way in any tunnel (RFC 2661 §5.2).
     */
    static TunnelKey of(Profiles.Known known, InetAddress local) {
        Profiles.Identity identity = known.identity();
        LnsProfile profile = known.profile();
        return new TunnelKey(
                local,
                known.address(),
                null,
                identity.hostName() != null ? identity.hostName() : profile.tunnel().hostName(),
                identity.serverName(),
                identity.secrets().secret(),
                profile.name());
    }

    static TunnelKey of(Candidate candidate, LnsProfile profile, InetAddress local) {
        return new TunnelKey(
                local,
                candidate.server(),
                candidate.assignmentId(),
                candidate.clientAuthId() != null
                        ? candidate.clientAuthId()
                        : profile.tunnel().hostName(),
                candidate.serverAuthId(),
                candidate.secret(),
                profile.name());
    }
}
