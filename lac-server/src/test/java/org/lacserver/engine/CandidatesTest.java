package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LnsView;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Secret;

import java.util.List;

/** Which LNS gets a call, and what happens when one does not take it. */
class CandidatesTest {
    private static final Secret SECRET = Secret.of("tunnel secret");
    private static final Candidate FIRST = World.to("10.0.0.2");
    private static final Candidate SECOND = World.to("10.0.0.3");

    private final World world = new World();
    private final ScriptedLns one = world.lns("10.0.0.2");
    private final ScriptedLns two = world.lns("10.0.0.3");

    private List<String> outcomes(long callId) {
        return world.connected(callId).facts().decisions().stream()
                .map(Event.Decision::outcome)
                .toList();
    }

    @Test
    void aDeadLnsCostsTheFirstCallerHisPatienceAndTheNextNothing() {
        one.dead = true;
        long first = world.calls(FIRST, SECOND);
        world.passes(ofMillis(499));
        assertThat(world.state(first)).isEqualTo("wait-tunnel");
        world.passes(ofMillis(2));
        assertThat(outcomes(first)).containsExactly("no word in time, left for another", "used");

        long second = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(second))
                .containsExactly("skipped: it owes an answer for 501 ms", "used");

        world.passes(ofSeconds(9));
        long third = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(third).getFirst()).startsWith("skipped: locked out for");
        assertThat(world.connected(third).facts().candidate()).isEqualTo(SECOND);
        assertThat(world.engine.lnses(world.now))
                .extracting(LnsView::state)
                .containsExactly(LnsView.State.LOCKED, LnsView.State.UP);
    }

    @Test
    void aLockoutEnds() {
        one.dead = true;
        world.calls(FIRST, SECOND);
        world.passes(ofSeconds(9));
        one.dead = false;
        world.passes(ofSeconds(60));
        long later = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(world.connected(later).facts().candidate()).isEqualTo(FIRST);
    }

    @Test
    void whenAllAreLockedOutTheLeastRecentFailureIsTried() {
        one.dead = true;
        two.dead = true;
        long first = world.calls(FIRST, SECOND);
        world.passes(ofSeconds(20));
        assertThat(world.ended(first).end().cause()).isEqualTo(EndCause.SERVICE_UNAVAILABLE);
        assertThat(world.ended(first).message()).isNotEmpty();

        one.dead = false;
        long second = world.calls(SECOND, FIRST);
        world.passes(ofSeconds(1));
        assertThat(world.connected(second).facts().candidate()).isEqualTo(FIRST);
    }

    @Test
    @DisplayName("§4.4.2: CDN 4 in set-up: the next LNS takes the call, the first stays in use")
    void aRefusedCallGoesToTheNext() {
        one.refusesCalls = new ResultCode(4, 0, "full");
        long call = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(call)).containsExactly("CDN 4/0 no facilities for now: full", "used");

        one.refusesCalls = null;
        long next = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(world.connected(next).facts().candidate()).isEqualTo(FIRST);
    }

    @Test
    @DisplayName("§4.4.2: busy, no carrier: another LNS would say the same")
    void aBusyLineIsNotTriedElsewhere() {
        one.refusesCalls = new ResultCode(8, 0, "");
        long call = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        Event.End end = world.ended(call).end();
        assertThat(end.by()).isEqualTo(Event.By.LNS);
        assertThat(end.resultCode()).isEqualTo(8);
        assertThat(two.heard).isEmpty();
    }

    @Test
    @DisplayName("§4.4.2: StopCCN 6: the LNS is left alone, calls go on")
    void aClosingLnsIsLeftAlone() {
        one.refusesTunnels = new ResultCode(6, 0, "maintenance");
        long call = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(call))
                .containsExactly("StopCCN 6/0 shutting down: maintenance", "used");
        assertThat(world.engine.lnses(world.now).getFirst().state())
                .isEqualTo(LnsView.State.LOCKED);
    }

    @Test
    @DisplayName("§5.1.1: a wrong secret gets StopCCN 4 and is named in the decision")
    void aWrongSecretIsSaid() {
        one.secret = Secret.of("not the one");
        long call = world.calls(World.to("10.0.0.2", SECRET, null, null));
        world.passes(ofMillis(1));
        assertThat(one.heard(StopCcn.class))
                .singleElement()
                .satisfies(stop -> assertThat(stop.result().result()).isEqualTo(4));
        assertThat(world.ended(call).end().reason()).contains("the secrets differ");
        assertThat(world.count("tunnel-authentication-failures")).isEqualTo(1);
    }

    @Test
    @DisplayName("§5.1.1: an LNS that does not answer our challenge is refused")
    void anLnsWithoutTheSecretIsRefused() {
        long call = world.calls(World.to("10.0.0.2", SECRET, null, null));
        world.passes(ofMillis(1));
        assertThat(world.ended(call).end().reason()).contains("did not answer the challenge");
    }

    @Test
    @DisplayName("§5.1.1: the LNS refuses our response: StopCCN 4 from it, calls go on")
    void ourSecretIsRefused() {
        one.secret = Secret.of("not the one");
        one.challenges = true;
        Candidate unsecured = World.to("10.0.0.2");
        long call = world.calls(unsecured, SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(call).getFirst()).contains("no secret is configured");
    }

    @Test
    @DisplayName("RFC 2868 §3.10: the peer's Host Name must be the one that was asked for")
    void aForeignHostNameIsRefused() {
        one.hostName = "someone";
        long call = world.calls(World.to("10.0.0.2", Secret.NONE, null, "lns1"), SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(call)).containsExactly("host name is someone, expected lns1", "used");
    }

    @Test
    @DisplayName("RFC 2868 §3.6: the same endpoints and assignment id share a tunnel")
    void callsShareATunnel() {
        Candidate a = World.to("10.0.0.2", Secret.NONE, "a", null);
        Candidate b = World.to("10.0.0.2", Secret.NONE, "b", null);
        world.calls(a);
        world.calls(a);
        world.calls(b);
        world.calls(FIRST);
        world.calls(FIRST);
        world.passes(ofMillis(1));
        assertThat(one.heard(Sccrq.class)).hasSize(3);
        assertThat(world.dataPlane.joined).hasSize(5);
        assertThat(world.engine.tunnels()).extracting(tunnel -> tunnel.sessions()).contains(2, 1);
    }

    @Test
    void anUnnamedCallNeverUsesANamedTunnel() {
        world.calls(World.to("10.0.0.2", Secret.NONE, "named", null));
        world.passes(ofMillis(1));
        world.calls(FIRST);
        world.passes(ofMillis(1));
        assertThat(one.heard(Sccrq.class)).hasSize(2);
    }

    @Test
    void equalPreferencesShareTheLoad() {
        for (int i = 0; i < 10; i++) {
            world.calls(FIRST, SECOND);
            world.passes(ofMillis(1));
        }
        assertThat(one.sessions()).isEqualTo(5);
        assertThat(two.sessions()).isEqualTo(5);
    }

    @Test
    @DisplayName("§4.4.3: Call Serial Numbers are progressive")
    void serialsProgress() {
        for (int i = 0; i < 5; i++) {
            world.calls(FIRST);
        }
        world.passes(ofSeconds(1));
        List<Long> serials = one.heard(Icrq.class).stream().map(Icrq::callSerial).toList();
        for (int i = 1; i < serials.size(); i++) {
            assertThat(serials.get(i)).isEqualTo(serials.get(i - 1) + 1);
        }
    }

    @Test
    void anLnsThatNeverAnswersTheIcrqLosesTheCall() {
        one.answersCalls = false;
        long call = world.calls(FIRST, SECOND);
        world.passes(ofSeconds(11));
        assertThat(outcomes(call)).containsExactly("ICRQ was not answered in time", "used");
        assertThat(one.heard(Cdn.class))
                .singleElement()
                .satisfies(cdn -> assertThat(cdn.result().result()).isEqualTo(10));
    }

    @Test
    void aRefusedCallerHearsWhy() {
        long call = world.arrives("eve@isp");
        world.command(
                new Command.LookupAnswered(
                        call, new LookupAnswer.Refused("radius r1", "account closed")));
        Event.CallEnded ended = world.ended(call);
        assertThat(ended.message()).isEqualTo("account closed");
        assertThat(ended.end().cause()).isEqualTo(EndCause.USER_ERROR);
        assertThat(ended.facts().lookupSource()).isEqualTo("radius r1");
    }

    @Test
    void anAnswerAfterTheCallerHasGoneIsSilent() {
        long call = world.arrives("alice@isp");
        world.leaves(call);
        int events = world.events.size();
        world.answer(call, FIRST);
        assertThat(world.events).hasSize(events);
        assertThat(one.heard).isEmpty();
        assertThat(world.count("lookup-answers-too-late")).isEqualTo(1);
    }

    @Test
    void anUnansweredLookupEndsTheCall() {
        long call = world.arrives("alice@isp");
        world.passes(ofSeconds(31));
        assertThat(world.ended(call).end().reason()).contains("not answered");
    }

    @Test
    void sessionTimeoutEndsTheCall() {
        long call = world.arrives("alice@isp");
        world.answer(call, new LookupAnswer.Terms(List.of(), 0, 600), FIRST);
        world.passes(ofSeconds(599));
        assertThat(world.isOver(call)).isFalse();
        world.passes(ofSeconds(2));
        assertThat(world.ended(call).end().cause()).isEqualTo(EndCause.SESSION_TIMEOUT);
        assertThat(one.sessions()).isZero();
    }

    private List<String> failures() {
        return world.events(Event.TunnelFailed.class).stream()
                .map(failed -> failed.tunnel().name() + ": " + failed.reason())
                .toList();
    }

    @Test
    void aTunnelThatNeverCameUpIsToldOnceForEachLockout() {
        one.dead = true;
        world.calls(FIRST);
        world.passes(ofSeconds(20));
        assertThat(failures()).containsExactly("lns-10.0.0.2: no SCCRP in time");

        world.calls(FIRST); // it is locked out, but there is no other
        world.passes(ofSeconds(20));
        assertThat(failures()).hasSize(1);

        world.passes(ofSeconds(90));
        world.calls(FIRST);
        world.passes(ofSeconds(20));
        assertThat(failures()).hasSize(2);
        assertThat(world.events(Event.TunnelDown.class)).isEmpty();
    }

    @Test
    void aWrongSecretIsToldWithTheNameOfTheLnsAndNeverTheSecret() {
        one.secret = Secret.of("not the one");
        world.calls(World.to("10.0.0.2", SECRET, null, null));
        world.passes(ofMillis(1));
        assertThat(failures())
                .containsExactly("lns-10.0.0.2: challenge response is wrong: the secrets differ");
        assertThat(world.events.toString()).doesNotContain("not the one", "tunnel secret");
    }

    @Test
    void aForeignHostNameAndAStopCcnAreTold() {
        one.hostName = "someone";
        two.refusesTunnels = new ResultCode(2, 6, "go away");
        world.calls(World.to("10.0.0.2", Secret.NONE, null, "lns1"), SECOND);
        world.passes(ofMillis(1));
        assertThat(failures())
                .containsExactly(
                        "lns-10.0.0.2: host name is someone, expected lns1",
                        "lns-10.0.0.3: StopCCN 2/6 general error, vendor-specific error: go away");
    }

    @Test
    void aTunnelThatWeCloseBeforeItIsUpIsNoFailure() {
        one.dead = true;
        world.calls(FIRST);
        world.command(new Command.ShutDown("the box stops"));
        world.passes(ofSeconds(40));
        assertThat(failures()).isEmpty();
    }

    @Test
    void aCallThatWaitsForATunnelInVainIsToldSo() {
        one.dead = true;
        one.answersTunnels = false;
        long early = world.calls(FIRST);
        world.passes(ofSeconds(7));
        world.passes(ofSeconds(30));
        assertThat(world.ended(early).end().reason()).contains("no SCCRP in time");
    }

    @Test
    void anLnsThatIsTheLacItselfOrOfAnotherAddressFamilyIsPassedOver() {
        long call = world.calls(World.to("10.0.0.1"), World.to("2001:db8::2"), SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(call))
                .containsExactly(
                        "skipped: 10.0.0.1 is the LAC itself",
                        "skipped: the LAC has no address of the family of 2001:db8:0:0:0:0:0:2",
                        "used");
        assertThat(world.count("tunnels-opened")).isEqualTo(1);
    }

    @Test
    @DisplayName("§7.3: one call that is not answered costs the others nothing")
    void oneCallThatIsNotAnsweredCostsTheOthersNothing() {
        one.answersCalls = false;
        long odd = world.calls(FIRST, SECOND);
        world.passes(ofSeconds(1));
        one.answersCalls = true;
        world.calls(FIRST);
        world.passes(ofSeconds(20));
        assertThat(outcomes(odd)).containsExactly("ICRQ was not answered in time", "used");

        long later = world.calls(FIRST);
        world.passes(ofMillis(1));
        assertThat(outcomes(later)).containsExactly("used");
    }

    @Test
    void anLnsThatAnswersNoCallIsLeftAlone() {
        one.answersCalls = false;
        long first = world.calls(FIRST, SECOND);
        world.passes(ofSeconds(20));
        assertThat(outcomes(first)).containsExactly("ICRQ was not answered in time", "used");

        long later = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(world.connected(later).facts().candidate()).isEqualTo(SECOND);
    }
}
