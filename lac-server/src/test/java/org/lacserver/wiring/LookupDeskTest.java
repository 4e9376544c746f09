package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;
import org.lacserver.io.Resolved;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;
import org.lacserver.radius.lookup.Endpoint;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.LookupRequest.Auth;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Who is asked about whom, in which order, and what becomes of each answer. */
class LookupDeskTest {
    private static final long CALL = 7;

    @TempDir Path directory;

    private final Heard heard = new Heard();
    private FakeRadius radius = new FakeRadius(_ -> FakeRadius.silent());

    private static final class Heard implements Inquiry.Ear {
        final List<LookupAnswer> answers = new ArrayList<>();
        final List<Integer> challenges = new ArrayList<>();
        final Deque<LongConsumer> tasks = new ArrayDeque<>();
        @Nullable Inquiry last;

        @Override
        public void answered(long nowNanos, Inquiry inquiry, LookupAnswer answer) {
            answers.add(answer);
            last = inquiry;
        }

        @Override
        public void challenged(long nowNanos, long callId, byte[] eap) {
            assertThat(callId).isEqualTo(CALL);
            challenges.add(eap[1] & 0xff);
        }

        @Override
        public void later(LongConsumer task) {
            tasks.add(task);
        }

        void run() {
            for (LongConsumer task = tasks.poll(); task != null; task = tasks.poll()) {
                task.accept(2);
            }
        }
    }

    private LookupDesk desk(
            String lookup, String groups, Function<LookupRequest, LookupReply> script) {
        radius = new FakeRadius(script);
        Names names =
                (name, medium, then) ->
                        then.accept(
                                name.startsWith("lns")
                                        ? new Resolved(
                                                List.of(
                                                        InetAddress.ofLiteral("192.0.2.81"),
                                                        InetAddress.ofLiteral("192.0.2.82")),
                                                "")
                                        : new Resolved(List.of(), "DNS knows no such name"));
        return new LookupDesk(config(lookup, groups), radius, names, new NasIdentity(1, 32));
    }

