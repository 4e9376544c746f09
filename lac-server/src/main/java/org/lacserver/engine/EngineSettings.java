package org.lacserver.engine;

import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Policies;
import org.lacserver.call.Profiles;

import java.net.InetAddress;
import java.util.List;

/** All that can be set in the core. */
public record EngineSettings(Profiles profiles, CallSettings call, Policies policies) {

    /** Candidates are chosen among as usual. */
    public EngineSettings(Profiles profiles, CallSettings call) {
        this(profiles, call, Policies.USUAL);
    }

    /** Good values for all that is not configured. */
    public static EngineSettings defaults(String hostName, InetAddress localAddress) {
        return new EngineSettings(
                new Profiles(LnsProfile.defaults(hostName), List.of()),
                CallSettings.defaults(localAddress));
    }
}
