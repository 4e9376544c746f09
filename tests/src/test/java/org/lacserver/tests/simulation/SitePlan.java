package org.lacserver.tests.simulation;

import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.engine.EngineSettings;
import org.lacserver.l2tp.tunnel.Secrets;
import org.lacserver.l2tp.tunnel.TunnelSettings;
import org.lacserver.port.Candidate;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** What a {@link Site} is configured with. */
final class SitePlan {
    static final String TUNNEL_SECRET = "lns-secret";

    private SitePlan() {}

    /** Of a box that the first LNS may open tunnels to. */
    static EngineSettings engine(InetSocketAddress lac) {
        EngineSettings usual = EngineSettings.defaults("lac", lac.getAddress());
        LnsProfile ours = usual.profiles().defaults();
        TunnelSettings t = ours.tunnel();
        TunnelSettings accepting =
                new TunnelSettings(
                        t.hostName(),
                        t.vendorName(),
                        t.firmwareRevision(),
                        t.channel(),
                        t.setupTimeout(),
                        t.hello(),
                        t.idle(),
                        t.tombstone(),
                        t.challenge(),
                        t.hide(),
                        true,
                        t.peerPort(),
                        t.peerAddress(),
                        t.lenient(),
                        t.controlDscp(),
                        t.negotiateDscp(),
                        t.capabilities(),
                        t.tunnelIds());
        Profiles.Identity known =
                new Profiles.Identity(
                        new Secrets(Secret.of(TUNNEL_SECRET), Secret.NONE), null, null, null);
        return new EngineSettings(
                new Profiles(
                        ours,
                        List.of(
                                new Profiles.Known(
                                        address("192.0.2.11").getAddress(),
                                        new LnsProfile(
                                                "opens",
                                                accepting,
                                                ours.session(),
                                                ours.data(),
                                                ours.allowance()),
                                        known))),
                usual.call());
    }

    static Candidate candidate(int preference, InetAddress server) {
        return new Candidate(
                0,
                preference,
                server.getHostAddress(),
                server,
                null,
                Secret.of(TUNNEL_SECRET),
                "site",
                null,
                null,
                null);
    }

    /** Where an LNS or the box has its tunnels. */
    static InetSocketAddress address(String ip) {
        try {
            return new InetSocketAddress(InetAddress.getByName(ip), 1701);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(ip, e);
        }
    }
}
