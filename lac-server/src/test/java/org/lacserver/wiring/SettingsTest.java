package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.DialPlan;
import org.lacserver.config.LacConfig;
import org.lacserver.engine.EngineSettings;
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
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.Lenience;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Event;
import org.lacserver.port.Secret;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.pppoe.modem.ModemEvent;
import org.lacserver.pppoe.modem.ModemFailure;
import org.lacserver.pppoe.modem.ModemOutbox;
import org.lacserver.pppoe.modem.ModemPool;
import org.lacserver.pppoe.modem.ModemSettings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the configuration's words mean to the core. */
class SettingsTest {
    @TempDir private Path directory;

    private LacConfig config(String setupTimeout) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access:
                  ports: [eth1]
                l2tp:
                  local-address: 192.0.2.1
                  setup-timeout: %s
                lookup:
                  otherwise: isp
                lns-groups:
                  isp:
                    lns:
                      - name: lns1
                        address: 192.0.2.2
                """
                        .formatted(setupTimeout));
        return good(file);
    }

    private static LacConfig good(Path file) {
        return switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(LacConfig good) -> good;
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "5s", "30s", "5m"})
    void aDeadLnsLeavesTimeForTheNextOneAndIsFoundOutBefore(String setupTimeout)
            throws IOException {
        EngineSettings engine = Settings.engine(config(setupTimeout));
        Duration whole = engine.call().setupTimeout();
        Duration one = engine.profiles().defaults().allowance().candidateTimeout();
        assertThat(one.multipliedBy(2)).isLessThanOrEqualTo(whole);
        assertThat(engine.profiles().defaults().tunnel().setupTimeout()).isLessThan(one);
    }

    @Test
    void withTheUsualSetUpTimeADeadLnsCostsEightSeconds() throws IOException {
        EngineSettings engine = Settings.engine(config("30s"));
        assertThat(engine.profiles().defaults().tunnel().setupTimeout())
                .isEqualTo(Duration.ofSeconds(8));
        assertThat(engine.profiles().defaults().allowance().candidateTimeout())
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("§4.4.3: modems are told to every LNS, for none may ask for what was not offered")
    void modemsAreOffered() throws IOException {
        assertThat(Settings.engine(config("30s")).profiles().defaults().tunnel().capabilities())
                .isEqualTo(Capabilities.PPPOE);
        Path file = directory.resolve("modems.yaml");
        Files.writeString(
                file,
                """
                access: { ports: [eth1] }
                l2tp: { local-address: 192.0.2.1 }
                lookup: { otherwise: isp }
                lns-groups: { isp: { lns: [{ name: one, address: 192.0.2.2 }] } }
                modems: [{ name: m1, device: /dev/ttyS0 }]
                """);
        assertThat(Settings.engine(good(file)).profiles().defaults().tunnel().capabilities())
                .isEqualTo(Capabilities.WITH_MODEMS);
    }

    @Test
    void eachLnsHasAProfileOfItsOwn() throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access: { ports: [eth1] }
                l2tp: { local-address: 192.0.2.1, local-address-v6: 2001:db8::1, hello: 30s,
                        tunnel-ids: 100-200 }
                lookup: { otherwise: isp }
                lns-groups:
                  isp:
                    defaults: { host-name: us, lockout: 5s, secret: hush, hide: all }
                    lns:
                      - name: one
                        address: 2001:db8::2
                        window: 7
                        challenge: no
                        old-secret: older
                        server-name: them
                        accept-tunnels: yes
                        peer-port: reject
                        peer-address: accept
                        lenient: [unknown-avp, missing-avp]
                        dscp-negotiation: yes
                        retransmit: { first: 2s, cap: 9s, retries: 4, setup-first: 300ms,
                                      setup-cap: 3s, setup-retries: 2 }
                        speed-source: [static]
                        tx-speed: 5
                        rx-speed: 6
                        speed-cap: 4
                        rx-speed-always: yes
                        proxy: lcp
                        line-avps: all
                        connect-speed-update: yes
                        lcp-options: yes
                        omit: [rx-speed, calling-number]
                        sub-address: x
                        ff03: lcp
                        length-bit: yes
                        offset: 3
                        priority-bit: lcp
                        sequencing: require
                        reorder: wait
                        df: yes
                        udp-checksum: no
                        dscp: 46
                        limit: 9
                        sessions-per-tunnel: 8
                        icrq-in-flight: 3
                        setup-rate: 2
                        refused-lockout: 7s
                        codes: [ { code: CDN 4, alarm: yes } ]
                """);
        LacConfig config = good(file);
        LnsProfile profile = LnsSettings.of(config.allLns().getFirst(), config);
        assertThat(profile.name()).isEqualTo("one");
        assertThat(profile.tunnel().hostName()).isEqualTo("us");
        assertThat(profile.tunnel().hello()).isEqualTo(Duration.ofSeconds(30));
        assertThat(profile.tunnel().challenge()).isFalse();
        assertThat(profile.tunnel().acceptsTunnels()).isTrue();
        assertThat(profile.tunnel().peerPort()).isEqualTo(PeerMove.REJECT);
        assertThat(profile.tunnel().peerAddress()).isEqualTo(PeerMove.ACCEPT);
        assertThat(profile.tunnel().lenient())
                .containsExactlyInAnyOrder(Lenience.UNKNOWN_MANDATORY_AVP, Lenience.MISSING_AVP);
        assertThat(profile.tunnel().controlDscp()).isEqualTo(46);
        assertThat(profile.tunnel().negotiateDscp()).isTrue();
        assertThat(profile.tunnel().tunnelIds()).isEqualTo(new TunnelSettings.IdRange(100, 200));
        assertThat(LnsSettings.known(config.allLns().getFirst(), config).identity())
                .isEqualTo(
                        new Profiles.Identity(
                                new Secrets(Secret.of("hush"), Secret.of("older")),
                                "us",
                                "them",
                                InetAddress.ofLiteral("2001:db8::1")));
        assertThat(profile.tunnel().hide()).isEqualTo(HidePolicy.ALL);
        ChannelConfig channel = profile.tunnel().channel();
        assertThat(channel.localWindow()).isEqualTo(7);
        assertThat(channel.established()).isEqualTo(repeats(2000, 9000, 4));
        assertThat(channel.setup()).isEqualTo(repeats(300, 3000, 2));
        SessionSettings session = profile.session();
        assertThat(session.speedOrder()).containsExactly(SpeedSource.STATIC);
        assertThat(List.of(session.defaultDownBps(), session.defaultUpBps(), session.maxBps()))
                .containsExactly(5L, 6L, 4L);
        assertThat(session)
                .matches(SessionSettings::rxAlways)
                .matches(SessionSettings::connectSpeedUpdate);
        assertThat(session.lcpOptions()).isNotEqualTo(LinkOptions.UNTOLD);
        assertThat(session.proxy()).isEqualTo(Proxy.LCP);
        assertThat(session.lineAvps()).isEqualTo(LineAvps.ALL);
        assertThat(session.omit())
                .containsExactlyInAnyOrder(AvpType.RX_CONNECT_SPEED, AvpType.CALLING_NUMBER);
        assertThat(profile.data())
                .isEqualTo(
                        new Encapsulation(
                                Encapsulation.AddressControl.LCP_ONLY,
                                true,
                                3,
                                true,
                                Encapsulation.Sequencing.REQUIRE,
                                Encapsulation.Reordering.WAIT,
                                new Encapsulation.SendPolicy(true, false, 46)));
        LnsProfile.Allowance allowance = profile.allowance();
        assertThat(
                        List.of(
                                allowance.calls(),
                                allowance.sessionsPerTunnel(),
                                allowance.icrqsInFlight(),
                                allowance.setupRate()))
                .containsExactly(9, 8, 3, 2);
        assertThat(allowance.lockout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(allowance.refusedLockout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(allowance.codes()).hasSize(1);
        assertThat(CodeRows.of(config.allLns().getFirst().effective()))
                .filteredOn(row -> row.source().equals("lns one"))
                .singleElement()
                .satisfies(row -> assertThat(row.code()).isEqualTo("CDN 4/*"))
                .satisfies(row -> assertThat(row.alarm()).isTrue());
        assertThat(CodeRows.of(config.l2tp().usual())).allMatch(r -> r.source().equals("usual"));
    }

    @Test
    void theFileCallsEveryLenienceWhatTheWireCallsIt() {
        assertThat(Arrays.stream(Lenience.values()).map(Lenience::label))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(LacConfig.Leniency.values())
                                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                                .toList());
    }

    @Test
    void whereNothingIsSaidTheDefaultsOfTheFileAreThoseOfTheCore() throws IOException {
        LnsProfile profile = LnsSettings.usual(config("30s"));
        assertThat(profile.data()).isEqualTo(Encapsulation.DEFAULT);
        assertThat(profile.session().omit()).isEmpty();
        assertThat(profile.allowance().refusedLockout()).isEqualTo(profile.allowance().lockout());
    }

    @Test
    void tunnelsStartFromAnAddressOfEachFamily() throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access: { ports: [eth1] }
                l2tp: { local-address-v6: 2001:db8::1 }
                lookup: { otherwise: isp }
                lns-groups:
                  isp:
                    lns:
                      - { name: one, address: 2001:db8::2 }
                      - { name: two, address: 192.0.2.2, local-address: 192.0.2.1 }
                """);
        EngineSettings engine = Settings.engine(good(file));
        assertThat(engine.call().localAddress()).isNull();
        assertThat(engine.call().localAddress6()).isEqualTo(InetAddress.ofLiteral("2001:db8::1"));
        assertThat(engine.call().localAddresses())
                .containsExactlyInAnyOrder(
                        InetAddress.ofLiteral("2001:db8::1"), InetAddress.ofLiteral("192.0.2.1"));
    }

    private LacConfig dialling(String dial, String modem) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access: { ports: [eth1] }
                l2tp: { local-address: 192.0.2.1 }
                lookup: { otherwise: isp }
                lns-groups: { isp: { lns: [ { name: one, address: 192.0.2.2 } ] } }
                dial: { %s }
                modems: [ { name: m, device: /dev/ttyS0%s } ]
                """
                        .formatted(dial, modem));
        return good(file);
    }

    @Test
    void theLimitsOfOutgoingCallsHoldInTheCoreAndOnTheAccessSide() throws IOException {
        LacConfig usual = dialling("", "");
        assertThat(Settings.engine(usual).call().dials())
                .isEqualTo(new CallSettings.Dials(Duration.ofSeconds(30), 256, 1000));
        assertThat(Settings.frontend(usual, List.of()).dialLimit()).isEqualTo(1000);
        LacConfig few = dialling("timeout: 9s, limit: 7, limit-per-tunnel: 3", "");
        assertThat(Settings.engine(few).call().dials())
                .isEqualTo(new CallSettings.Dials(Duration.ofSeconds(9), 3, 7));
        assertThat(Settings.frontend(few, List.of()).dialLimit()).isEqualTo(7);
    }

    @Test
    void aModemIsSetUpAsTheFileSays() throws IOException {
        LacConfig.Modem usual = dialling("", "").modems().getFirst();
        assertThat(Settings.modem(usual))
                .isEqualTo(
                        ModemSettings.of(
                                "m",
                                "/dev/ttyS0",
                                115_200,
                                List.of("ATZ", "ATE0Q0V1X4&C1&D2"),
                                true,
                                Duration.ofSeconds(60)));
        LacConfig.Modem other =
                dialling(
                                "",
                                ", baud: 9600, init: [AT], dial-command: ATDP, dial-timeout: 7s,"
                                        + " framing-wait: off, hardware-flow: no, hang-up: ath")
                        .modems()
                        .getFirst();
        assertThat(Settings.modem(other))
                .isEqualTo(
                        new ModemSettings(
                                "m",
                                "/dev/ttyS0",
                                9600,
                                List.of("AT"),
                                "ATDP",
                                false,
                                false,
                                Duration.ofSeconds(7),
                                Duration.ZERO));
    }

    private static boolean isDialledByAModem(String number) {
        List<ModemEvent> events = new ArrayList<>();
        ModemOutbox out =
                new ModemOutbox() {
                    @Override
                    public void octets(int modem, ByteBuffer octets) {}

                    @Override
                    public void setDtr(int modem, boolean high) {}

                    @Override
                    public void event(ModemEvent event) {
                        events.add(event);
                    }
                };
        new ModemPool(List.of()).dial(0, 1, ModemPool.ANY, number, 0, out);
        return events.getFirst() instanceof ModemEvent.Failed(_, var cause, _)
                && cause == ModemFailure.NO_FREE_MODEM;
    }

    private static boolean isRouted(DialPlan plan, String number) {
        Event.TunnelFacts tunnel =
                new Event.TunnelFacts(
                        1,
                        2,
                        "one",
                        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1701),
                        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 1701),
                        "lns");
        return plan.find(new Event.DialWanted(7, tunnel, number, "", 0, 0, 0, 0))
                .filter(DialAnswer.Route.class::isInstance)
                .isPresent();
    }

    @Test
    void whatTheDialPlanTakesForANumberIsWhatAModemDials() throws IOException {
        String rule = "dial-plan: [ { number: '/[\\s\\S]+/', modem: m } ]";
        DialPlan plan = new DialPlan(dialling("", " } ]\n" + rule + "\n#"));
        String leftOut = " ().-"; // in numbers for people, and not dialled
        for (char c = 0; c < 0x100; c++) {
            if (!Character.isLowerCase(c) && leftOut.indexOf(c) < 0) {
                String number = "5" + c;
                assertThat(isRouted(plan, number))
                        .as("%s, %d", number, (int) c)
                        .isEqualTo(isDialledByAModem(number));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "30s"})
    void theCoreAnswersBeforeTheAccessSideGivesTheCallerUp(String setupTimeout) throws IOException {
        LacConfig config = config(setupTimeout);
        EngineSettings engine = Settings.engine(config);
        FrontendSettings frontend =
                Settings.frontend(
                        config, List.of(new FrontendSettings.Port("eth1", 0x02005e000001L)));
        assertThat(Duration.ofNanos(frontend.answerNanos()))
                .isGreaterThan(engine.call().lookupTimeout().plus(engine.call().setupTimeout()));
    }

    private static ChannelConfig.Repeats repeats(int firstMillis, int capMillis, int retries) {
        return new ChannelConfig.Repeats(firstMillis * 1_000_000L, capMillis * 1_000_000L, retries);
    }
}
