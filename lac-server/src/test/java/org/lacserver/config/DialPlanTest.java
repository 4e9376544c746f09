package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialFailure;
import org.lacserver.port.DialTarget;
import org.lacserver.port.Event;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where called numbers lead (RFC 2661 §4.4.4). */
class DialPlanTest {
    private static final String FILE =
            """
            access:
              ports: [eth1, eth2]
            l2tp:
              local-address: 192.0.2.1
            lookup:
              otherwise: isp
            lns-groups:
              isp:
                lns:
                  - { name: one, address: 192.0.2.11 }
                  - { name: two, address: 192.0.2.12 }
            modems:
              - { name: m0, device: /dev/ttyS0 }
              - { name: m1, device: /dev/ttyS1, init: [], hang-up: ath, baud: 57600 }
            dial-plan:
            """;
    private static final long DIGITAL = 1;
    private static final long ANALOG = 2;
    private static final long SYNCHRONOUS = 1;
    private static final long ASYNCHRONOUS = 2;

    @TempDir Path directory;

    private DialPlan plan(String... rules) {
        return new DialPlan(good(rules));
    }

    private LacConfig good(String... rules) {
        String text = FILE + "  - " + String.join("\n  - ", rules) + "\n";
        return switch (ShippedFile.read(text, directory)) {
            case ConfigFile.Reading.Good(LacConfig config) -> config;
            case ConfigFile.Reading.Bad(List<String> problems) ->
                    throw new AssertionError(String.join("\n", problems));
        };
    }

    private List<String> problems(String... rules) {
        return ShippedFile.problems(FILE + "  - " + String.join("\n  - ", rules) + "\n", directory);
    }

    private static Event.DialWanted wanted(String number) {
        return wanted(number, "one", 0, 1_000_000, 0, 0);
    }

