package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.LnsProfile;
import org.lacserver.l2tp.session.LineAvps;
import org.lacserver.l2tp.session.SessionSettings;
import org.lacserver.l2tp.session.SpeedSource;
import org.lacserver.l2tp.wire.ControlMessage.Csun;
import org.lacserver.l2tp.wire.ControlMessage.Csurq;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Wen;
import org.lacserver.l2tp.wire.SpeedUpdate;
import org.lacserver.port.CallView;
import org.lacserver.port.Command;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.LookupAnswer.Voucher;
import org.lacserver.port.Octets;

import java.util.List;

/** What an LNS is told of calls that go on: errors of the line, and new speeds. */
class NoticesTest {
    private static final LnsProfile USUAL = LnsProfile.defaults("lac1");

    private final World world = new World(USUAL.with(USUAL.session().withLine(LineAvps.IDS, true)));
    private final ScriptedLns lns = world.lns("10.0.0.2");

    private long call() {
        long call = world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        return call;
    }

    private void errors(long call, long crc, long framing) {
        world.command(new Command.LineErrors(call, crc, framing, 0, 0, 0, 0));
        world.passes(ofMillis(1));
    }

    private static Wen wen(long crc, long framing) {
        return new Wen(crc, framing, 0, 0, 0, 0);
    }

    @Test
    @DisplayName("§6.13: WEN tells the errors since the call began, at most once in 60 seconds")
    void onceAMinute() {
        long call = call();
        errors(call, 1, 0);
        assertThat(lns.heard(Wen.class)).containsExactly(wen(1, 0));
        errors(call, 2, 0);
        errors(call, 2, 5);
        world.passes(ofSeconds(58));
        assertThat(lns.heard(Wen.class)).hasSize(1);
        world.passes(ofSeconds(2));
        assertThat(lns.heard(Wen.class)).containsExactly(wen(1, 0), wen(2, 5));
    }

    @Test
    @DisplayName("§6.13: WEN is sent only when errors have grown")
    void onlyWhenErrorsGrew() {
        long call = call();
        errors(call, 0, 0);
        assertThat(lns.heard(Wen.class)).isEmpty();
        errors(call, 3, 0);
        world.passes(ofSeconds(61));
        errors(call, 3, 0);
        world.passes(ofSeconds(61));
        assertThat(lns.heard(Wen.class)).hasSize(1);
        errors(call, 4, 0);
        assertThat(lns.heard(Wen.class)).hasSize(2);
        assertThat(world.count("wens-sent")).isEqualTo(2);
    }

    @Test
    void errorsOfACallThatIsOverOrNotYetUpAreNotTold() {
        long asking = world.arrives("alice@isp");
        errors(asking, 1, 0);
        long call = call();
        errors(call, 1, 0);
        errors(call, 2, 0);
        world.leaves(call);
        world.passes(ofMinutes(2));
        assertThat(lns.heard(Wen.class)).hasSize(1);
    }

    private void speed(long call, long txBps, long rxBps) {
        world.command(new Command.SpeedChanged(call, txBps, rxBps));
    }

    @Test
    @DisplayName(
            "RFC 5515 §4.1, §6.1: new speeds of several calls go out together, the latest of each")
    void gathered() {
        long one = call();
        long two = call();
        speed(one, 10, 1);
        speed(two, 20, 2);
        speed(one, 30, 3);
        world.passes(ofMillis(900));
        assertThat(lns.heard(Csun.class)).isEmpty();
        world.passes(ofMillis(200));
        assertThat(lns.heard(Csun.class))
                .containsExactly(new Csun(List.of(update(one, 30, 3), update(two, 20, 2))));
    }

    @Test
    @DisplayName(
            "RFC 5515 §4.1: speeds that RADIUS changes after the ICRQ are told once the call is up")
    void changedWhileTheCallIsSetUp() {
        SessionSettings told =
                USUAL.session()
                        .withLine(LineAvps.IDS, true)
                        .withSpeeds(List.of(SpeedSource.RADIUS), 1, 1, 1L << 31, false);
        World radius = new World(USUAL.with(told));
        ScriptedLns silent = radius.lns("10.0.0.2");
        silent.dead = true;
        long call = radius.calls(World.to("10.0.0.2"));
        radius.command(
                new Command.TermsChanged(
                        call,
                        new LookupAnswer.Terms(
                                List.of(), 0, 0, 70, 7, Octets.EMPTY, Voucher.RADIUS)));
        silent.dead = false;
        radius.passes(ofSeconds(9)); // the SCCRQ is repeated
        int peer = radius.connected(call).binding().peerSessionId();
        assertThat(silent.heard(Csun.class))
                .containsExactly(new Csun(List.of(new SpeedUpdate(peer, 70, 7))));
    }

    private SpeedUpdate update(long call, long txBps, long rxBps) {
        int peer = world.connected(call).binding().peerSessionId();
        return new SpeedUpdate(peer, txBps, rxBps);
    }

