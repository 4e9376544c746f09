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
