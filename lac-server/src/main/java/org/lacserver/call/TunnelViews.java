package org.lacserver.call;

import org.lacserver.l2tp.transport.ChannelStats;
import org.lacserver.l2tp.tunnel.ControlConnection;
import org.lacserver.l2tp.tunnel.ControlConnection.Opener;
import org.lacserver.l2tp.tunnel.TunnelState.Established;
import org.lacserver.l2tp.tunnel.TunnelState.Met;
import org.lacserver.port.TunnelView;

/** Tunnels as show commands see them. */
final class TunnelViews {
    private TunnelViews() {}

    static TunnelView of(Tunnel tunnel) {
        ControlConnection connection = tunnel.connection();
        Established up = connection.established();
        Met met = connection.met();
        ChannelStats stats = connection.statistics();
        return new TunnelView(
                tunnel.facts(),
                connection.opener() == Opener.PEER,
                connection.state().label(),
                connection.sinceNanos(),
                tunnel.sessionCount(),
                tunnel.waiting(),
                tunnel.awaitingReply(),
                up != null && up.weChallenged(),
                up != null && up.met().peerChallenged(),
                up != null && (up.weChallenged() || up.met().peerChallenged())
                        ? up.met().secret().label()
                        : null,
                met == null ? null : met.peerVendorName(),
                met == null ? 0 : met.peerWindow(),
                met == null ? -1 : met.dscp(),
                tunnel.letPass(),
                new TunnelView.ControlStatistics(
                        stats.sent(),
                        stats.received(),
                        stats.retransmits(),
                        stats.duplicates(),
                        stats.outOfOrder(),
                        stats.zlbSent(),
                        stats.zlbReceived(),
                        connection.unacknowledged(),
                        connection.queued()));
    }
}
