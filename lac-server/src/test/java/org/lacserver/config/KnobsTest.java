package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.config.LacConfig.Hide;
import org.lacserver.config.LacConfig.Lns;
import org.lacserver.config.LacConfig.PeerMove;
import org.lacserver.config.LacConfig.Quirk;
import org.lacserver.config.LacConfig.Sequencing;
import org.lacserver.config.LacConfig.SpeedSource;
import org.lacserver.port.CodeRule;
import org.lacserver.port.EndCause;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What counts for an LNS when several places of the file speak of it. */
class KnobsTest {
    @TempDir Path directory;

    private static String file(String box, String group, String lns) {
        return """
        access:
          ports: [eth1]
        l2tp:
          local-address: 192.0.2.1
          %s
        lookup:
          otherwise: isp
        lns-groups:
          isp:
            defaults: { %s }
            lns:
              - { name: one, address: 192.0.2.11%s }
        """
                .formatted(box, group, lns.isEmpty() ? "" : ", " + lns);
    }

    private LacConfig good(String box, String group, String lns) {
        return switch (ShippedFile.read(file(box, group, lns), directory)) {
            case ConfigFile.Reading.Good(LacConfig config) -> config;
            case ConfigFile.Reading.Bad(List<String> problems) ->
                    throw new AssertionError(String.join("\n", problems));
        };
    }

    private Lns lns(String box, String group, String lns) {
        return good(box, group, lns).allLns().getFirst();
    }

    private List<String> problems(String box, String group, String lns) {
        return ShippedFile.problems(file(box, group, lns), directory);
    }

    @ParameterizedTest(name = "{0} | {1} | {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            emptyValue = "",
            value = {
                "`` | `` | `` | ALLOW | default",
                "`quirks: [xl2tpd]` | `` | `` | ALLOW | quirk xl2tpd",
                "`sequencing: deny` | `` | `` | DENY | l2tp",
                "`sequencing: deny\n  quirks: [xl2tpd]` | `` | `` | DENY | l2tp",
                "`sequencing: deny` | `quirks: [xl2tpd]` | `` | ALLOW | quirk xl2tpd",
                "`sequencing: deny` | `sequencing: require` | `` | REQUIRE | group isp",
                "`` | `sequencing: deny, quirks: [xl2tpd]` | `` | DENY | group isp",
                "`` | `sequencing: deny` | `quirks: [xl2tpd]` | ALLOW | quirk xl2tpd",
                "`` | `sequencing: deny` | `sequencing: require, quirks: [xl2tpd]` | REQUIRE | lns"
                        + " one",
                "`` | `` | `quirks: [l2tpns, xl2tpd]` | ALLOW | quirk l2tpns",
            })
    void theNearestWordCountsAndIsNamed(
            String box, String group, String own, Sequencing value, String source) {
        Lns lns = lns(box, group, own);
        assertThat(lns.get(Knobs.SEQUENCING)).isEqualTo(value);
        assertThat(lns.effective().source(Knobs.SEQUENCING)).isEqualTo(source);
    }

    @Test
    void theQuirksOfAllLevelsWorkTogetherAndAreShownSo() {
        Lns lns = lns("quirks: [juniper-mx]", "quirks: [xl2tpd]", "quirks: [l2tpns]");
        assertThat(lns.get(Knobs.QUIRKS))
                .containsExactly(Quirk.L2TPNS, Quirk.XL2TPD, Quirk.JUNIPER_MX);
        assertThat(lns.effective().source(Knobs.QUIRKS)).isEqualTo("lns one, group isp, l2tp");
        assertThat(lns.effective().source(Knobs.LINE_AVPS)).isEqualTo("quirk xl2tpd");
        assertThat(lns.get(Knobs.PEER_ADDRESS)).isEqualTo(PeerMove.ACCEPT);
    }

    @Test
    void aListNearByReplacesTheFartherOneEvenWhenItIsEmpty() {
        Lns lns = lns("omit: [rx-speed, sub-address]", "omit: []", "");
        assertThat(lns.get(Knobs.OMIT)).isEmpty();
        assertThat(lns.effective().source(Knobs.OMIT)).isEqualTo("group isp");
        assertThat(lns("", "", "speed-source: [static]").get(Knobs.SPEED_SOURCE))
                .containsExactly(SpeedSource.STATIC);
    }

