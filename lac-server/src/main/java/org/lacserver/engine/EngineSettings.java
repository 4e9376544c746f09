package org.lacserver.engine;

import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Policies;
import org.lacserver.call.Profiles;
import org.lacserver.port.CallLimits;
import org.lacserver.port.Line;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;

/**
 * All that can be set in the core.
 *
 * @param limits of the callers of a line
 */
public record EngineSettings(
        Profiles profiles,
        CallSettings call,
        Policies policies,
        Function<Line, CallLimits> limits) {

    /** Calls last as long as they are wanted. */
    public EngineSettings(Profiles profiles, CallSettings call, Policies policies) {
        this(profiles, call, policies, _ -> CallLimits.NONE);
    }

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
