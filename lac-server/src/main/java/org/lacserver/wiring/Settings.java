package org.lacserver.wiring;

import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.config.LacConfig;
import org.lacserver.engine.EngineSettings;
import org.lacserver.l2tp.session.LineAvps;
import org.lacserver.l2tp.session.NumberFormat;
import org.lacserver.l2tp.session.Proxy;
import org.lacserver.l2tp.session.SessionSettings;
import org.lacserver.l2tp.transport.ChannelConfig;
import org.lacserver.l2tp.tunnel.TunnelSettings;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.port.Encapsulation;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.pppoe.ppp.AuthProtocol;
import org.lacserver.radius.client.RadiusSettings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The configuration, said in each module's own words. */
final class Settings {
    private static final Duration NEVER = Duration.ofDays(10_000);

    /** So that the core answers a caller before the access side gives him up. */
    private static final Duration ANSWER_SLACK = Duration.ofSeconds(5);

    private Settings() {}

    static FrontendSettings frontend(
            LacConfig.Access access, List<FrontendSettings.Port> ports, LacConfig.L2tp l2tp) {
        return FrontendSettings.on(ports)
                .acName(access.acName())
                .serviceNames(access.serviceNames())
                .authentication(
                        access.authentication().stream()
                                .map(
                                        each ->
                                                switch (each) {
                                                    case CHAP -> AuthProtocol.CHAP;
                                                    case PAP -> AuthProtocol.PAP;
                                                })
                                .toList())
                .mru(access.mru())
                .echo(access.echoInterval().isZero() ? NEVER : access.echoInterval(), 3)
                .halfOpenLimit(access.halfOpenLimit())
                .sessionsPerMac(access.sessionsPerMac())
                .answer(l2tp.setupTimeout().multipliedBy(2).plus(ANSWER_SLACK))
                .build();
    }

    static EngineSettings engine(LacConfig config) {
        LacConfig.L2tp l2tp = config.l2tp();
        LnsProfile.Allowance usual =
                new LnsProfile.Allowance(
                        config.limits().callsPerLns(),
                        LnsProfile.Allowance.DEFAULT.sessionsPerTunnel(),
                        l2tp.icrqInFlight(),
                        candidateTimeout(l2tp),
                        l2tp.lockout(),
                        l2tp.lockout(),
                        LnsProfile.Allowance.DEFAULT.setupRate(),
                        LnsProfile.Allowance.DEFAULT.codes());
        LnsProfile defaults =
                new LnsProfile("", tunnel(l2tp), session(l2tp), Encapsulation.DEFAULT, usual);
        List<Profiles.Known> known =
                config.allLns().stream()
                        .map(lns -> new Profiles.Known(lns.address(), profile(defaults, lns)))
                        .toList();
        return new EngineSettings(new Profiles(defaults, known), call(config));
    }

    private static LnsProfile profile(LnsProfile defaults, LacConfig.Lns lns) {
        LnsProfile.Allowance usual = defaults.allowance();
        return new LnsProfile(
                lns.name(),
                defaults.tunnel(),
                defaults.session(),
                defaults.data(),
                new LnsProfile.Allowance(
                        lns.limit(),
                        usual.sessionsPerTunnel(),
                        usual.icrqsInFlight(),
                        usual.candidateTimeout(),
                        usual.lockout(),
                        usual.refusedLockout(),
                        usual.setupRate(),
                        usual.codes()));
    }

    private static TunnelSettings tunnel(LacConfig.L2tp l2tp) {
        TunnelSettings defaults = TunnelSettings.defaults(l2tp.hostName());
        LacConfig.Retransmit retransmit = l2tp.retransmit();
        // a tunnel that will not come up is found out before its callers' time there is over
        Duration longest = candidateTimeout(l2tp).multipliedBy(4).dividedBy(5);
        ChannelConfig channel = defaults.channel();
        return new TunnelSettings(
                l2tp.hostName(),
                defaults.vendorName(),
                defaults.firmwareRevision(),
                new ChannelConfig(
                        l2tp.window(),
                        channel.maxWindow(),
                        retransmit.first().toNanos(),
                        retransmit.cap().toNanos(),
                        retransmit.setupRetries(),
                        retransmit.retries(),
                        channel.ackDelayNanos(),
                        channel.maxQueued()),
                shorter(defaults.setupTimeout(), longest),
                l2tp.hello(),
                l2tp.tunnelIdle(),
                defaults.tombstone(),
                defaults.challenge(),
                switch (l2tp.hide()) {
                    case NONE -> HidePolicy.NONE;
                    case SENSITIVE -> HidePolicy.SENSITIVE;
                    case ALL -> HidePolicy.ALL;
                });
    }