    @Test
    void nestedSettingsAreInheritedOneByOne() {
        Lns lns =
                lns(
                        "retransmit: { first: 2s, retries: 9 }",
                        "retransmit: { cap: 20s }",
                        "retransmit: { first: 3s }");
        assertThat(lns.get(Knobs.RETRANSMIT_FIRST)).isEqualTo(Duration.ofSeconds(3));
        assertThat(lns.get(Knobs.RETRANSMIT_CAP)).isEqualTo(Duration.ofSeconds(20));
        assertThat(lns.get(Knobs.RETRANSMIT_RETRIES)).isEqualTo(9);
    }

    @Test
    void whatHoldsForTheBoxHoldsForLnssThatTheFileDoesNotName() {
        LacConfig config = good("hello: 7s\n  quirks: [juniper-mx]", "hello: 8s", "");
        assertThat(config.l2tp().get(Knobs.HELLO)).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.l2tp().get(Knobs.PEER_ADDRESS)).isEqualTo(PeerMove.ACCEPT);
    }

    @Test
    void aBadValueIsToldOnceAtWhicheverLevelItStands() {
        assertThat(problems("hello: 1s", "", ""))
                .containsExactly(
                        "lac.yaml:5: l2tp.hello = \"1s\": expected a duration such as 60s"
                                + " (5s..1h)");
        assertThat(problems("", "hello: 1s, retransmit: { firs: 1s }", ""))
                .containsExactlyInAnyOrder(
                        "lac.yaml:10: unknown key \"lns-groups.isp.defaults.retransmit.firs\":"
                                + " expected one of cap, first, retries, setup-cap, setup-first,"
                                + " setup-retries",
                        "lac.yaml:10: lns-groups.isp.defaults.hello = \"1s\": expected a duration"
                                + " such as 60s (5s..1h)");
        assertThat(problems("", "", "omit: [colour]"))
                .singleElement()
                .asString()
                .startsWith(
                        "lac.yaml:12: lns-groups.isp.lns[1].omit = \"colour\": expected one of"
                                + " calling-number, ");
        assertThat(problems("limit: 7", "", ""))
                .singleElement()
                .asString()
                .startsWith("lac.yaml:5: unknown key \"l2tp.limit\"");
    }

    @Test
    void timesThatContradictEachOtherAcrossLevelsAreToldWhereTheLastWordIs() {
        assertThat(problems("retransmit: { cap: 2s }", "", "retransmit: { first: 3s }"))
                .containsExactly(
                        "lac.yaml:12: lns-groups.isp.lns[1].retransmit.first is longer than"
                                + " retransmit.cap");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lenient: [everything] | expected one of unknown-avp, avp-length, avp-value,"
                        + " missing-avp, reserved-bits, hidden-unreadable, unknown-message",
                "dscp: 64 | expected a number 0..63",
                "offset: 65 | expected a number 0..64, or off",
                "setup-rate: 0 | expected a number 1..100000, or off",
                "speed-cap: 4294967296 | expected bits per second 0..4294967295, such as 40M, or"
                        + " off",
                "peer-port: follow | expected one of accept, ignore, reject",
                "line-avps: some | expected one of none, ids, all",
                "ff03: yes | expected one of always, lcp, never",
                "sequencing: no | expected one of deny, allow, require",
                "reorder: sort | expected one of deliver, drop, wait",
                "quirks: [cisco] | expected one of xl2tpd, l2tpns, linux-kernel-l2tp, accel-ppp,"
                        + " mikrotik, huawei-vrp, juniper-mx",
            })
    void eachKnobSaysWhatItExpects(String written, String message) {
        assertThat(problems("", "", written)).singleElement().asString().endsWith(": " + message);
    }

    @Test
    void theOldWordsForLineAvpsAreUnderstood() {
        assertThat(lns("line-avps: yes", "", "").get(Knobs.LINE_AVPS))
                .isEqualTo(LacConfig.LineAvps.IDS);
        assertThat(lns("line-avps: no", "", "").get(Knobs.LINE_AVPS))
                .isEqualTo(LacConfig.LineAvps.NONE);
    }

    @Test
    void noSecretIsShownAmongWhatCounts() {
        Lns lns = lns("hide: all\n  secret: hunter2", "old-secret: hunter3", "");
        assertThat(lns.get(Knobs.HIDE)).isEqualTo(Hide.ALL);
        assertThat(lns.effective().lines())
                .contains(
                        new Effective.Line("secret", "***", "l2tp"),
                        new Effective.Line("old-secret", "***", "group isp"))
                .noneMatch(line -> line.value().contains("hunter"));
        assertThat(lns.toString()).doesNotContain("hunter");
    }

    @Test
    void anOldSecretAloneIsAMistake() {
        assertThat(problems("", "", "old-secret: x"))
                .containsExactly(
                        "lac.yaml:12: lns-groups.isp.lns[1].secret is missing: old-secret (lns one)"
                                + " is good beside a secret only");
    }

    @Test
    void anLnsHasAnAddressOfOursOfItsOwnFamily() {
        assertThat(problems("", "local-address: '2001:db8::7'", ""))
                .containsExactly(
                        "lac.yaml:12: lns-groups.isp.lns[1].address = \"192.0.2.11\": local-address"
                                + " 2001:db8:0:0:0:0:0:7 (group isp) is of the other family");
        String six = file("", "", "").replace("192.0.2.11", "'2001:db8::11'");
        assertThat(ShippedFile.problems(six, directory))
                .containsExactly(
                        "lac.yaml:12: lns-groups.isp.lns[1].local-address is missing:"
                                + " 2001:db8:0:0:0:0:0:11 needs it, or l2tp.local-address-v6");
        assertThat(
                        ShippedFile.problems(
                                six.replace("192.0.2.1\n", "192.0.2.1\n  local-address-v6: ::9\n"),
                                directory))
                .isEmpty();
        assertThat(
                        ShippedFile.problems(
                                six.replace("local-address: 192.0.2.1", "local-address-v6: ::9"),
                                directory))
                .isEmpty();
    }

    @Test
    void oneAddressOfOursIsRequired() {
        assertThat(
                        ShippedFile.problems(
                                file("", "", "").replace("  local-address: 192.0.2.1\n", ""),
                                directory))
                .containsExactly(
                        "lac.yaml:3: l2tp.local-address is missing: expected it or"
                                + " l2tp.local-address-v6");
    }

    @Test
    void whereTheLimitAndTheAddressComeFromIsNamedToo() {
        Effective effective = lns("", "", "").effective();
        assertThat(effective.lines())
                .contains(
                        new Effective.Line("limit", "65535", "limits.calls-per-lns"),
                        new Effective.Line("local-address", "192.0.2.1", "l2tp"));
    }

    @Test
    void codesAreRules() {
        Lns lns =
                lns(
                        "",
                        "",
                        "codes: [ { code: CDN 4/0, then: give-up, lock: tunnel, for: 90s, alarm:"
                                + " yes, cause: 10, padt: full }, { code: StopCCN */7, lock: none"
                                + " }, { code: PPP 12, cause: idle-timeout } ]");
        assertThat(lns.get(Knobs.CODES))
                .containsExactly(
                        new CodeRule(
                                CodeRule.Message.CDN,
                                4,
                                0,
                                false,
                                CodeRule.Lock.TUNNEL,
                                Duration.ofSeconds(90),
                                true,
                                EndCause.NAS_REQUEST,
                                "full"),
                        new CodeRule(
                                CodeRule.Message.STOPCCN,
                                CodeRule.ANY,
                                7,
                                null,
                                CodeRule.Lock.NOTHING,
                                null,
                                null,
                                null,
                                null),
                        new CodeRule(
                                CodeRule.Message.PPP,
                                12,
                                CodeRule.ANY,
                                null,
                                null,
                                null,
                                null,
                                EndCause.IDLE_TIMEOUT,
                                null));
        assertThat(lns.effective().lines())
                .contains(
                        new Effective.Line(
                                "codes",
                                "[CDN 4/0 give-up lock tunnel for 90s alarm cause nas-request padt"
                                        + " \"full\"; StopCCN */7 lock none; PPP 12/* cause"
                                        + " idle-timeout]",
                                "lns one"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ code: BYE 4, then: next } | code = \"BYE 4\": expected a code such as StopCCN"
                        + " 2/4, CDN 4 (whatever the error) or PPP 12; * is any",
                "{ code: CDN 4 } | code: expected one of then, lock, for, alarm, cause, padt",
                "{ code: PPP 4, lock: lns } | lock has no meaning with a PPP code",
                "{ code: CDN 4, then: retry } | then = \"retry\": expected one of next, give-up",
            })
    void aRuleForCodesThatMakesNoSenseIsAMistake(String rule, String message) {
        assertThat(problems("", "", "codes: [ " + rule + " ]"))
                .containsExactly("lac.yaml:12: lns-groups.isp.lns[1].codes[1]." + message);
    }

    @Test
    void everyQuirkHasARowAndAReason() {
        assertThat(Quirks.lines())
                .extracting(Quirks.Line::quirk)
                .contains(
                        java.util.Arrays.stream(Quirk.values())
                                .map(Kind::spelling)
                                .toArray(String[]::new));
        assertThat(Quirks.lines()).allMatch(line -> !line.reason().isBlank());
    }
}
