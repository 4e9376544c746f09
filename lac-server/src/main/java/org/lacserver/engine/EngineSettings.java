package org.lacserver.engine;

import org.lacserver.call.CallSettings;
import org.lacserver.l2tp.session.SessionSettings;
import org.lacserver.l2tp.tunnel.TunnelSettings;

import java.net.InetAddress;

/** All that can be set in the core. */
public record EngineSettings(TunnelSettings tunnel, SessionSettings session, CallSettings call) {

    /** Good values for all that is not configured. */
    public static EngineSettings defaults(String hostName, InetAddress localAddress) {
        return new EngineSettings(
                TunnelSettings.defaults(hostName),
                SessionSettings.DEFAULTS,
                CallSettings.defaults(localAddress));
    }
}
