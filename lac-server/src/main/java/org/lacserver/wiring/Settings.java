package org.lacserver.wiring;

import org.lacserver.call.CallSettings;
import org.lacserver.call.Profiles;
import org.lacserver.config.AccessConfig;
import org.lacserver.config.AccessGroup;
import org.lacserver.config.AccessGroups;
import org.lacserver.config.AccountingConfig;
import org.lacserver.config.DnsConfig;
import org.lacserver.config.Knobs;
import org.lacserver.config.LacConfig;
import org.lacserver.config.LinkConfig;
import org.lacserver.config.NumberTemplate;
import org.lacserver.config.PortConfig;
import org.lacserver.config.ServiceConfig;
import org.lacserver.config.TimeoutConfig;
import org.lacserver.config.VlanPattern;
import org.lacserver.engine.EngineSettings;
import org.lacserver.io.NameResolver;
import org.lacserver.port.CallLimits;
import org.lacserver.port.Caller;
import org.lacserver.port.Line;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.pppoe.LinePolicy;
import org.lacserver.pppoe.LinePolicy.Vlans;
import org.lacserver.pppoe.LineProfile;
import org.lacserver.pppoe.LineRules;
import org.lacserver.pppoe.LinkRules;
import org.lacserver.pppoe.PortRules;
import org.lacserver.pppoe.ServiceRules;
import org.lacserver.pppoe.discovery.ServiceNames;
import org.lacserver.pppoe.modem.ModemSettings;
import org.lacserver.pppoe.ppp.AuthProtocol;
import org.lacserver.radius.accounting.AccountingSettings;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The configuration, said in each module's own words. */
final class Settings {
    private static final Duration NEVER = Duration.ofDays(10_000);

    private static final int DNS_PORT = 53;

    /** So that the core answers a caller before the access side gives him up. */
    private static final Duration ANSWER_SLACK = Duration.ofSeconds(5);

    private Settings() {}

    static FrontendSettings frontend(LacConfig config, List<FrontendSettings.Port> ports) {
        AccessConfig access = config.access();
        return FrontendSettings.on(ports)
                .usual(profile(access.otherwise()))
                .policies(policies(access.groups(), ports))
                .halfOpenLimit(access.halfOpenLimit())
                .box(AdmissionSettings.box(config))
                .answer(config.l2tp().setupTimeout().multipliedBy(2).plus(ANSWER_SLACK))
                .dialLimit(config.dial().limit())
                .portRules(portRules(access.port()))
                .priority(access.port().priority())
                .build();
    }

    private static PortRules portRules(PortConfig port) {
        return new PortRules(port.onDown() == PortConfig.OnDown.KEEP, port.grace().toNanos());
    }

    /** One for each port and VLAN pattern of each group, in the order in which they count. */
    private static List<LinePolicy> policies(
            AccessGroups groups, List<FrontendSettings.Port> ports) {
        List<LinePolicy> policies = new ArrayList<>();
        for (AccessGroup group : groups.named()) {
            for (int port : portsOf(group, ports)) {
                if (group.vlans().isEmpty()) {
                    policies.add(policy(group, port, Vlans.ANY, Vlans.ANY));
                }
                for (VlanPattern vlan : group.vlans()) {
                    policies.add(policy(group, port, vlans(vlan.outer()), vlans(vlan.inner())));
                }
            }
        }
        return policies;
    }

    private static List<Integer> portsOf(AccessGroup group, List<FrontendSettings.Port> ports) {
        return group.ports().isEmpty()
                ? List.of(LinePolicy.ANY_PORT)
                : IntStream.range(0, ports.size())
                        .filter(index -> group.ports().contains(ports.get(index).name()))
                        .boxed()
                        .toList();
    }

    private static LinePolicy policy(AccessGroup group, int port, Vlans outer, Vlans inner) {
        return new LinePolicy(port, outer, inner, profile(group));
    }

    private static LineProfile profile(AccessGroup group) {
        ServiceConfig service = group.service();
        LinkConfig link = group.link();
        return new LineProfile(
                group.name(),
                new ServiceRules(
                        service.acName(),
                        new ServiceNames(service.serviceNames()),
                        service.defaultService(),
                        service.mru(),
                        service.mruTest(),
                        lines(service)),
                new LinkRules(
                        protocols(link.authentication()),
                        group.asksLineFirst(),
                        (link.echoInterval().isZero() ? NEVER : link.echoInterval()).toNanos(),
                        link.echoFailures(),
                        link.authAttempts()),
                AdmissionSettings.rules(group.admission()));
    }