    @Test
    void manyNewSpeedsFitTheirMessages() {
        for (int i = 0; i < 150; i++) {
            speed(call(), 1000 + i, 0);
        }
        world.passes(ofSeconds(2));
        assertThat(lns.heard(Csun.class).stream().mapToInt(csun -> csun.updates().size()))
                .hasSizeGreaterThan(2)
                .allMatch(size -> size <= 64);
        assertThat(lns.heard(Csun.class).stream().mapToInt(csun -> csun.updates().size()).sum())
                .isEqualTo(150);
    }

    @Test
    @DisplayName(
            "RFC 5515 §6.2: without AVP 98 in the ICRQ the LNS is told nothing, nor asked for it")
    void notEnabled() {
        World other = new World();
        ScriptedLns plain = other.lns("10.0.0.2");
        long call = other.calls(World.to("10.0.0.2"));
        other.passes(ofMillis(1));
        other.command(new Command.SpeedChanged(call, 5, 5));
        plain.tunnel()
                .send(0, new Csurq(List.of(other.connected(call).binding().localSessionId())));
        plain.flush();
        other.passes(ofSeconds(2));
        assertThat(plain.heard(Icrq.class).getFirst().connectSpeedUpdateEnable()).isFalse();
        assertThat(plain.heard(Csun.class)).isEmpty();
    }

    @Test
    @DisplayName("RFC 5515 §4.2: CSURQ is answered with the sessions that are known")
    void asked() {
        long call = call();
        int local = world.connected(call).binding().localSessionId();
        lns.tunnel().send(0, new Csurq(List.of(local, 4711)));
        lns.flush();
        world.passes(ofMillis(1));
        assertThat(lns.heard(Csun.class))
                .containsExactly(new Csun(List.of(update(call, 248_900_000, 40_100_000))));
        lns.tunnel().send(0, new Csurq(List.of(4711)));
        lns.flush();
        world.passes(ofMillis(1));
        assertThat(lns.heard(Csun.class)).hasSize(1);
    }

    @Test
    @DisplayName("RFC 5515 §4.2: CSURQ asks for the sessions it lists, whichever its header names")
    void askedInTheNameOfASession() {
        long call = call();
        int local = world.connected(call).binding().localSessionId();
        lns.tunnel().send(local, new Csurq(List.of(local, local)));
        lns.flush();
        world.passes(ofMillis(1));
        assertThat(lns.heard(Csun.class))
                .containsExactly(new Csun(List.of(update(call, 248_900_000, 40_100_000))));
    }

    @Test
    void aSpeedThatChangesDuringSetUpIsToldAfterIccn() {
        lns.answersCalls = false;
        long call = call();
        speed(call, 10, 10);
        lns.answer(lns.tunnel(), lns.heard(Icrq.class).getFirst());
        lns.flush();
        world.passes(ofSeconds(2));
        assertThat(lns.heard(Iccn.class).getFirst().txConnectSpeed()).isEqualTo(248_900_000);
        assertThat(lns.heard(Csun.class)).containsExactly(new Csun(List.of(update(call, 10, 10))));
    }

    @Test
    void aSpeedThatIsTheSameAsBeforeIsNotToldAgain() {
        long call = call();
        speed(call, 248_900_000, 40_100_000);
        world.passes(ofSeconds(2));
        assertThat(lns.heard(Csun.class)).isEmpty();
        speed(99_999, 1, 1);
        assertThat(world.count("commands-for-unknown-calls")).isEqualTo(1);
    }

    @Test
    void theDirectionThatIsNotSaidStaysAsItIsAndBothAreShown() {
        long call = call();
        speed(call, 0, 10_000);
        speed(call, 30_000, 0);
        world.passes(ofSeconds(2));
        assertThat(lns.heard(Csun.class))
                .containsExactly(new Csun(List.of(update(call, 30_000, 10_000))));
        assertThat(world.engine.call(call))
                .extracting(CallView::rates)
                .isEqualTo(new CallView.Rates(30_000, 10_000, 30_000, 10_000, true));
    }

    @Test
    @DisplayName("RFC 5515 §6.2: of a call whose LNS is not told, what it was told first is shown")
    void shownThoughNotTold() {
        World other = new World();
        other.lns("10.0.0.2");
        long call = other.calls(World.to("10.0.0.2"));
        other.command(new Command.SpeedChanged(call, 5, 0));
        assertThat(other.engine.call(call))
                .extracting(CallView::rates)
                .isEqualTo(new CallView.Rates(5, 40_100_000, 248_900_000, 40_100_000, false));
    }

    @Test
    void aCallThatEndsBeforeItsSpeedIsToldIsLeftOut() {
        long call = call();
        speed(call, 10, 10);
        world.leaves(call);
        world.passes(ofSeconds(2));
        assertThat(lns.heard(Csun.class)).isEmpty();
        assertThat(world.engine.calls()).isEmpty();
    }
}
