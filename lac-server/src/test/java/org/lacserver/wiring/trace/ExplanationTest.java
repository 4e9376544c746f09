package org.lacserver.wiring.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.DataPlane;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.By;
import org.lacserver.port.Event.Decision;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.PppCause;
import org.lacserver.port.Secret;
import org.lacserver.pppoe.GoneCause;
import org.lacserver.pppoe.admission.Bar;
import org.lacserver.wiring.trace.Recording.Stage;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Every end has its sentence, and an operator understands it. */
final class ExplanationTest {
    private static final Duration LONG = Duration.ofMinutes(182);

    private static Candidate candidate(String name) {
        return new Candidate(
                0,
                10,
                name,
                InetAddress.getLoopbackAddress(),
                null,
                Secret.NONE,
                null,
                null,
                null,
                null);
    }

    private static Event.CallEnded end(
            By by,
            EndCause cause,
            String reason,
            String source,
            List<Decision> decisions,
            boolean wasUp,
            int ppp) {
        Event.CallFacts facts =
                new Event.CallFacts(
                        1,
                        1,
                        new Line(0, "eth1", 0, 0, 1, 1, null, null, 0, 0, ""),
                        "alice",
                        Octets.EMPTY,
                        Caller.Method.PAP,
                        source,
                        LookupAnswer.Terms.NONE,
                        null,
                        wasUp ? candidate("ispA1") : null,
                        null,
                        0,
                        0,
                        decisions);
        return new Event.CallEnded(
                1,
                facts,
                new Event.End(
                        by,
                        cause,
                        reason,
                        0,
                        0,
                        new PppCause(ppp, 0, 0),
                        wasUp ? Duration.ofSeconds(1) : null),
                DataPlane.Counters.ZERO,
                "");
    }

    private static String setUp(
            By by, EndCause cause, String reason, String source, Decision... decisions) {
        return Explanation.ended(
                end(by, cause, reason, source, List.of(decisions), false, 0),
                null,
                Stage.LOOKUP,
                Duration.ZERO);
    }

    private static String up(
            By by, EndCause cause, String reason, @Nullable GoneCause gone, Duration up, int ppp) {
        return Explanation.ended(
                end(by, cause, reason, "", List.of(), true, ppp), gone, Stage.ESTABLISHED, up);
    }

    @Test
    @DisplayName("Calls that never were up: refused, unknown, without an LNS, limits")
    void neverUp() {
        String reject = "radius r1 14 ms: Access-Reject";
        assertThat(setUp(By.LAC, EndCause.USER_ERROR, "refused: unknown user", reject))
                .isEqualTo("Refused by RADIUS r1: 'unknown user'.");
        assertThat(
                        setUp(
                                By.LAC,
                                EndCause.USER_ERROR,
                                "refused: no service",
                                "radius r1 14 ms: Access-Accept names no tunnel"))
                .isEqualTo("Refused by RADIUS r1: 'no service' (Access-Accept names no tunnel).");
        assertThat(
                        setUp(
                                By.LAC,
                                EndCause.SERVICE_UNAVAILABLE,
                                "lookup failed: no answer from RADIUS servers r1, r2",
                                "radius"))
                .isEqualTo(
                        "It could not be found out where the call belongs: no answer from RADIUS"
                                + " servers r1, r2.");
        assertThat(
                        setUp(
                                By.LAC,
                                EndCause.SERVICE_UNAVAILABLE,
                                "no LNS took the call: CDN 4/0",
                                "",
                                new Decision(candidate("ispA1"), "skipped: locked out for 41 s"),
                                new Decision(candidate("ispA2"), "CDN 4/0 no resources")))
                .isEqualTo(
                        "No LNS took the call: ispA1 was passed over (locked out for 41 s), ispA2"
                                + " (CDN 4/0 no resources).");
        assertThat(setUp(By.LAC, EndCause.SERVICE_UNAVAILABLE, "as many calls as allowed", ""))
                .isEqualTo("The LAC could not take the call: as many calls as allowed.");
        assertThat(setUp(By.OPERATOR, EndCause.ADMIN_RESET, "moved", ""))
                .isEqualTo("An operator ended the call during set-up: 'moved'.");
    }

