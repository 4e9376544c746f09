package org.lacserver.wiring;

import org.lacserver.call.Acknowledge;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.config.Effective;
import org.lacserver.config.Knobs;
import org.lacserver.config.LacConfig;
import org.lacserver.config.LacConfig.Omission;
import org.lacserver.config.NameRewrite;
import org.lacserver.config.Wishes;
import org.lacserver.l2tp.session.LineAvps;
import org.lacserver.l2tp.session.LinkOptions;
import org.lacserver.l2tp.session.Proxy;
import org.lacserver.l2tp.session.SessionSettings;
import org.lacserver.l2tp.session.SpeedSource;
import org.lacserver.l2tp.transport.ChannelConfig;
import org.lacserver.l2tp.tunnel.PeerMove;
import org.lacserver.l2tp.tunnel.Secrets;
import org.lacserver.l2tp.tunnel.TunnelSettings;
import org.lacserver.l2tp.tunnel.TunnelSettings.Capabilities;
import org.lacserver.l2tp.tunnel.TunnelSettings.IdRange;
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.Lenience;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Octets;
import org.lacserver.pppoe.LcpLimits;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What counts for an LNS, said in the core's words. */
final class LnsSettings {
    private final Effective says;
    private final Duration setupTimeout;
    private final LacConfig.Range tunnelIds;
    private final LcpLimits lcp;
    private final Capabilities capabilities;

    private LnsSettings(Effective says, LacConfig config) {
        this.says = says;
        this.setupTimeout = config.l2tp().setupTimeout();
        this.tunnelIds = config.l2tp().tunnelIds();
        this.capabilities =
                config.modems().isEmpty() ? Capabilities.PPPOE : Capabilities.WITH_MODEMS;
        this.lcp = Settings.frontend(config, List.of()).lcpLimits();
    }

    /** Of an LNS that the file does not name. */
    static LnsProfile usual(LacConfig config) {
        return new LnsSettings(config.l2tp().usual(), config).profile("");
    }

    static LnsProfile of(LacConfig.Lns lns, LacConfig config) {
        return new LnsSettings(lns.effective(), config).profile(lns.name());
    }

    /** As RADIUS wants it for a call. */
    static LnsProfile wished(String name, Map<String, String> wishes, LacConfig config) {
        Effective usual =
                config.allLns().stream()
                        .filter(lns -> lns.name().equals(name))
                        .map(LacConfig.Lns::effective)
                        .findFirst()
                        .orElse(config.l2tp().usual());
        return new LnsSettings(Wishes.over(usual, wishes), config).profile(name);
    }

    static Profiles.Known known(LacConfig.Lns lns, LacConfig config) {
        return new Profiles.Known(
                lns.address(),
                of(lns, config),
                new Profiles.Identity(
                        new Secrets(lns.get(Knobs.SECRET), lns.get(Knobs.OLD_SECRET)),
                        lns.get(Knobs.HOST_NAME),
                        lns.get(Knobs.SERVER_NAME).orElse(null),
                        lns.get(Knobs.LOCAL_ADDRESS).orElse(null)));
    }

    private LnsProfile profile(String name) {
        return new LnsProfile(name, tunnel(), session(), data(), allowance(), acknowledge());
    }

    private Acknowledge acknowledge() {
        return switch (says.get(Knobs.ACKNOWLEDGE)) {
            case AUTO -> Acknowledge.AUTO;
            case YES -> Acknowledge.YES;
            case NO -> Acknowledge.NO;
        };
    }

