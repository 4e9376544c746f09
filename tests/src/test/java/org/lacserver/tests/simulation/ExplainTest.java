package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.ops.CallMatch;
import org.lacserver.ops.Feed;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Reply.AttemptRow;
import org.lacserver.ops.Reply.TraceRow;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.tests.peer.Script;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.SubscriberProfile.Auth;
import org.lacserver.wiring.trace.TraceDesk;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What an operator is told of lines that did not get through, and what he sees of one live. */
final class ExplainTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final String CIRCUIT = "olt7 1/3/12";

    private final Site site = new Site(7, Link.Quality.GOOD, Link.Quality.GOOD);
    private final TraceDesk desk =
            new TraceDesk(site.box.recorder(), _ -> "acc0", () -> 0, Runnable::run);

    private Subscriber dial(String user, Auth auth) {
        SubscriberProfile profile =
                WholeBoxTest.profile(1, user)
                        .vlans(200, 17)
                        .auth(auth)
                        .line(CIRCUIT, null, 40_000, 250_000);
        Subscriber subscriber = site.subscriber(profile);
        subscriber.dial(site.time.now(), site.toLac());
        return subscriber;
    }

    private void pass(long seconds) {
        site.time.runUntil(site.time.now() + seconds * SECOND);
    }

    private List<AttemptRow> attempts(String key) {
        return rows(new Request.Explain(match(key), 0), AttemptRow.class);
    }

    private List<TraceRow> ladder(String key) {
        return rows(new Request.Explain(match(key), 1), TraceRow.class);
    }

    private <R extends Reply> List<R> rows(Request.Explain request, Class<R> type) {
        return ((Response.Rows) desk.explain(request))
                .rows().stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static CallMatch match(String key) {
        return new CallMatch(CallMatch.By.ANY, key);
    }

    private static List<String> said(List<TraceRow> ladder) {
        return ladder.stream()
                .map(it -> it.from() + ">" + it.to() + " " + it.protocol() + " " + it.text())
                .toList();
    }

    @Test
    @DisplayName("Refused by the lookup: the text is in the sentence, found by name, MAC, circuit")
    void refusedByTheLookup() {
        dial("mallory@refused", Auth.CHAP);
        pass(20);

        assertThat(attempts("mallory@refused"))
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.reason())
                                    .isEqualTo("Refused by simulated: 'not welcome'.");
                            assertThat(it.stage()).isEqualTo("lookup");
                            assertThat(it.upSeconds()).isEqualTo(-1);
                        });
        assertThat(attempts("02:00:5E:10:00:01")).hasSize(1);
        assertThat(attempts("0200.5e10.0001")).hasSize(1);
        assertThat(attempts(CIRCUIT)).hasSize(1);
        assertThat(attempts("nobody")).isEmpty();
    }

    @Test
    @DisplayName("No RADIUS server answers: the sentence says so")
    void nobodyKnows() {
        dial("x@silence", Auth.PAP);
        pass(20);
        assertThat(attempts("x@silence").getFirst().reason())
                .isEqualTo("It could not be found out where the call belongs: no server answered.");
    }

    @Test
    @DisplayName("No LNS takes the call: each candidate is named with what became of it")
    void noLnsTakesTheCall() {
        site.lns(0).script(new Script.RefuseCalls(4, 0, "no resources"));
        site.lns(1).script(new Script.Silent());
        dial("alice@isp", Auth.PAP);
        pass(200);

        AttemptRow attempt = attempts("alice@isp").getLast();
        assertThat(attempt.reason())
                .startsWith("No LNS took the call: ")
                .contains("192.0.2.11 (CDN 4/0 no facilities for now: no resources)")
                .contains("192.0.2.12");
        assertThat(attempt.stage()).isEqualTo("tunnel");
    }

    @Test
    @DisplayName("The ladder has PPPoE, LCP, PAP, L2TP and the decisions, and no password")
    void theLadderOfAFailedCall() {
        site.lns(0).script(new Script.RefuseCalls(4, 0, "no resources"));
        site.lns(1).script(new Script.RefuseCalls(4, 0, "no resources"));
        dial("alice@isp", Auth.PAP);
        pass(60);

        List<TraceRow> ladder = ladder("alice@isp");
        assertThat(said(ladder))
                .anyMatch(
                        it ->
                                it.startsWith("caller>lac PPPoE PADI service")
                                        && it.contains(CIRCUIT))
                .anyMatch(it -> it.startsWith("lac>caller PPPoE PADO"))
                .anyMatch(it -> it.startsWith("caller>lac PPPoE PADR"))
                .anyMatch(it -> it.startsWith("lac>caller PPPoE PADS session"))
                .anyMatch(
                        it ->
                                it.startsWith("lac>caller LCP Configure-Request id")
                                        && it.contains("Auth"))
                .anyMatch(
                        it ->
                                it.startsWith("caller>lac PAP Authenticate-Request")
                                        && it.endsWith("name \"alice@isp\" password ***"))
                .anyMatch(it -> it.startsWith("lac>lns L2TP SCCRQ"))
                .anyMatch(it -> it.startsWith("lns>lac L2TP SCCRP"))
                .anyMatch(it -> it.startsWith("lac>lns L2TP ICRQ") && it.contains("Serial"))
                .anyMatch(it -> it.startsWith("lns>lac L2TP CDN") && it.contains("no resources"))
                .anyMatch(it -> it.startsWith("lac>lac - LNS 192.0.2.11: CDN 4/0"))
                .anyMatch(it -> it.startsWith("lac>lac - No LNS took the call"))
                .anyMatch(it -> it.startsWith("lac>caller PPPoE PADT"));
        assertThat(ladder).isSortedAccordingTo((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
        assertNoSecret(ladder);
    }

    private static void assertNoSecret(List<TraceRow> ladder) {
        assertThat(ladder).isNotEmpty();
        for (TraceRow row : ladder) {
            assertThat(row.text()).doesNotContain(Site.PASSWORD);
            String packet = row.packet();
            if (packet != null) {
                byte[] octets = Base64.getDecoder().decode(packet);
                assertThat(new String(octets, StandardCharsets.ISO_8859_1))
                        .doesNotContain(Site.PASSWORD)
                        .doesNotContain(SitePlan.TUNNEL_SECRET);
            }
        }
    }

    @Test
    @DisplayName("A modem that is silent after its PADS: how often it was asked is told")
    void aSilentModem() {
        Subscriber modem = dial("alice@isp", Auth.PAP);
        while (modem.sessionId() == 0) {
            site.time.runUntil(site.time.now() + 1_000_000);
        }
        modem.vanish();
        pass(100);
        assertThat(attempts("02:00:5e:10:00:01").getFirst())
                .satisfies(
                        it -> {
                            assertThat(it.reason())
                                    .startsWith("The modem ")
                                    .contains("LCP")
                                    .contains("Configure-Requests");
                            assertThat(it.stage()).isEqualTo("LCP");
                        });
    }

    @Test
    @DisplayName("A call that was up: who hung up, after how long; ten attempts are kept")
    void hungUp() {
        Subscriber alice = dial("alice@isp", Auth.CHAP);
        pass(10);
        assertThat(site.box.recorder().watched()).as("a call that is up is not kept").isZero();
        pass(7200);
        alice.drop(site.toLac());
        pass(1);
        assertThat(attempts("alice@isp"))
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.reason())
                                    .startsWith("Hung up by the caller (PADT) after 2 h");
                            assertThat(it.stage()).isEqualTo("established");
                            assertThat(it.upSeconds()).isBetween(7190L, 7210L);
                        });
        alice.dial(site.time.now(), site.toLac());
        pass(100);
        alice.hangUp(site.time.now(), site.toLac());
        pass(10);
        assertThat(attempts("alice@isp").getFirst().reason())
                .startsWith("The LNS 192.0.2.11 lost the caller after 9");
        for (int i = 0; i < 12; i++) {
            alice.dial(site.time.now(), site.toLac());
            pass(10);
            long callId = site.box.engine().callIds().getFirst();
            site.command(new Command.ClearCall(callId, EndCause.ADMIN_RESET, "test " + i));
            pass(10);
        }
        List<AttemptRow> attempts = attempts("alice@isp");
        assertThat(attempts).hasSize(10);
        assertThat(attempts.getFirst().reason()).contains("operator").contains("test 11");
    }

    @Test
    @DisplayName("A trace by name shows the PADI too, then all that comes, and ends by count")
    void aTrace() {
        List<Response> answers = new ArrayList<>();
        desk.trace(new Request.TraceLine(match("alice@isp"), 0, 24, true), answers::add, _ -> {});
        Feed feed = ((Response.Stream) answers.getFirst()).feed();
        assertThat(feed.poll())
                .isInstanceOfSatisfying(
                        TraceRow.class,
                        it -> assertThat(it.text()).isEqualTo("watching alice@isp"));
        dial("alice@isp", Auth.PAP);
        dial("bob@isp", Auth.PAP);
        pass(10);

        List<TraceRow> rows = new ArrayList<>();
        for (Reply row = feed.poll(); row != null; row = feed.poll()) {
            rows.add((TraceRow) row);
        }
        assertThat(rows).hasSize(24);
        assertThat(feed.isOver()).isTrue();
        assertThat(said(rows).getFirst()).startsWith("caller>lac PPPoE PADI");
        assertNoSecret(rows);
        feed.close();
        assertThat(site.box.recorder().watched()).isZero();
    }

    @Test
    @DisplayName("Eight traces at a time, not nine")
    void bounded() {
        List<Response> answers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            desk.trace(new Request.TraceLine(match("x"), 0, 0, false), answers::add, _ -> {});
        }
        assertThat(answers.subList(0, 8)).allMatch(Response.Stream.class::isInstance);
        assertThat(answers.getLast()).isInstanceOf(Response.Refusal.class);
    }

    @Test
    @DisplayName("A reader who is slow loses lines and hears how many; the box does not wait")
    void aSlowReader() {
        List<Response> answers = new ArrayList<>();
        desk.trace(
                new Request.TraceLine(match("02:00:5e:10:00:01"), 0, 0, false),
                answers::add,
                _ -> {});
        Feed feed = ((Response.Stream) answers.getFirst()).feed();
        Subscriber alice = dial("x@refused", Auth.PAP);
        for (int i = 0; i < 200; i++) {
            pass(10);
            alice.dial(site.time.now(), site.toLac());
        }
        int rows = 0;
        int lost = 0;
        for (Reply row = feed.poll(); row != null; row = feed.poll()) {
            rows++;
            lost += ((TraceRow) row).lost();
        }
        assertThat(rows).isEqualTo(2048); // the greeting is one of them
        assertThat(lost).isPositive();
    }
}
