package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer.Terms;

import java.util.List;
import java.util.Random;

/** An established call goes on with another LNS. */
class RehomeTest {
    private static final Candidate HERE = World.to("10.0.0.2");
    private static final Candidate THERE = World.to("10.0.0.3");
    private static final Candidate ELSEWHERE = World.to("10.0.0.4");

    private final World world = new World();
    private final ScriptedLns here = world.lns("10.0.0.2");
    private final ScriptedLns there = world.lns("10.0.0.3");
    private final ScriptedLns elsewhere = world.lns("10.0.0.4");

    private long established() {
        long call = world.calls(HERE);
        world.passes(ofMillis(1));
        world.connected(call);
        return call;
    }

    private void move(long call, Candidate... candidates) {
        world.command(new Command.Rehome(call, List.of(candidates), "maintenance"));
    }

    private Event.CallRehomed moved() {
        List<Event.CallRehomed> events = world.events(Event.CallRehomed.class);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private Event.CallStayed stayed() {
        List<Event.CallStayed> events = world.events(Event.CallStayed.class);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    @Test
    @DisplayName(
            "RFC 2661 §4.4.5, §4.4.6: the new LNS is called without a word of LCP or of the"
                    + " caller's password, so it starts LCP over")
    void callsTheNewLnsFirst() {
        long call = established();
        there.answersCalls = false;
        move(call, THERE);
        world.passes(ofMillis(1));
        assertThat(here.sessions()).isEqualTo(1);
        assertThat(here.heard(Cdn.class)).isEmpty();
        assertThat(world.state(call)).isEqualTo("re-homing");
        assertThat(world.dataPlane.rebinds).isEmpty();

        world.dataPlane.next = new Counters(10, 1000, 20, 2000);
        there.answer(there.tunnel(), there.heard(Icrq.class).getFirst());
        there.flush();
        world.passes(ofMillis(1));
        Iccn iccn = there.heard(Iccn.class).getFirst();
        assertThat(iccn.proxyAuthen()).isNull();
        assertThat(iccn.initialReceivedConfreq()).isNull();
        assertThat(iccn.lastSentConfreq()).isNull();
        assertThat(iccn.lastReceivedConfreq()).isNull();

        Event.CallRehomed moved = moved();
        assertThat(moved.before().candidate()).isEqualTo(HERE);
        assertThat(moved.facts().candidate()).isEqualTo(THERE);
        assertThat(moved.facts().serial()).isNotEqualTo(moved.before().serial());
        assertThat(moved.counters()).isEqualTo(new Counters(10, 1000, 20, 2000));
        assertThat(world.dataPlane.rebinds).containsExactly(moved.binding());
        assertThat(moved.binding().peer().getAddress()).isEqualTo(there.address);
        assertThat(world.events(Event.CallEnded.class)).isEmpty();
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(there.sessions()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "RFC 2661 §4.4.2, RFC 3145 §2: the former LNS is told CDN 3 and an administrative"
                    + " disconnect; the caller is told nothing")
    void clearsTheFormerSession() {
        long call = established();
        move(call, THERE);
        world.passes(ofMillis(1));
        Cdn cdn = here.heard(Cdn.class).getFirst();
        assertThat(cdn.result().result()).isEqualTo(3);
        assertThat(cdn.result().text()).contains("moved to lns-10.0.0.3: maintenance");
        assertThat(cdn.disconnectCause()).extracting(DisconnectCause::code).isEqualTo(1);
        assertThat(here.sessions()).isZero();
        assertThat(world.engine.calls()).hasSize(1);
        world.leaves(call);
        world.passes(ofMillis(1));
        assertThat(there.heard(Cdn.class)).hasSize(1);
        assertThat(there.sessions()).isZero();
        assertThat(world.ended(call).facts().candidate()).isEqualTo(THERE);
        assertThat(world.ended(call).facts().decisions())
                .extracting(Event.Decision::outcome)
                .containsExactly("left: maintenance", "used");
        assertThat(world.dataPlane.joined).isEmpty();
    }

    @Test
    @DisplayName("the second of the new candidates takes the call when the first does not")
    void failsOver() {
        long call = established();
        there.refusesCalls = new ResultCode(4, 0, "full");
        move(call, THERE, ELSEWHERE);
        world.passes(ofMillis(1));
        assertThat(moved().facts().candidate()).isEqualTo(ELSEWHERE);
        assertThat(there.sessions()).isZero();
        assertThat(elsewhere.sessions()).isEqualTo(1);
        assertThat(here.sessions()).isZero();
        assertThat(world.state(call)).isEqualTo("established");
    }

    @Test
    @DisplayName("nobody takes the new call: the old one stays as it is, and why is told")
    void staysWhenNobodyTakesIt() {
        long call = established();
        there.refusesCalls = new ResultCode(4, 0, "full");
        move(call, THERE);
        world.passes(ofMillis(1));
        assertThat(stayed().isThere()).isFalse();
        assertThat(stayed().reason()).contains("full");
        assertThat(stayed().decisions()).hasSize(1);
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(here.sessions()).isEqualTo(1);
        assertThat(here.heard(Cdn.class)).isEmpty();
        assertThat(world.events(Event.CallEnded.class)).isEmpty();
        assertThat(world.count("calls-failed")).isZero();

        there.refusesCalls = null;
        world.passes(ofSeconds(61));
        move(call, THERE);
        world.passes(ofMillis(1));
        assertThat(moved().facts().candidate()).isEqualTo(THERE);
    }

    @Test
    @DisplayName("an LNS that never answers is given up within 20 seconds")
    void isBounded() {
        long call = established();
        there.answersCalls = false;
        elsewhere.answersCalls = false;
        move(call, THERE, ELSEWHERE);
        world.passes(ofSeconds(20));
        assertThat(stayed().isThere()).isFalse();
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(here.sessions()).isEqualTo(1);
        assertThat(there.heard(Cdn.class)).isNotEmpty();
    }

    @Test
    @DisplayName("the tunnel the call is in already: nothing is done")
    void isThereAlready() {
        long call = established();
        move(call, THERE, HERE);
        world.passes(ofMillis(1));
        assertThat(stayed().isThere()).isTrue();
        assertThat(here.heard(Icrq.class)).hasSize(1);
        assertThat(there.heard).isEmpty();
        assertThat(world.state(call)).isEqualTo("established");
    }

    @Test
    @DisplayName("the caller leaves meanwhile: both LNSs are told, one end")
    void callerLeaves() {
        long call = established();
        there.answersCalls = false;
        move(call, THERE);
        world.passes(ofMillis(1));
        world.leaves(call);
        world.passes(ofSeconds(30));
        assertThat(here.heard(Cdn.class)).hasSize(1);
        assertThat(there.heard(Cdn.class)).hasSize(1);
        assertThat(world.ended(call).end().cause()).isEqualTo(EndCause.USER_REQUEST);
        assertThat(world.events(Event.CallStayed.class)).isEmpty();
        assertThat(world.engine.tunnels())
                .allSatisfy(tunnel -> assertThat(tunnel.sessions()).isZero());
        assertThat(world.count("rehomes-abandoned")).isEqualTo(1);
    }

    @Test
    @DisplayName("the former LNS clears the call meanwhile: it ends, and the new LNS is told")
    void formerLnsClears() {
        long call = established();
        there.answersCalls = false;
        move(call, THERE);
        world.passes(ofMillis(1));
        here.clear(world.connected(call).facts().localSessionId(), new ResultCode(3, 0, "bye"));
        world.passes(ofSeconds(1));
        assertThat(world.ended(call).end().by()).isEqualTo(Event.By.LNS);
        assertThat(there.heard(Cdn.class)).hasSize(1);
        // an ICRP that crosses the CDN leaves nothing behind
        there.answer(there.tunnel(), there.heard(Icrq.class).getFirst());
        there.flush();
        world.passes(ofMillis(1));
        assertThat(world.dataPlane.joined).isEmpty();
        assertThat(world.engine.calls()).isEmpty();
    }

    @Test
    @DisplayName("an operator closes the former tunnel, or the new one, meanwhile")
    void tunnelsAreClosed() {
        long call = established();
        there.answersCalls = false;
        move(call, THERE);
        world.passes(ofMillis(1));
        int newTunnel = world.engine.tunnels().getLast().facts().localTunnelId();
        world.command(new Command.ClearTunnel(newTunnel, "cleared"));
        world.passes(ofMillis(1));
        assertThat(stayed().isThere()).isFalse();
        assertThat(world.state(call)).isEqualTo("established");

        elsewhere.answersCalls = false;
        move(call, ELSEWHERE);
        world.passes(ofMillis(1));
        int former = world.engine.tunnels().getFirst().facts().localTunnelId();
        world.command(new Command.ClearTunnel(former, "cleared"));
        world.passes(ofSeconds(1));
        assertThat(world.ended(call).end().by()).isEqualTo(Event.By.OPERATOR);
        assertThat(elsewhere.heard(Cdn.class)).hasSize(1);
        assertThat(world.engine.calls()).isEmpty();
    }

    @Test
    @DisplayName("what cannot be moved says so: a call in set-up, one that moves, none at all")
    void refuses() {
        here.answersCalls = false;
        long call = world.calls(HERE);
        world.passes(ofMillis(1));
        move(call, THERE);
        move(99, THERE);
        here.answer(here.tunnel(), here.heard(Icrq.class).getFirst());
        here.flush();
        world.passes(ofMillis(1));
        there.answersCalls = false;
        move(call, THERE);
        move(call, ELSEWHERE);
        assertThat(world.events(Event.CallStayed.class))
                .extracting(Event.CallStayed::reason)
                .containsExactly(
                        "the call is not established",
                        "no such call",
                        "the call is moving already");
    }

    @Test
    @DisplayName("RFC 2865 §5.27: Session-Timeout counts from the call's start, moved or not")
    void keepsItsTime() {
        long call = world.arrives("alice@isp");
        world.answer(call, new Terms(List.of(), 0, 100), HERE);
        world.passes(ofSeconds(60));
        move(call, THERE);
        world.passes(ofSeconds(39));
        assertThat(world.state(call)).isEqualTo("established");
        world.passes(ofSeconds(1));
        assertThat(world.ended(call).end().cause()).isEqualTo(EndCause.SESSION_TIMEOUT);
        assertThat(there.heard(Cdn.class)).hasSize(1);
    }

    @Test
    @DisplayName("RFC 2865 §5.27: a Session-Timeout that comes later counts from the start too")
    void takesNewTerms() {
        long call = established();
        world.passes(ofSeconds(60));
        world.command(new Command.TermsChanged(call, new Terms(List.of(), 0, 100)));
        world.passes(ofSeconds(39));
        assertThat(world.state(call)).isEqualTo("established");
        world.command(new Command.TermsChanged(call, new Terms(List.of(), 0, 120)));
        world.passes(ofSeconds(20));
        assertThat(world.state(call)).isEqualTo("established");
        world.passes(ofSeconds(2));
        assertThat(world.ended(call).end().cause()).isEqualTo(EndCause.SESSION_TIMEOUT);
    }

    @Test
    @DisplayName("moved at any moment over a link that loses: one leg in the end, never none")
    void movesOverBadLinks() {
        int moves = 0;
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            World lossy = new World(EngineSettings.defaults("lac1", World.LAC), seed);
            ScriptedLns one = lossy.lns("10.0.0.2");
            ScriptedLns other = lossy.lns("10.0.0.3");
            long call = lossy.calls(HERE);
            lossy.passes(ofMillis(1));
            int loss = random.nextInt(4) * 5;
            lossy.losesFromLac = _ -> random.nextInt(100) < loss;
            lossy.losesToLac = _ -> random.nextInt(100) < loss;
            for (int step = 0; step < 12; step++) {
                Candidate next = random.nextBoolean() ? HERE : THERE;
                lossy.command(new Command.Rehome(call, List.of(next), "any"));
                lossy.passes(ofMillis(random.nextInt(random.nextBoolean() ? 20 : 5000)));
            }
            lossy.losesFromLac = _ -> false;
            lossy.losesToLac = _ -> false;
            lossy.passes(ofSeconds(60));
            moves += (int) lossy.count("calls-rehomed");
            if (lossy.count("tunnels-lost") == 0) {
                assertThat(lossy.state(call)).as("seed %d", seed).isEqualTo("established");
                assertThat(one.sessions() + other.sessions()).as("seed %d", seed).isEqualTo(1);
                assertThat(lossy.dataPlane.joined).as("seed %d", seed).hasSize(1);
            } else {
                assertThat(one.sessions() + other.sessions())
                        .as("seed %d", seed)
                        .isEqualTo(lossy.isOver(call) ? 0 : 1);
            }
        }
        assertThat(moves).isGreaterThan(300);
    }
}
