package org.lacserver.l2tp.tunnel;

import org.lacserver.l2tp.transport.ChannelConfig;
import org.lacserver.l2tp.tunnel.TunnelSettings.Capabilities;
import org.lacserver.l2tp.tunnel.TunnelSettings.IdRange;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.Lenience;

import java.time.Duration;
import java.util.Set;

/** The defaults, and what a test wants otherwise. */
public final class TunnelSettingsBuilder {
    private final TunnelSettings defaults = TunnelSettings.defaults("lac1");
    public ChannelConfig channel = defaults.channel();
    public Duration setupTimeout = defaults.setupTimeout();
    public Duration hello = defaults.hello();
    public Duration idle = defaults.idle();
    public Duration tombstone = defaults.tombstone();
    public boolean challenge = defaults.challenge();
    public HidePolicy hide = defaults.hide();
    public boolean acceptsTunnels = defaults.acceptsTunnels();
    public PeerMove peerPort = defaults.peerPort();
    public PeerMove peerAddress = defaults.peerAddress();
    public Set<Lenience> lenient = defaults.lenient();
    public int controlDscp = defaults.controlDscp();
    public boolean negotiateDscp = defaults.negotiateDscp();
    public Capabilities capabilities = defaults.capabilities();
    public IdRange tunnelIds = defaults.tunnelIds();

    public TunnelSettings build() {
        return new TunnelSettings(
                defaults.hostName(),
                defaults.vendorName(),
                defaults.firmwareRevision(),
                channel,
                setupTimeout,
                hello,
                idle,
                tombstone,
                challenge,
                hide,
                acceptsTunnels,
                peerPort,
                peerAddress,
                lenient,
                controlDscp,
                negotiateDscp,
                capabilities,
                tunnelIds);
    }
}