    private TunnelSettings tunnel() {
        TunnelSettings defaults = TunnelSettings.defaults(says.get(Knobs.HOST_NAME));
        // a tunnel that will not come up is found out before its callers' time there is over
        Duration longest = candidateTimeout().multipliedBy(4).dividedBy(5);
        ChannelConfig channel = defaults.channel();
        return new TunnelSettings(
                defaults.hostName(),
                defaults.vendorName(),
                defaults.firmwareRevision(),
                new ChannelConfig(
                        says.get(Knobs.WINDOW),
                        channel.maxWindow(),
                        new ChannelConfig.Repeats(
                                says.get(Knobs.RETRANSMIT_SETUP_FIRST).toNanos(),
                                says.get(Knobs.RETRANSMIT_SETUP_CAP).toNanos(),
                                says.get(Knobs.RETRANSMIT_SETUP_RETRIES)),
                        new ChannelConfig.Repeats(
                                says.get(Knobs.RETRANSMIT_FIRST).toNanos(),
                                says.get(Knobs.RETRANSMIT_CAP).toNanos(),
                                says.get(Knobs.RETRANSMIT_RETRIES)),
                        channel.ackDelayNanos(),
                        channel.maxQueued()),
                shorter(defaults.setupTimeout(), longest),
                says.get(Knobs.HELLO),
                says.get(Knobs.TUNNEL_IDLE),
                defaults.tombstone(),
                says.get(Knobs.CHALLENGE),
                switch (says.get(Knobs.HIDE)) {
                    case NONE -> HidePolicy.NONE;
                    case SENSITIVE -> HidePolicy.SENSITIVE;
                    case ALL -> HidePolicy.ALL;
                },
                says.get(Knobs.ACCEPT_TUNNELS),
                move(says.get(Knobs.PEER_PORT)),
                move(says.get(Knobs.PEER_ADDRESS)),
                says.get(Knobs.LENIENT).stream()
                        .map(LnsSettings::lenience)
                        .collect(Collectors.toSet()),
                says.get(Knobs.DSCP),
                says.get(Knobs.DSCP_NEGOTIATION),
                capabilities,
                new IdRange(tunnelIds.first(), Math.min(tunnelIds.last(), IdRange.MAX)));
    }

    private static PeerMove move(LacConfig.PeerMove move) {
        return switch (move) {
            case ACCEPT -> PeerMove.ACCEPT;
            case IGNORE -> PeerMove.IGNORE;
            case REJECT -> PeerMove.REJECT;
        };
    }

    private static Lenience lenience(LacConfig.Leniency leniency) {
        return switch (leniency) {
            case UNKNOWN_AVP -> Lenience.UNKNOWN_MANDATORY_AVP;
            case AVP_LENGTH -> Lenience.AVP_LENGTH;
            case AVP_VALUE -> Lenience.AVP_VALUE;
            case MISSING_AVP -> Lenience.MISSING_AVP;
            case RESERVED_BITS -> Lenience.RESERVED_BITS;
            case HIDDEN_UNREADABLE -> Lenience.HIDDEN_UNREADABLE;
            case UNKNOWN_MESSAGE -> Lenience.UNKNOWN_MESSAGE;
        };
    }

    private SessionSettings session() {
        return new SessionSettings(
                says.get(Knobs.CALLING_NUMBER)::render,
                says.get(Knobs.CALLED_NUMBER)::render,
                says.get(Knobs.SUB_ADDRESS)::render,
                speedSources(),
                says.get(Knobs.TX_SPEED),
                says.get(Knobs.RX_SPEED),
                says.get(Knobs.SPEED_CAP),
                says.get(Knobs.RX_SPEED_ALWAYS),
                switch (says.get(Knobs.PROXY)) {
                    case NONE -> Proxy.NONE;
                    case LCP -> Proxy.LCP;
                    case FULL -> Proxy.FULL;
                },
                name -> NameRewrite.apply(says.get(Knobs.PROXY_REWRITE), name),
                switch (says.get(Knobs.LINE_AVPS)) {
                    case NONE -> LineAvps.NONE;
                    case IDS -> LineAvps.IDS;
                    case ALL -> LineAvps.ALL;
                },
                says.get(Knobs.CONNECT_SPEED_UPDATE),
                says.get(Knobs.LCP_OPTIONS)
                        ? new LinkOptions(Octets.of(lcp.want()), Octets.of(lcp.allow()))
                        : LinkOptions.UNTOLD,
                omitted());
    }