    private static LineRules lines(ServiceConfig service) {
        LineRules.Trust trust =
                switch (service.lineTags()) {
                    case TRUST -> LineRules.Trust.TRUST;
                    case STRIP -> LineRules.Trust.STRIP;
                    case REPLACE -> LineRules.Trust.REPLACE;
                };
        NumberTemplate id = service.lineId();
        return new LineRules(
                trust,
                id.isEmpty() ? null : line -> id.render(Translation.line(line), Caller.UNNAMED));
    }

    private static Vlans vlans(LacConfig.Range range) {
        return new Vlans(range.first(), range.last());
    }

    private static List<AuthProtocol> protocols(List<LacConfig.Authentication> wanted) {
        return wanted.stream()
                .map(
                        each ->
                                switch (each) {
                                    case CHAP -> AuthProtocol.CHAP;
                                    case PAP -> AuthProtocol.PAP;
                                    case MSCHAPV2 -> AuthProtocol.MSCHAPV2;
                                    case EAP -> AuthProtocol.EAP;
                                })
                .toList();
    }

    static EngineSettings engine(LacConfig config) {
        List<Profiles.Known> known =
                config.allLns().stream().map(lns -> LnsSettings.known(lns, config)).toList();
        return new EngineSettings(
                new Profiles(
                        LnsSettings.usual(config),
                        known,
                        (name, wishes) -> LnsSettings.wished(name, wishes, config)),
                call(config),
                SelectionSettings.of(config),
                limits(config.access().groups()));
    }

    /** How long the calls of a line may last: its group's word, made ready once. */
    private static Function<Line, CallLimits> limits(AccessGroups groups) {
        Map<String, CallLimits> limits = new HashMap<>();
        groups.named().forEach(group -> limits.put(group.name(), limits(group.timeouts())));
        CallLimits otherwise = limits(groups.otherwise().timeouts());
        return line -> limits.getOrDefault(groups.of(line).name(), otherwise);
    }

    private static CallLimits limits(TimeoutConfig timeouts) {
        return new CallLimits(
                timeouts.session(),
                timeouts.idle(),
                timeouts.idleTraffic(),
                timeouts.absolute(),
                timeouts.watch());
    }

    private static CallSettings call(LacConfig config) {
        LacConfig.L2tp l2tp = config.l2tp();
        Set<InetAddress> locals =
                localAddresses(config).stream()
                        .map(InetSocketAddress::getAddress)
                        .collect(Collectors.toSet());
        CallSettings defaults = CallSettings.defaults(locals.iterator().next());
        return new CallSettings(
                l2tp.localAddress(),
                l2tp.localAddress6(),
                locals,
                l2tp.port(),
                l2tp.port(),
                l2tp.setupTimeout(),
                l2tp.setupTimeout(),
                defaults.queuePerTunnel(),
                config.limits().calls(),
                config.access().halfOpenLimit(),
                config.limits().tunnels(),
                new CallSettings.Dials(
                        config.dial().timeout(),
                        config.dial().limitPerTunnel(),
                        config.dial().limit()));
    }

    /** Every address a tunnel may start from: a socket is opened on each. */
    static Set<InetSocketAddress> localAddresses(LacConfig config) {
        Set<InetSocketAddress> locals = new LinkedHashSet<>();
        int port = config.l2tp().port();
        Stream.of(config.l2tp().localAddress(), config.l2tp().localAddress6())
                .filter(Objects::nonNull)
                .forEach(address -> locals.add(new InetSocketAddress(address, port)));
        for (LacConfig.Lns lns : config.allLns()) {
            lns.get(Knobs.LOCAL_ADDRESS)
                    .ifPresent(own -> locals.add(new InetSocketAddress(own, port)));
        }
        return locals;
    }

    /** Asks for the families that tunnels can start from. */
    static NameResolver names(LacConfig config) {
        DnsConfig dns = config.dns();
        Set<InetSocketAddress> locals = localAddresses(config);
        return new NameResolver(
                dns.servers().stream().map(each -> new InetSocketAddress(each, DNS_PORT)).toList(),
                dns.timeout(),
                locals.stream().anyMatch(each -> each.getAddress() instanceof Inet4Address),
                locals.stream().anyMatch(each -> each.getAddress() instanceof Inet6Address));
    }

    static ModemSettings modem(LacConfig.Modem modem) {
        return new ModemSettings(
                modem.name(),
                modem.device().toString(),
                modem.baud(),
                modem.init(),
                modem.dialCommand(),
                modem.hangUp() == LacConfig.HangUp.DTR,
                modem.hardwareFlow(),
                modem.dialTimeout(),
                modem.framingWait());
    }

    static AccountingSettings accounting(AccountingConfig accounting) {
        return new AccountingSettings(
                accounting.directory(),
                accounting.fsync() == AccountingConfig.Fsync.FULL,
                accounting.backlog(),
                accounting.rate(),
                accounting.alarmAge());
    }
}
