package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.port.Caller;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.LookupRequest.Auth;

import java.util.List;

/** Who is asked about whom, in which order. */
class LookupDeskTest extends AskedDesk {
    @Test
    @DisplayName("RFC 2865 §5.25, §5.27: whoever finds the tunnel, the Accept's terms stay")
    void anAcceptWithoutATunnelKeepsItsTerms() {
        LookupDesk desk = desk("order: [user, local]", "", says("silent", "none"));
        LookupAnswer answer = ask(desk, "bob@isp.example");
        assertThat(brief(answer)).isEqualTo("to isp-1");
        assertThat(terms(answer))
                .isEqualTo(
                        new LookupAnswer.Terms(
                                List.of(Octets.utf8("k")),
                                0,
                                900,
                                0,
                                0,
                                Octets.utf8("S=1"),
                                LookupAnswer.Voucher.RADIUS));
        desk = desk("order: [user], otherwise: spare", "", says("silent", "none"));
        assertThat(terms(ask(desk, "bob@b.example")).sessionTimeoutSeconds()).isEqualTo(900);
    }

    @Test
    @DisplayName("RFC 2865 §5.25: a line's Class stays when its caller is asked for his name")
    void aLinesTermsStay() {
        LookupDesk desk =
                desk(
                        "order: [line, user]",
                        "",
                        request -> reply(line(request) ? "none" : "tunnel"));
        Line line = line("olt9/1", "");
        assertThat(brief(ask(desk, line, Caller.UNNAMED))).isEqualTo("name first");
        LookupAnswer answer = ask(desk, line, caller(Caller.Method.PAP, "bob@b.example"));
        assertThat(brief(answer)).isEqualTo("to 192.0.2.99");
        assertThat(terms(answer).accountingClass()).containsExactly(Octets.utf8("k"));
    }

    @Test
    @DisplayName("RFC 2865 §5.1: User-Name has the octets the caller sent, unless it is rewritten")
    void aNameIsOctets() {
        Octets sent = Octets.of((byte) 'j', (byte) 0xe9, (byte) '@', (byte) 'x');
        Caller caller =
                Caller.named(Caller.Method.PAP, sent, 1, Octets.EMPTY, Secret.of("password"));
        ask(desk("order: [user]", "", says("-", "tunnel")), line("olt9/1", ""), caller);
        assertThat(radius.asked.getFirst().userNameOctets()).isEqualTo(sent.toByteArray());
        String rewriting = "order: [user], rewrite: [strip-realm]";
        ask(desk(rewriting, "", says("-", "tunnel")), line("olt9/1", ""), caller);
        assertThat(radius.asked.getFirst().userName()).isEqualTo("j\ufffd");
        assertThat(radius.asked.getFirst().userNameOctets()).isEmpty();
    }

    private static boolean line(LookupRequest request) {
        return request.auth() instanceof Auth.Outbound;
    }