    private List<SpeedSource> speedSources() {
        return says.get(Knobs.SPEED_SOURCE).stream()
                .map(
                        source ->
                                switch (source) {
                                    case LINE -> SpeedSource.LINE;
                                    case RADIUS -> SpeedSource.RADIUS;
                                    case STATIC -> SpeedSource.STATIC;
                                })
                .toList();
    }

    private Set<AvpType> omitted() {
        return says.get(Knobs.OMIT).stream().map(LnsSettings::avp).collect(Collectors.toSet());
    }

    private static AvpType avp(Omission omission) {
        return switch (omission) {
            case CALLING_NUMBER -> AvpType.CALLING_NUMBER;
            case CALLED_NUMBER -> AvpType.CALLED_NUMBER;
            case SUB_ADDRESS -> AvpType.SUB_ADDRESS;
            case PHYSICAL_CHANNEL_ID -> AvpType.PHYSICAL_CHANNEL_ID;
            case BEARER_TYPE -> AvpType.BEARER_TYPE;
            case RX_SPEED -> AvpType.RX_CONNECT_SPEED;
            case PRIVATE_GROUP_ID -> AvpType.PRIVATE_GROUP_ID;
            case VENDOR_NAME -> AvpType.VENDOR_NAME;
            case FIRMWARE_REVISION -> AvpType.FIRMWARE_REVISION;
        };
    }

    private Encapsulation data() {
        return new Encapsulation(
                switch (says.get(Knobs.FF03)) {
                    case ALWAYS -> Encapsulation.AddressControl.ALWAYS;
                    case LCP -> Encapsulation.AddressControl.LCP_ONLY;
                    case NEVER -> Encapsulation.AddressControl.NEVER;
                },
                says.get(Knobs.LENGTH_BIT),
                says.get(Knobs.OFFSET),
                says.get(Knobs.PRIORITY_BIT) == LacConfig.Priority.LCP,
                switch (says.get(Knobs.SEQUENCING)) {
                    case DENY -> Encapsulation.Sequencing.DENY;
                    case ALLOW -> Encapsulation.Sequencing.ALLOW;
                    case REQUIRE -> Encapsulation.Sequencing.REQUIRE;
                },
                switch (says.get(Knobs.REORDER)) {
                    case DELIVER -> Encapsulation.Reordering.DELIVER;
                    case DROP -> Encapsulation.Reordering.DROP;
                    case WAIT -> Encapsulation.Reordering.WAIT;
                },
                new Encapsulation.SendPolicy(
                        says.get(Knobs.DF), says.get(Knobs.UDP_CHECKSUM), says.get(Knobs.DSCP)));
    }

    private LnsProfile.Allowance allowance() {
        Duration lockout = says.get(Knobs.LOCKOUT);
        return new LnsProfile.Allowance(
                says.get(Knobs.LIMIT).orElse(LnsProfile.Allowance.DEFAULT.calls()),
                says.get(Knobs.SESSIONS_PER_TUNNEL),
                says.get(Knobs.ICRQ_IN_FLIGHT),
                candidateTimeout(),
                lockout,
                says.get(Knobs.REFUSED_LOCKOUT).orElse(lockout),
                says.get(Knobs.SETUP_RATE),
                says.get(Knobs.CODES),
                new LnsProfile.Choosing(
                        says.get(Knobs.WEIGHT),
                        says.get(Knobs.TUNNELS_PER_LNS),
                        says.get(Knobs.PATIENCE),
                        says.get(Knobs.PROBE)));
    }

    /** Whatever the set-up time is, a second LNS gets a share of it. */
    private Duration candidateTimeout() {
        Duration usual = LnsProfile.Allowance.DEFAULT.candidateTimeout();
        return shorter(usual, setupTimeout.dividedBy(2));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
