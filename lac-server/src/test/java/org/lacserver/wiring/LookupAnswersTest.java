package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.radius.lookup.Endpoint;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest.Auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What becomes of each answer: further rounds, refusals, groups and names. */
class LookupAnswersTest extends AskedDesk {
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
