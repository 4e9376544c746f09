package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.Policies;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.port.CallLimits;
import org.lacserver.port.CallLimits.IdleTraffic;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane.Activity;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.LookupAnswer.Terms;
import org.lacserver.port.Octets;

import java.time.Duration;
import java.util.List;

/** How long established calls last. */
class TimeoutsTest {
    private static final Candidate LNS = World.to("10.0.0.2");

    private World world = new World();
    private ScriptedLns lns = world.lns("10.0.0.2");

    private void limited(
            Duration session, Duration idle, IdleTraffic traffic, Duration most, Duration watch) {
        EngineSettings usual = EngineSettings.defaults("lac1", World.LAC);
        CallLimits limits = new CallLimits(session, idle, traffic, most, watch);
        world =
                new World(
                        new EngineSettings(
                                usual.profiles(), usual.call(), Policies.USUAL, _ -> limits),
                        1);
        lns = world.lns("10.0.0.2");
    }

    private static Terms terms(long session, long idle) {
        return new Terms(
                List.of(), 0, session, idle, 0, 0, Octets.EMPTY, LookupAnswer.Voucher.RADIUS);
    }

    private long connects(Terms terms) {
        long call = world.arrives("alice@isp");
        world.answer(call, terms, LNS);
        world.passes(ofSeconds(1));
        assertThat(world.state(call)).isEqualTo("established");
        return call;
    }

    /** Frames since the last time, data of them. */
    private void moves(long up, long down, long upData, long downData) {
        Activity was = world.dataPlane.activity;
        world.dataPlane.activity =
                new Activity(
                        was.up() + up,
                        was.down() + down,
                        was.upData() + upData,
                        was.downData() + downData);
    }

    private Event.CallEnded over(long call) {
        assertThat(world.isOver(call)).isTrue();
        assertThat(lns.sessions()).isZero();
        return world.ended(call);
    }

    @Test
    @DisplayName("RFC 2865 §5.27: RADIUS's Session-Timeout counts instead of the profile's")
    void radiusReplacesTheSessionTimeoutOfTheProfile() {
        limited(ofMinutes(10), ZERO, IdleTraffic.BOTH, ZERO, ZERO);
        long own = connects(Terms.NONE);
        long longer = connects(terms(1200, 0));
        world.passes(ofMinutes(10));
        Event.CallEnded ended = world.ended(own);
        assertThat(ended.end().cause()).isEqualTo(EndCause.SESSION_TIMEOUT);
        assertThat(ended.message()).isEqualTo("session time is over");
        assertThat(world.isOver(longer)).isFalse();
        world.passes(ofMinutes(10));
        assertThat(over(longer).end().cause().acctTerminateCause()).isEqualTo(5);
        assertThat(world.count("session-timeouts")).isEqualTo(2);
    }

    @Test
    void nothingGoesBeyondTheAbsoluteTimeout() {
        limited(ZERO, ZERO, IdleTraffic.BOTH, ofMinutes(30), ZERO);
        long call = connects(terms(7200, 0));
        world.passes(ofMinutes(20));
        world.command(new Command.TermsChanged(call, terms(86_400, 0)));
        world.passes(ofMinutes(11));
        assertThat(over(call).end().cause()).isEqualTo(EndCause.SESSION_TIMEOUT);
        assertThat(world.count("absolute-timeouts")).isEqualTo(1);
        assertThat(world.count("session-timeouts")).isZero();
    }

