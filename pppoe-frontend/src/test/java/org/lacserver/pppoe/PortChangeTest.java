package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.FrontendEvent.AttemptFailed;
import org.lacserver.pppoe.FrontendEvent.CallerGone;
import org.lacserver.pppoe.FrontendEvent.CallerNamed;
import org.lacserver.pppoe.FrontendEvent.DialFailed;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ports that go down, come up and get other interfaces. */
class PortChangeTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;
    private static final long OTHER = Caller.LAC + 1;
    private static final long SECOND = 1_000_000_000L;

    private Frontend frontend = frontend(new PortRules(false, 5 * SECOND));
    private Caller caller = new Caller(frontend, MAC, "");

    private static Frontend frontend(PortRules rules) {
        return new Frontend(Caller.settings().portRules(rules).build(), new Random(1));
    }

    private void keeping() {
        frontend = frontend(new PortRules(true, 5 * SECOND));
        caller = new Caller(frontend, MAC, "");
    }

    private void is(PortState state, long mac) {
        caller.order(new FrontendOrder.PortChanged(0, state, mac, 1500));
    }

    private long joined() {
        CallerNamed named = caller.call("user@isp.example");
        caller.order(new FrontendOrder.HandOver(named.callId()));
        caller.events.clear();
        caller.seen.clear();
        return named.callId();
    }

    @Test
    @DisplayName("a port that stays down: its calls end after the grace, each with its own cause")
    void clearsAfterTheGrace() {
        long call = joined();
        Caller halfOpen = new Caller(frontend, MAC + 1, "");
        halfOpen.shareWith(caller);
        halfOpen.discover();
        caller.seen.clear();
        assertThat(frontend.sessions(0)).isEqualTo(2);
        assertThat(frontend.halfOpen(0)).isEqualTo(1);
        is(PortState.DOWN, Caller.LAC);
        caller.passes(4);
        assertThat(caller.events).isEmpty();
        caller.seen.clear();
        caller.passes(1);
        assertThat(caller.events)
                .anySatisfy(
                        event ->
                                assertThat(event)
                                        .isEqualTo(
                                                new CallerGone(
                                                        call,
                                                        GoneCause.PORT_DOWN,
                                                        "access port acc0 is down")))
                .anySatisfy(
                        event ->
                                assertThat(event)
                                        .isInstanceOfSatisfying(
                                                AttemptFailed.class,
                                                failed ->
                                                        assertThat(failed.reason())
                                                                .contains("acc0 is down")))
                .hasSize(2);
        assertThat(caller.seen).as("nothing can be said on it").isEmpty();
        assertThat(frontend.sessions()).isZero();
        assertThat(frontend.halfOpen(0)).isZero();
        assertThat(frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        is(PortState.UP, Caller.LAC);
        caller.lcp(9, 1, new byte[4]);
        assertThat(caller.next().code()).as("who speaks on is told").isEqualTo(0xa7);
        caller.call("user@isp.example");
    }

    @Test
    @DisplayName("a port that is up again within the grace has lost nothing")
    void forgivesAShortGap() {
        joined();
        is(PortState.DOWN, Caller.LAC);
        caller.passes(4);
        is(PortState.UP, Caller.LAC);
        caller.passes(60);
        assertThat(caller.events).isEmpty();
        assertThat(frontend.sessions()).isEqualTo(1);
        is(PortState.DOWN, Caller.LAC);
        caller.passes(4);
        is(PortState.ABSENT, 0);
        caller.passes(1);
        assertThat(caller.events).as("the grace is counted from the first word").hasSize(1);
    }

    @Test
    @DisplayName("who calls while a port is still taken for down is not cleared for the outage")
    void sparesWhoCallsBeforeTheWordIsHere() {
        is(PortState.DOWN, Caller.LAC);
        caller.passes(4);
        joined();
        caller.passes(4);
        is(PortState.UP, Caller.LAC);
        caller.passes(60);
        assertThat(caller.events).isEmpty();
        assertThat(frontend.sessions()).isEqualTo(1);
    }

    @Test
    @DisplayName("without a grace calls are cleared at once")
    void clearsAtOnce() {
        frontend = frontend(new PortRules(false, 0));
        caller = new Caller(frontend, MAC, "");
        joined();
        is(PortState.DOWN, Caller.LAC);
        assertThat(caller.events).hasSize(1);
    }

    @Test
    @DisplayName("kept calls stay while the interface exists, and end when it is gone")
    void keepsWhatExists() {
        keeping();
        joined();
        is(PortState.DOWN, Caller.LAC);
        caller.passes(100_000);
        assertThat(caller.events).isEmpty();
        is(PortState.ABSENT, 0);
        caller.passes(4);
        is(PortState.DOWN, Caller.LAC);
        caller.passes(100);
        assertThat(caller.events).as("made again with the same address in time").isEmpty();
        is(PortState.ABSENT, 0);
        caller.passes(5);
        assertThat(caller.events)
                .singleElement()
                .isInstanceOfSatisfying(
                        CallerGone.class,
                        gone -> assertThat(gone.text()).isEqualTo("access port acc0 is gone"));
    }

    @Test
    @DisplayName("another MAC address: calls of the former one end whatever the policy, told by it")
    void clearsOnAnotherMac() {
        keeping();
        long call = joined();
        is(PortState.ABSENT, 0);
        is(PortState.UP, OTHER);
        assertThat(caller.events)
                .containsExactly(
                        new CallerGone(
                                call,
                                GoneCause.PORT_DOWN,
                                "access port acc0 has another MAC address"));
        assertThat(caller.next().code()).isEqualTo(0xa7);
        assertThat(caller.source).isEqualTo(Caller.LAC);
        caller.send(caller.padi(""));
        caller.next();
        assertThat(caller.source).as("the PADO comes from the new one").isEqualTo(OTHER);
        caller.send(caller.padr("", new byte[4]));
        assertThat(caller.count("frame-not-for-us")).isEqualTo(1);
    }

    @Test
    @DisplayName("ten thousand calls are cleared in turns, and all before new ones come in")
    void clearsInTurns() {
        frontend =
                new Frontend(
                        Caller.settings()
                                .halfOpenLimit(20_000)
                                .portRules(new PortRules(false, SECOND))
                                .build(),
                        new Random(1));
        List<Caller> all = new ArrayList<>();
        for (int n = 0; n < 10_000; n++) {
            Caller one = new Caller(frontend, MAC + n, "");
            one.discover();
            all.add(one);
        }
        caller = all.getFirst();
        is(PortState.DOWN, Caller.LAC);
        caller.now += SECOND;
        frontend.onDeadline(caller.now, caller);
        assertThat(caller.events).hasSize(256);
        assertThat(frontend.nextDeadlineNanos()).isEqualTo(caller.now + 1_000_000);
        caller.now += 1_000_000;
        frontend.onDeadline(caller.now, caller);
        assertThat(caller.events).hasSize(512);
        caller.now += 1_000_000;
        is(PortState.UP, Caller.LAC);
        assertThat(caller.events).hasSize(10_000);
        assertThat(frontend.sessions()).isZero();
        caller.passes(100);
        assertThat(caller.count("attempts-failed")).isEqualTo(10_000);
    }

    @Test
    @DisplayName("a port that is not up is dialled on in vain; what is being dialled fails with it")
    void dialledCalls() {
        DialTarget target = new DialTarget(0, 0, 0, 0, "", null);
        long first = FrontendOrder.DIALLED + 1;
        caller.order(new FrontendOrder.Dial(first, target, 30 * SECOND));
        is(PortState.DOWN, Caller.LAC);
        caller.order(new FrontendOrder.Dial(first + 1, target, 30 * SECOND));
        assertThat(caller.events)
                .containsExactly(
                        new DialFailed(
                                first + 1, DialFailure.PORT_DOWN, "access port acc0 is down"));
        caller.passes(5);
        assertThat(caller.events.getLast())
                .isEqualTo(
                        new DialFailed(first, DialFailure.PORT_DOWN, "access port acc0 is down"));
        is(PortState.UP, Caller.LAC);
        caller.seen.clear();
        caller.order(new FrontendOrder.Dial(first + 2, target, 30 * SECOND));
        assertThat(caller.next().code()).isEqualTo(0x09);
    }

    @Test
    @DisplayName("a port that nobody configured changes nothing")
    void ignoresStrangePorts() {
        joined();
        caller.order(new FrontendOrder.PortChanged(7, PortState.ABSENT, 0, 0));
        caller.order(new FrontendOrder.PortChanged(-1, PortState.ABSENT, 0, 0));
        caller.passes(100);
        assertThat(caller.events).isEmpty();
        assertThat(caller.count("order-out-of-place")).isEqualTo(2);
    }
}