    @Test
    @DisplayName("Calls that were up: who ended them, after how long, and why")
    void wasUp() {
        assertThat(up(By.CALLER, EndCause.USER_REQUEST, "", GoneCause.PADT, LONG, 0))
                .isEqualTo("Hung up by the caller (PADT) after 3 h 2 min.");
        assertThat(up(By.CALLER, EndCause.LOST_CARRIER, "", GoneCause.PORT_DOWN, LONG, 0))
                .isEqualTo("The access port went down after 3 h 2 min.");
        assertThat(up(By.LAC, EndCause.SESSION_TIMEOUT, "Session-Timeout", null, LONG, 0))
                .isEqualTo("The time allowed for the call was up after 3 h 2 min.");
        assertThat(up(By.LNS, EndCause.USER_ERROR, "CDN 3/0 x", null, Duration.ofSeconds(2), 16))
                .isEqualTo("Ended by the LNS ispA1 after 2 s: wrong name or password (CDN 3/0 x).");
        assertThat(up(By.LNS, EndCause.NAS_REQUEST, "CDN 3/0 x", null, Duration.ofSeconds(2), 0))
                .contains("most likely did not accept the name and password");
        assertThat(up(By.LNS, EndCause.NAS_REQUEST, "CDN 3/0 x", null, LONG, 0))
                .isEqualTo("Ended by the LNS ispA1 after 3 h 2 min (CDN 3/0 x).");
        assertThat(up(By.LAC, EndCause.SERVICE_UNAVAILABLE, "no answer", null, LONG, 0))
                .isEqualTo("The LAC lost the LNS ispA1 after 3 h 2 min: no answer.");
        assertThat(up(By.OPERATOR, EndCause.ADMIN_RESET, "test", null, LONG, 0))
                .isEqualTo("Ended by an operator after 3 h 2 min: 'test'.");
    }

    @ParameterizedTest
    @EnumSource(GoneCause.class)
    @DisplayName("Each cause of the access side has words of its own, in each stage")
    void everyGoneCause(GoneCause cause) {
        for (Stage stage : Stage.values()) {
            String nameless = Explanation.nameless(cause, "LCP: no answer", stage, 10, 0);
            assertThat(nameless).startsWith("The modem ").endsWith(".").doesNotContain("is gone");
        }
        Event.CallEnded call = end(By.CALLER, EndCause.LOST_CARRIER, "x", "", List.of(), false, 0);
        assertThat(Explanation.ended(call, cause, Stage.TUNNEL, Duration.ZERO))
                .startsWith("The modem ")
                .doesNotContain("is gone")
                .endsWith(" during the set-up of the tunnel.");
    }

    @ParameterizedTest
    @EnumSource(EndCause.class)
    @DisplayName("Each cause of the core has a sentence, whoever brought it about")
    void everyEndCause(EndCause cause) {
        for (By by : By.values()) {
            assertThat(up(by, cause, "why", null, LONG, 0)).endsWith(".").hasSizeGreaterThan(10);
            assertThat(setUp(by, cause, "why", "local")).endsWith(".").hasSizeGreaterThan(10);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    LCP: no answer|The modem did not answer LCP (10 Configure-Requests, no reply).
                    LCP: options do not converge|Modem and LAC could not agree on the settings of the link (LCP).
                    LCP: caller refuses to authenticate|The modem refuses every kind of authentication that the LAC offers.
                    set-up took too long|The modem answers, but did not finish in time.
                    """)
    @DisplayName("Sessions without a name: what the modem did")
    void nameless(String reason, String sentence) {
        assertThat(Explanation.nameless(GoneCause.LCP_TIMEOUT, reason, Stage.LCP, 10, 0))
                .isEqualTo(sentence);
    }

    @Test
    @DisplayName("No answer to PADI or PADR: why; a text of a peer is one line of a bounded length")
    void discovery() {
        assertThat(Explanation.unanswered("padi-half-open-limit"))
                .isEqualTo(
                        "The LAC did not answer the modem's PADI: as many callers as allowed are in"
                                + " set-up.");
        for (Bar bar : Bar.values()) {
            String name = bar.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(Explanation.unanswered("padi-" + name))
                    .as("a sentence of its own")
                    .doesNotEndWith(": " + name.replace('-', ' ') + ".");
        }
        assertThat(Explanation.unanswered("padr-some-new-reason"))
                .contains("PADR: some new reason");
        assertThat(Explanation.refused("a\nb" + "x".repeat(500))).hasSizeLessThan(200);
        assertThat(Explanation.refused("a\nb")).contains("a?b");
    }

    @Test
    @DisplayName("Durations as people say them")
    void durations() {
        assertThat(Explanation.words(Duration.ofSeconds(42))).isEqualTo("42 s");
        assertThat(Explanation.words(Duration.ofHours(3))).isEqualTo("3 h");
        assertThat(Explanation.words(Duration.ofHours(49))).isEqualTo("2 d 1 h");
    }
}