    @Test
    @DisplayName("RFC 2865 §5.28: a call without data ends; the LNS's LCP echoes do not keep it up")
    void idleCallsEnd() {
        limited(ZERO, ofMinutes(10), IdleTraffic.BOTH, ZERO, ZERO);
        long call = connects(Terms.NONE);
        for (int minute = 0; minute < 20; minute++) {
            moves(1, 1, 0, 1);
            world.passes(ofMinutes(1));
        }
        for (int half = 0; half < 17; half++) {
            assertThat(world.isOver(call)).isFalse();
            moves(1, 1, 0, 0); // Echo-Request and -Reply
            world.passes(ofSeconds(30));
        }
        world.passes(ofMinutes(3));
        Event.CallEnded ended = over(call);
        assertThat(ended.end().cause()).isEqualTo(EndCause.IDLE_TIMEOUT);
        assertThat(ended.end().cause().acctTerminateCause()).isEqualTo(4);
        assertThat(ended.message()).isEqualTo("no traffic for 10 minutes");
        assertThat(world.count("idle-timeouts")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 3145 §2: CDN 3 with PPP disconnect code 3 at the LAC's side")
    void theLnsHearsWhy() {
        connects(terms(0, 60));
        world.passes(ofSeconds(70));
        Cdn cdn = lns.heard(Cdn.class).getLast();
        assertThat(cdn.result().result()).isEqualTo(3);
        assertThat(cdn.result().text()).isEqualTo("no traffic for 1 minute");
        assertThat(cdn.disconnectCause())
                .isEqualTo(new DisconnectCause(3, 0, 2, "no traffic for 1 minute"));
    }

    @Test
    void whatTheLnsSendsCountsNotWhereTheCallersDataDoes() {
        limited(ZERO, ofSeconds(60), IdleTraffic.UP, ZERO, ZERO);
        long call = connects(Terms.NONE);
        for (int second = 0; second < 70; second++) {
            moves(0, 1, 0, 1);
            world.passes(ofSeconds(1));
        }
        assertThat(over(call).end().cause()).isEqualTo(EndCause.IDLE_TIMEOUT);
    }

    @Test
    @DisplayName("RFC 5176 §3.6: a CoA changes the Idle-Timeout of a call; idling goes on")
    void aChangeOfTheIdleTimeoutCounts() {
        long call = connects(Terms.NONE);
        world.passes(ofMinutes(5));
        world.command(new Command.TermsChanged(call, terms(0, 120)));
        moves(1, 0, 1, 0);
        world.passes(ofSeconds(60));
        world.command(new Command.TermsChanged(call, terms(0, 90)));
        world.passes(ofSeconds(25));
        assertThat(world.isOver(call)).isFalse();
        world.passes(ofSeconds(30));
        assertThat(over(call).end().reason()).isEqualTo("no traffic for 90 seconds");
    }

    @Test
    void aCallerOfWhomNothingComesWhileHisLnsGoesOnIsGone() {
        limited(ZERO, ZERO, IdleTraffic.BOTH, ZERO, ofMinutes(2));
        long call = connects(Terms.NONE);
        world.passes(ofMinutes(10)); // neither side sends: nothing says that he is not there
        assertThat(world.isOver(call)).isFalse();
        moves(1, 0, 1, 0);
        world.passes(ofSeconds(15));
        for (int second = 0; second < 120; second += 10) {
            assertThat(world.isOver(call)).isFalse();
            moves(0, 1, 0, 0);
            world.passes(ofSeconds(10));
        }
        world.passes(ofSeconds(15));
        Event.CallEnded ended = over(call);
        assertThat(ended.end().cause()).isEqualTo(EndCause.LOST_CARRIER);
        assertThat(ended.end().by()).isEqualTo(Event.By.LAC);
        assertThat(ended.end().reason()).isEqualTo("nothing from the caller for 2 minutes");
        assertThat(lns.heard(Cdn.class).getLast().result().result()).isEqualTo(1);
        assertThat(world.count("silent-callers")).isEqualTo(1);
    }

    @Test
    void aCallIsLookedAtNoOftenerThanATenthOfItsTime() {
        connects(terms(0, 600));
        for (int minute = 0; minute < 100; minute++) {
            moves(1, 1, 1, 1);
            world.passes(ofMinutes(1));
        }
        assertThat(world.dataPlane.looks).isBetween(99, 101);
    }
}
