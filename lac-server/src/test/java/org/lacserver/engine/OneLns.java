package org.lacserver.engine;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.l2tp.tunnel.Secrets;
import org.lacserver.l2tp.tunnel.TunnelSettingsBuilder;
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A world with an LNS at 10.0.0.2 that has a profile of its own, or with several of them. */
final class OneLns {
    final TunnelSettingsBuilder tunnel = new TunnelSettingsBuilder();
    Set<AvpType> omit = Set.of();
    Secret secret = Secret.NONE;
    Secret old = Secret.NONE;
    @Nullable String serverName;
    @Nullable InetAddress localAddress;

    World world() {
        return new World(settings("10.0.0.2"), 1);
    }

    /** For LNSs at {@code addresses}, each with the same profile and named by its address. */
    EngineSettings settings(String... addresses) {
        List<Profiles.Known> known = Stream.of(addresses).map(this::known).toList();
        return new EngineSettings(
                new Profiles(LnsProfile.defaults("lac1"), known), CallSettings.defaults(World.LAC));
    }

    private Profiles.Known known(String address) {
        LnsProfile usual = LnsProfile.defaults("lac1");
        LnsProfile own =
                new LnsProfile(
                        "lns-" + address,
                        tunnel.build(),
                        usual.session().without(omit),
                        usual.data(),
                        usual.allowance());
        return new Profiles.Known(
                World.address(address),
                own,
                new Profiles.Identity(new Secrets(secret, old), null, serverName, localAddress));
    }
}