    private static Event.DialWanted wanted(
            String number, String lns, long minimum, long maximum, long bearer, long framing) {
        String address = lns.equals("two") ? "192.0.2.12" : "192.0.2.11";
        Event.TunnelFacts tunnel =
                new Event.TunnelFacts(
                        1,
                        2,
                        lns,
                        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1701),
                        new InetSocketAddress(InetAddress.ofLiteral(address), 1701),
                        "lns");
        return new Event.DialWanted(7, tunnel, number, "", minimum, maximum, bearer, framing);
    }

    private static void isRefused(Optional<DialAnswer> answer, DialFailure why) {
        assertThat(answer)
                .hasValueSatisfying(
                        given ->
                                assertThat(given)
                                        .isInstanceOfSatisfying(
                                                DialAnswer.Refused.class,
                                                refused ->
                                                        assertThat(refused.failure())
                                                                .isEqualTo(why)));
    }

    @Test
    void aNumberLeadsToAnAccessConcentrator() {
        DialPlan plan =
                plan(
                        "{ number: '555*', name: towns, port: eth2, vlan: 200.17, limit: 3,"
                                + " mac: 02:00:5e:10:00:01, service-name: net, ac-name: ac,"
                                + " min-speed: 1000, max-speed: 2000000 }");
        assertThat(plan.find(wanted("5551234")))
                .contains(
                        new DialAnswer.Route(
                                "local",
                                "towns",
                                new DialTarget.Pppoe(1, 200, 17, 0x02005e100001L, "net", "ac"),
                                3,
                                1000,
                                2_000_000));
    }

    @Test
    void aNumberLeadsToAModemThatDialsIt() {
        assertThat(plan("{ number: 0*, modem: m1, dial: '0,{number}' }").find(wanted("030 12-3")))
                .contains(
                        new DialAnswer.Route(
                                "local",
                                "0*",
                                new DialTarget.Modem(1, "0,030123"),
                                65_535,
                                0,
                                56_000));
        assertThat(plan("{ number: '*', modem: any, dial: '112' }").find(wanted("x")))
                .hasValueSatisfying(
                        answer ->
                                assertThat(answer)
                                        .extracting("target")
                                        .isEqualTo(new DialTarget.Modem(-1, "112")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5;H", "5\rATH", "5\u0663", "", "abc"})
    void whatAModemCouldTakeForAnotherCommandIsNotDialled(String number) {
        isRefused(
                plan("{ number: '/.*/', modem: any }").find(wanted(number)),
                DialFailure.INVALID_DESTINATION);
    }

    @Test
    void aNumberThatNoRuleHasIsUnknown() {
        assertThat(plan("{ number: '555????', port: eth1 }").find(wanted("555123"))).isEmpty();
        assertThat(plan("{ number: '/5+/', port: eth1 }").find(wanted("5556"))).isEmpty();
    }

    @Test
    void aRuleForOtherLnssIsNotAllowedUnlessALaterOneIs() {
        isRefused(
                plan("{ number: '1', port: eth1, lns: [two] }").find(wanted("1")),
                DialFailure.NOT_ALLOWED);
        assertThat(
                        plan(
                                        "{ number: '1', port: eth1, lns: [two], name: a }",
                                        "{ number: '1', port: eth2, lns: [one], name: b }")
                                .find(wanted("1")))
                .hasValueSatisfying(answer -> assertThat(answer).extracting("rule").isEqualTo("b"));
    }

    @Test
    void anLnsIsKnownByItsAddressWhateverItsTunnelIsCalled() {
        Event.DialWanted wanted = wanted("1", "192.0.2.11", 0, 1_000_000, 0, 0);
        assertThat(plan("{ number: '1', port: eth1, lns: [one] }").find(wanted)).isPresent();
        isRefused(
                plan("{ number: '1', port: eth1, lns: [two] }").find(wanted),
                DialFailure.NOT_ALLOWED);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 999, false",
        "0, 1000, true",
        "2000, 9000, true",
        "2001, 9000, false",
        "1200, 1300, true",
        "0, 0, true",
    })
    void speedsHaveToMeet(long minimum, long maximum, boolean isServed) {
        Optional<DialAnswer> answer =
                plan("{ number: '1', port: eth1, min-speed: 1000, max-speed: 2000 }")
                        .find(wanted("1", "one", minimum, maximum, 0, 0));
        if (isServed) {
            assertThat(answer).get().isInstanceOf(DialAnswer.Route.class);
        } else {
            isRefused(answer, DialFailure.NOT_CAPABLE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        DIGITAL + ", " + SYNCHRONOUS + ", true, false",
        ANALOG + ", " + ASYNCHRONOUS + ", false, true",
        "3, 3, true, true",
        "0, 0, true, true",
        DIGITAL + ", " + ASYNCHRONOUS + ", false, false",
        ANALOG + ", " + SYNCHRONOUS + ", false, false",
    })
    void pppoeIsDigitalAndSynchronousAModemAnalogAndAsynchronous(
            long bearer, long framing, boolean isPppoe, boolean isModem) {
        DialPlan plan = plan("{ number: '1', port: eth1 }", "{ number: '2', modem: any }");
        assertThat(plan.find(wanted("1", "one", 0, 64_000, bearer, framing)))
                .get()
                .matches(answer -> answer instanceof DialAnswer.Route == isPppoe);
        assertThat(plan.find(wanted("2", "one", 0, 64_000, bearer, framing)))
                .get()
                .matches(answer -> answer instanceof DialAnswer.Route == isModem);
    }

    @Test
    void whatAsksTooMuchOfAnAllowedRuleIsToldSoRatherThanNotAllowed() {
        isRefused(
                plan(
                                "{ number: '1', name: a, port: eth1, lns: [two] }",
                                "{ number: '1', name: b, port: eth1, max-speed: 5 }")
                        .find(wanted("1", "one", 6, 7, 0, 0)),
                DialFailure.NOT_CAPABLE);
    }

    @Test
    void aModemHasWhatTheFileSays() {
        assertThat(good("{ number: '1', modem: m0 }").modems())
                .satisfiesExactly(
                        modem -> assertThat(modem.init()).hasSize(2),
                        modem -> {
                            assertThat(modem.init()).isEmpty();
                            assertThat(modem.hangUp()).isEqualTo(LacConfig.HangUp.ATH);
                            assertThat(modem.baud()).isEqualTo(57_600);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ number: 1, port: eth9 } | port = \"eth9\": expected one of access.ports",
                "{ number: 1, modem: m9 } | modem = \"m9\": expected any, or the name of one of"
                        + " modems",
                "{ number: 1 } | port: expected either a port or a modem",
                "{ number: 1, port: eth1, modem: m0 } | port: expected either a port or a modem",
                "{ number: 1, modem: m0, vlan: 7 } | vlan has no meaning with a modem",
                "{ number: 1, port: eth1, dial: 7 } | dial has no meaning with a port",
                "{ number: 1, port: eth1, lns: [six] } | lns = \"six\": expected the name of an"
                        + " LNS in lns-groups",
                "{ number: 1, port: eth1, vlan: 4095 } | vlan = \"4095\": expected none, a VLAN"
                        + " 1..4094, or two such as 200.17",
                "{ number: 1, port: eth1, vlan: 7.0 } | vlan = \"7.0\": expected none, a VLAN"
                        + " 1..4094, or two such as 200.17",
                "{ number: 1, port: eth1, mac: '01:00:5e:00:00:01' } | mac ="
                        + " \"01:00:5e:00:00:01\": expected any, or a host's MAC address such as"
                        + " 02:00:5e:10:00:01",
                "{ number: 1, modem: m0, dial: 'ATH' } | dial = \"ATH\": expected digits, * # +"
                        + " A..D , T P W ! @, and {number}",
                "{ number: 1, modem: m0, min-speed: 56001 } | min-speed is above max-speed, which"
                        + " is 56000",
                "{ number: /(/, port: eth1 } | number = \"/(/\": expected a number such as"
                        + " 5551234, with * and ?, or a regular expression between slashes",
            })
    void aRuleThatMakesNoSenseIsAMistake(String rule, String message) {
        assertThat(problems(rule)).containsExactly("lac.yaml:16: dial-plan[1]." + message);
    }

    @Test
    void aRulesNameIsItsOwn() {
        assertThat(problems("{ number: 1, port: eth1 }", "{ number: 1, port: eth2 }"))
                .containsExactly(
                        "lac.yaml:17: dial-plan[2].name: 1 stands here twice; without a name, the"
                                + " number is it");
    }
}