    private static LookupAnswer.Terms terms(LookupAnswer answer) {
        return ((LookupAnswer.Tunnels) answer).terms();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local | bob@isp.example | - | - | | to isp-1",
                "local | bob@b.example | - | - | | refused: no service for this user",
                "radius | bob@b.example | - | tunnel | Pap bob@b.example | to 192.0.2.99",
                "user | bob@b.example | - | reject | Pap bob@b.example | refused: go away",
                "user, local | bob@isp.example | - | reject | Pap bob@isp.example | refused: go"
                        + " away",
                "user, local | bob@isp.example | - | none | Pap bob@isp.example | to isp-1",
                "user, local | bob@isp.example | - | silent | Pap bob@isp.example | to isp-1",
                "user, local | bob@isp.example | - | unusable | Pap bob@isp.example"
                        + " | refused: no service for this user",
                "user, local | bob@isp.example | - | challenge | Pap bob@isp.example"
                        + " | refused: PIN?",
                "user, local | bob@b.example | - | silent | Pap bob@b.example | unavailable",
                "user, local | bob@b.example | - | none | Pap bob@b.example"
                        + " | refused: no service for this user",
                "local, user | bob@isp.example | - | tunnel | | to isp-1",
                "local, user | bob@b.example | - | tunnel | Pap bob@b.example | to 192.0.2.99",
                "realm | bob@B.example | tunnel | - | Outbound b.example | to 192.0.2.99",
                "realm, user | bob@b.example | reject | tunnel | Outbound b.example"
                        + " | refused: go away",
                "realm, user | bob@b.example | none | tunnel"
                        + " | Outbound b.example, Pap bob@b.example | to 192.0.2.99",
                "realm, user | bob@b.example | silent | none"
                        + " | Outbound b.example, Pap bob@b.example | unavailable",
                "realm, user | bob | - | tunnel | Pap bob | to 192.0.2.99",
                "line, user | bob@b.example | - | tunnel | Pap bob@b.example | to 192.0.2.99",
            })
    void theOrderIsFollowedUntilOneKnows(
            String order,
            String name,
            String realm,
            String user,
            @Nullable String asked,
            String answer) {
        LookupDesk desk = desk("order: [" + order + "]", "", says(realm, user));
        assertThat(brief(ask(desk, name))).isEqualTo(answer);
        assertThat(String.join(", ", radius.brief())).isEqualTo(asked == null ? "" : asked);
    }

    @Test
    void aGroupForTheRestTakesWhomNobodyKnowsButNotWhomNobodyCouldBeAskedAbout() {
        LookupDesk knowing = desk("order: [user], otherwise: spare", "", says("-", "none"));
        assertThat(brief(ask(knowing, "bob@b.example"))).isEqualTo("to spare-1");
        LookupDesk mute = desk("order: [user], otherwise: spare", "", says("-", "silent"));
        assertThat(brief(ask(mute, "bob@b.example"))).isEqualTo("unavailable");
    }

    @Test
    @DisplayName(
            "RFC 2809 §4.1: a realm is asked about with a dummy password, nobody is authenticated")
    void aRealmIsAskedAboutWithoutAnybodysPassword() {
        LookupDesk desk =
                desk(
                        "order: [realm], realm-name: \"@{realm|service}\", realm-password: dummy",
                        "",
                        says("tunnel", "-"));
        ask(desk, "bob@b.example");
        ask(desk, line(null, "gold"), caller(Caller.Method.CHAP, "bob"));
        assertThat(radius.brief()).containsExactly("Outbound @b.example", "Outbound @gold");
        assertThat(radius.asked.getFirst().auth()).isEqualTo(new Auth.Outbound("dummy"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "line, user | olt9/1 | none | Outbound olt9/1 | name first",
                "line, user | olt9/1 | silent | Outbound olt9/1 | name first",
                "line, user | olt9/1 | tunnel | Outbound olt9/1 | to 192.0.2.99",
                "line, user | olt9/1 | reject | Outbound olt9/1 | refused: go away",
                "line, user | | none | Outbound 02:00:5e:10:00:01 | name first",
                "local, line | olt7/1 | tunnel | | to isp-1",
                "local, line | olt9/1 | tunnel | Outbound olt9/1 | to 192.0.2.99",
                "line, local | olt7/1 | none | Outbound olt7/1 | name first",
            })
    void aLineIsAskedAboutBeforeItsCallerHasAName(
            String order,
            @Nullable String circuit,
            String says,
            @Nullable String asked,
            String answer) {
        LookupDesk desk = desk("order: [" + order + "]", "", says(says, "-"));
        assertThat(brief(ask(desk, line(circuit, ""), Caller.UNNAMED))).isEqualTo(answer);
        assertThat(String.join(", ", radius.brief())).isEqualTo(asked == null ? "" : asked);
    }

    @Test
    void whatWasSaidOfTheLineStaysKnownWhenTheCallerHasNamedHimself() {
        LookupDesk desk = desk("order: [line, local, user]", "", says("none", "tunnel"));
        ask(desk, line("olt9/1", ""), Caller.UNNAMED);
        assertThat(ask(desk, "bob@b.example").source())
                .isEqualTo(
                        "radius r1 12 ms; before: line: radius r1 12 ms: Access-Accept names no"
                                + " tunnel, local: no group");
        assertThat(radius.brief()).containsExactly("Outbound olt9/1", "Pap bob@b.example");
    }

    @Test
    void aCallerWhoNeverNamesHimselfIsAskedAboutByHisLineOnce() {
        LookupDesk desk = desk("order: [line, user]", "", says("none", "-"));
        assertThat(brief(ask(desk, line("olt9/1", ""), Caller.UNNAMED))).isEqualTo("name first");
        assertThat(brief(ask(desk, line("olt9/1", ""), Caller.UNNAMED)))
                .isEqualTo("refused: no service for this user");
    }

    @Test
    void eachAccessGroupHasItsOwnOrderAndRewriting() {
        LookupDesk desk =
                desk(
                        "order: [local], rewrite: [realm isp.example]",
                        "{ name: a, vlans: [200], order: [user], rewrite: [s/^/x/, strip-realm] }",
                        says("-", "tunnel"));
        assertThat(brief(ask(desk, "bob@b.example"))).isEqualTo("to 192.0.2.99");
        assertThat(radius.brief()).containsExactly("Pap xbob");
        Line other = new Line(0, "eth1", 201, 0, 1, 1, null, null, 0, 0, "");
        assertThat(brief(ask(desk, other, caller(Caller.Method.PAP, "bob@b.example"))))
                .isEqualTo("to isp-1");
    }
}