    private LacConfig config(String lookup, String groups) {
        String text =
                """
                access:
                  ports: [eth1]
                  groups: [%s]
                l2tp: { local-address: 192.0.2.1 }
                lookup: { %s }
                lns-groups:
                  isp:
                    lookup: { realms: [isp.example], users: [ann@*], lines: ["olt7*"] }
                    lns:
                      - { name: isp-1, address: 192.0.2.11, preference: 5 }
                  spare:
                    lookup: { lines: ["spare*"] }
                    lns: [ { name: spare-1, address: 192.0.2.21 } ]
                radius:
                  servers: [ { name: r1, address: 192.0.2.53, secret: hush } ]
                """
                        .formatted(groups, lookup);
        try {
            Path file = Files.writeString(directory.resolve("lac.yaml"), text);
            return switch (ConfigFile.read(file)) {
                case ConfigFile.Reading.Good(LacConfig config) -> config;
                case ConfigFile.Reading.Bad(List<String> problems) ->
                        throw new AssertionError(String.join("\n", problems));
            };
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Line line(@Nullable String circuitId, String service) {
        return new Line(0, "eth1", 200, 0, 0x02005e100001L, 1, circuitId, null, 0, 0, service);
    }

    private static Caller caller(Caller.Method method, String name) {
        return new Caller(method, name, 1, Octets.EMPTY, Secret.of(new byte[] {2, 1, 0, 4}));
    }

    private LookupAnswer ask(LookupDesk desk, Line line, Caller caller) {
        desk.ask(1, new Event.LookupWanted(CALL, line, caller), heard);
        heard.run();
        return heard.answers.getLast();
    }

    private LookupAnswer ask(LookupDesk desk, String name) {
        return ask(desk, line("olt9/1", ""), caller(Caller.Method.PAP, name));
    }

    private static String brief(LookupAnswer answer) {
        return switch (answer) {
            case LookupAnswer.Tunnels(_, var candidates, _) ->
                    "to "
                            + String.join(
                                    " then ", candidates.stream().map(Candidate::name).toList());
            case LookupAnswer.Refused(_, var message, _) -> "refused: " + message;
            case LookupAnswer.NameFirst _ -> "name first";
            case LookupAnswer.Unavailable _ -> "unavailable";
        };
    }

    private static LookupReply reply(String word) {
        return switch (word) {
            case "tunnel" -> FakeRadius.tunnels(List.of(), FakeRadius.at("192.0.2.99"));
            case "reject" -> FakeRadius.rejects();
            case "none" -> FakeRadius.knowsNoTunnel();
            case "challenge" -> FakeRadius.asksForMore();
            case "unusable" -> FakeRadius.cannotBeUsed();
            default -> FakeRadius.silent();
        };
    }

    /** What RADIUS says to a realm (Outbound) and to a user. */
    private static Function<LookupRequest, LookupReply> says(String realm, String user) {
        return request -> reply(request.auth() instanceof Auth.Outbound ? realm : user);
    }

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

    @Test
    @DisplayName(
            "RFC 3579 §2.2: each Challenge goes to the caller, his Response back with its State")
    void eapTakesAsManyRoundsAsItNeeds() {
        LookupDesk desk =
                desk(
                        "order: [user]",
                        "",
                        request -> {
                            byte[] packet = ((Auth.Eap) request.auth()).packet();
                            return packet[1] < 4
                                    ? FakeRadius.challenges(packet[1] + 1)
                                    : reply("tunnel");
                        });
        Caller caller = caller(Caller.Method.EAP, "bob@b.example");
        desk.ask(1, new Event.LookupWanted(CALL, line(null, ""), caller), heard);
        heard.run();
        for (byte id = 2; id <= 4; id++) {
            assertThat(heard.challenges.getLast()).isEqualTo(id);
            assertThat(heard.answers).isEmpty();
            desk.replied(3, CALL, new byte[] {2, id, 0, 4});
            heard.run();
            Auth.Eap sent = (Auth.Eap) radius.asked.getLast().auth();
            assertThat(sent.state()).containsExactly(id);
        }
        assertThat(brief(heard.answers.getFirst())).isEqualTo("to 192.0.2.99");
        assertThat(desk.counters()).containsEntry("eap-challenges", 3L);
    }

    @Test
    void eapWithoutEndEnds() {
        LookupDesk desk = desk("order: [user]", "", _ -> FakeRadius.challenges(9));
        Caller caller = caller(Caller.Method.EAP, "bob");
        desk.ask(1, new Event.LookupWanted(CALL, line(null, ""), caller), heard);
        heard.run();
        for (int i = 0; i < 60; i++) {
            desk.replied(3, CALL, new byte[] {2, 9, 0, 4});
            heard.run();
        }
        assertThat(heard.answers.getFirst().source()).contains("more than 50 rounds of EAP");
        assertThat(desk.counters())
                .containsEntry("eap-too-many-rounds", 1L)
                .containsEntry("late-replies", 10L);
    }

    @Test
    void whenTheCallIsOverItsConversationIsToo() {
        LookupDesk desk = desk("order: [user]", "", _ -> FakeRadius.challenges(2));
        Caller caller = caller(Caller.Method.EAP, "bob");
        desk.ask(1, new Event.LookupWanted(CALL, line(null, ""), caller), heard);
        desk.forget(CALL);
        heard.run();
        desk.replied(3, CALL, new byte[] {2, 2, 0, 4});
        assertThat(heard.challenges).isEmpty();
        assertThat(desk.counters()).containsEntry("late-replies", 2L);
    }

    @Test
    @DisplayName("RFC 2865 §4.4: a challenge to one who cannot be asked is a reject")
    void aChallengeToPapIsAReject() {
        LookupDesk desk = desk("order: [user, local]", "", _ -> FakeRadius.challenges(2));
        assertThat(brief(ask(desk, "bob@isp.example")))
                .isEqualTo("refused: no service for this user");
    }

    @Test
    void aRefusalKeepsWhatTheCallerIsToldInHisOwnProtocol() {
        LookupDesk desk = desk("order: [user]", "", _ -> FakeRadius.rejects());
        LookupAnswer answer = ask(desk, line(null, ""), caller(Caller.Method.EAP, "bob"));
        assertThat(answer)
                .isEqualTo(
                        new LookupAnswer.Refused(
                                "radius r1 12 ms: Access-Reject",
                                "go away",
                                Octets.of(new byte[] {4, 1, 0, 4})));
    }

    @Test
    void aNamedGroupComesBehindTheTaggedSets() {
        LookupDesk desk =
                desk(
                        "order: [user]",
                        "",
                        _ ->
                                FakeRadius.tunnels(
                                        List.of("isp", "nowhere", "spare"),
                                        FakeRadius.at("192.0.2.99")));
        LookupAnswer.Tunnels answer = (LookupAnswer.Tunnels) ask(desk, "bob");
        assertThat(brief(answer)).isEqualTo("to 192.0.2.99 then isp-1 then spare-1");
        assertThat(answer.candidates().stream().map(Candidate::preference))
                .isSorted()
                .startsWith(10, 16);
        assertThat(answer.candidates().getLast().group()).isEqualTo("spare");
        assertThat(answer.source()).endsWith("; skipped: group nowhere is none of lns-groups");
        Candidate set = answer.candidates().getFirst();
        assertThat(List.of(set.limit(), set.weight(), set.wishes().get("hello")))
                .isEqualTo(List.of(30, 3, "30s"));
    }

    @Test
    void aGroupNobodyKnowsIsARejectWhenNothingElseIsLeft() {
        LookupDesk desk =
                desk("order: [user, local]", "", _ -> FakeRadius.tunnels(List.of("nowhere")));
        assertThat(brief(ask(desk, "bob@isp.example")))
                .isEqualTo("refused: no service for this user");
    }

    @ParameterizedTest
    @DisplayName("RFC 2868 §3.3: a client endpoint may be a name; what it leads to is never silent")
    @CsvSource(
            delimiter = '|',
            value = {
                "lns.isp.example | 192.0.2.99 | to 192.0.2.99 from 192.0.2.81 |",
                "lns.isp.example | 2001:db8::9 | refused: no service for this user"
                        + " | tag 1 client lns.isp.example has no address for 2001:db8:0:0:0:0:0:9",
                "gone.isp.example | 192.0.2.99 | refused: no service for this user"
                        + " | tag 1 client gone.isp.example has no address: DNS knows no such name",
            })
    void aClientsNameIsResolved(
            String client, String server, String result, @Nullable String skipped) {
        LookupDesk desk =
                desk(
                        "order: [user]",
                        "",
                        _ ->
                                FakeRadius.tunnelsFrom(
                                        new Endpoint.Name(client),
                                        List.of(),
                                        FakeRadius.at(server)));
        LookupAnswer answer = ask(desk, "bob");
        String from =
                answer instanceof LookupAnswer.Tunnels(_, var all, _)
                        ? " from "
                                + Objects.requireNonNull(all.getFirst().client()).getHostAddress()
                        : "";
        assertThat(brief(answer) + from).isEqualTo(result);
        assertThat(answer.source()).endsWith(skipped == null ? "12 ms" : skipped);
    }

    @Test
    void aNameIsACandidateForEachOfItsAddresses() {
        LookupDesk desk =
                desk(
                        "order: [user]",
                        "",
                        _ ->
                                FakeRadius.tunnels(
                                        List.of(),
                                        new Endpoint.Name("lns.isp.example"),
                                        new Endpoint.Name("gone.isp.example")));
        LookupAnswer.Tunnels answer = (LookupAnswer.Tunnels) ask(desk, "bob");
        assertThat(answer.candidates().stream().map(each -> each.server().getHostAddress()))
                .containsExactly("192.0.2.81", "192.0.2.82");
        assertThat(answer.candidates().getFirst().name()).isEqualTo("lns.isp.example");
        assertThat(answer.source())
                .endsWith("tag 2 gone.isp.example has no address: DNS knows no such name");
    }

    @Test
    void whatIsNotUsedOfAnAnswerIsSaidAsFarAsOneLineGoes() {
        List<LookupReply.Skipped> many = new ArrayList<>();
        for (int tag = 1; tag <= 9; tag++) {
            many.add(new LookupReply.Skipped(tag, "no type"));
        }
        LookupDesk desk =
                desk(
                        "order: [user]",
                        "",
                        _ -> new LookupReply.Unusable("r1", FakeRadius.RTT, "no", "", many));
        assertThat(ask(desk, "bob").source())
                .startsWith("radius r1 12 ms: no; skipped: tag 1 no type")
                .endsWith("tag 4 no type, 5 more");
    }

    @Test
    void aRehearsalTellsEachStageWithWhatWasExchanged() {
        LookupDesk desk = desk("order: [realm, user]", "", says("none", "tunnel"));
        Event.LookupWanted question =
                new Event.LookupWanted(CALL, line(null, ""), caller(Caller.Method.PAP, "bob@b"));
        desk.rehearse(1, question, null, heard);
        heard.run();
        Inquiry inquiry = Objects.requireNonNull(heard.last);
        assertThat(inquiry.notes().stream().map(each -> each.stage() + " " + each.sent()))
                .containsExactly("REALM [User-Name = \"b\"]", "USER [User-Name = \"bob@b\"]");
        desk.replied(3, CALL, new byte[4]);
        assertThat(desk.counters()).containsEntry("late-replies", 1L); // no call is behind it
    }
}