    /** Whatever the set-up time is, a second LNS gets a share of it. */
    private static Duration candidateTimeout(LacConfig.L2tp l2tp) {
        Duration usual = LnsProfile.Allowance.DEFAULT.candidateTimeout();
        return shorter(usual, l2tp.setupTimeout().dividedBy(2));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static SessionSettings session(LacConfig.L2tp l2tp) {
        return SessionSettings.DEFAULTS
                .withNumbers(
                        l2tp.callingNumber()::render,
                        l2tp.calledNumber()::render,
                        NumberFormat.NONE)
                .withSpeeds(
                        SessionSettings.DEFAULTS.speedOrder(),
                        l2tp.txSpeed(),
                        l2tp.rxSpeed(),
                        SessionSettings.DEFAULTS.maxBps(),
                        SessionSettings.DEFAULTS.rxAlways())
                .withProxy(
                        switch (l2tp.proxy()) {
                            case NONE -> Proxy.NONE;
                            case LCP -> Proxy.LCP;
                            case FULL -> Proxy.FULL;
                        })
                .withLine(l2tp.lineAvps() ? LineAvps.IDS : LineAvps.NONE, false);
    }

    private static CallSettings call(LacConfig config) {
        LacConfig.L2tp l2tp = config.l2tp();
        CallSettings defaults = CallSettings.defaults(l2tp.localAddress());
        return new CallSettings(
                l2tp.localAddress(),
                null,
                localAddresses(config).stream()
                        .map(InetSocketAddress::getAddress)
                        .collect(Collectors.toSet()),
                l2tp.port(),
                l2tp.port(),
                l2tp.setupTimeout(),
                l2tp.setupTimeout(),
                defaults.queuePerTunnel(),
                config.limits().calls(),
                config.access().halfOpenLimit(),
                config.limits().tunnels(),
                defaults.dials());
    }

    /** Every address a tunnel may start from: a socket is opened on each. */
    static Set<InetSocketAddress> localAddresses(LacConfig config) {
        Set<InetSocketAddress> locals = new LinkedHashSet<>();
        int port = config.l2tp().port();
        locals.add(new InetSocketAddress(config.l2tp().localAddress(), port));
        for (LacConfig.Lns lns : config.allLns()) {
            InetAddress own = lns.localAddress();
            if (own != null) {
                locals.add(new InetSocketAddress(own, port));
            }
        }
        return locals;
    }

    static RadiusSettings radius(LacConfig.Radius radius) {
        return new RadiusSettings(
                radius.nasIdentifier(),
                radius.nasIpAddress(),
                radius.servers().stream().map(Settings::server).toList(),
                radius.deadTime(),
                radius.sourcePorts(),
                radius.sourceAddress(),
                RadiusSettings.DEFAULT_WAITING_LIMIT,
                RadiusSettings.DEFAULT_LINE_PASSWORD,
                RadiusSettings.DEFAULT_ACCOUNTING_BACKLOG);
    }

    private static RadiusSettings.Server server(LacConfig.Server server) {
        return new RadiusSettings.Server(
                server.name(),
                server.address(),
                server.authPort(),
                server.acctPort(),
                new String(server.secret().reveal(), StandardCharsets.UTF_8),
                server.timeout(),
                server.retries(),
                switch (server.messageAuthenticator()) {
                    case YES -> RadiusSettings.Require.YES;
                    case AUTO -> RadiusSettings.Require.AUTO;
                    case NO -> RadiusSettings.Require.NO;
                });
    }
}
