package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.call.Acknowledge;
import org.lacserver.call.LnsProfile;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.port.Caller;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.LookupAnswer.Terms;
import org.lacserver.port.Octets;
import org.lacserver.port.ProxyLcp;
import org.lacserver.port.Secret;

import java.util.List;

/** Calls whose line is asked about before their caller is named, and who tells a caller yes. */
class NamingTest {
    private static final long CALL = 77;
    private static final Octets SUCCESS = Octets.utf8("S=0123");

    private World world = new World();
    private ScriptedLns lns = world.lns("10.0.0.2");

    private void lineArrives() {
        world.command(new Command.CallArrived(CALL, World.line(1), Caller.UNNAMED, ProxyLcp.NONE));
    }

    private void says(LookupAnswer answer) {
        world.command(new Command.LookupAnswered(CALL, answer));
    }

    private void isNamed(Caller caller) {
        world.command(new Command.CallArrived(CALL, World.line(1), caller, World.LCP));
    }

    @Test
    @DisplayName("§4.4.5: a call that the line alone decided has no proxy AVP at all")
    void theLineIsEnough() {
        lineArrives();
        Event.LookupWanted wanted = world.events(Event.LookupWanted.class).getFirst();
        assertThat(wanted.caller()).isEqualTo(Caller.UNNAMED);
        world.answer(CALL, World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        assertThat(world.state(CALL)).isEqualTo("established");
        assertThat(lns.heard(Icrq.class)).hasSize(1);
        Iccn iccn = lns.heard(Iccn.class).getFirst();
        assertThat(iccn.initialReceivedConfreq()).isNull();
        assertThat(iccn.lastSentConfreq()).isNull();
        assertThat(iccn.lastReceivedConfreq()).isNull();
        assertThat(iccn.proxyAuthen()).isNull();
        assertThat(world.connected(CALL).success()).isNull();
        assertThat(world.connected(CALL).facts().userName()).isEmpty();
    }

    @Test
    @DisplayName("§4.4.5: a caller named after his line was asked about is told of like any other")
    void theNameIsWantedFirst() {
        lineArrives();
        says(new LookupAnswer.NameFirst("radius r1"));
        assertThat(world.events.getLast()).isEqualTo(new Event.NameWanted(CALL));
        assertThat(world.state(CALL)).isEqualTo("naming");
        world.passes(ofMinutes(5));
        assertThat(world.state(CALL)).as("the access side keeps his time").isEqualTo("naming");
        isNamed(World.pap("alice@isp"));
        List<Event.LookupWanted> asked = world.events(Event.LookupWanted.class);
        assertThat(asked).hasSize(2);
        assertThat(asked.getLast().caller().userName()).isEqualTo("alice@isp");
        world.answer(CALL, World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        assertThat(world.connected(CALL).facts().userName()).isEqualTo("alice@isp");
        Iccn iccn = lns.heard(Iccn.class).getFirst();
        assertThat(iccn.lastSentConfreq()).isEqualTo(World.LCP.lastSent());
        assertThat(iccn.proxyAuthen()).isNotNull();
        assertThat(world.count("calls-arrived")).isEqualTo(1);
        assertThat(world.count("lookups-asked")).isEqualTo(2);
        assertThat(world.count("lookups-name-first")).isEqualTo(1);
    }

    @Test
    void aLineCanBeRefused() {
        lineArrives();
        says(new LookupAnswer.Refused("radius r1", "unpaid"));
        assertThat(world.ended(CALL).message()).isEqualTo("unpaid");
        assertThat(world.count("lookups-refused")).isEqualTo(1);
        assertThat(world.state(CALL)).isEqualTo("gone");
    }

    @Test
    void aCallerMayLeaveWhileHeIsAskedForHisName() {
        lineArrives();
        says(new LookupAnswer.NameFirst("local"));
        world.leaves(CALL);
        assertThat(world.ended(CALL).end().by()).isEqualTo(Event.By.CALLER);
        assertThat(world.ended(CALL).end().cause()).isEqualTo(EndCause.USER_REQUEST);
        assertThat(world.count("calls-left-in-setup")).isEqualTo(1);
        says(new LookupAnswer.NameFirst("local"));
        assertThat(world.count("lookup-answers-too-late")).isEqualTo(1);
        assertThat(world.events(Event.NameWanted.class)).hasSize(1);
    }

    @Test
    void anAnswerThatComesWhileTheNameIsWantedIsTooLate() {
        lineArrives();
        says(new LookupAnswer.NameFirst("local"));
        world.answer(CALL, World.to("10.0.0.2"));
        assertThat(world.state(CALL)).isEqualTo("naming");
        assertThat(world.count("lookup-answers-too-late")).isEqualTo(1);
    }

    private @Nullable Octets told(Acknowledge rule, Caller.Method method, Octets success) {
        world = new World(LnsProfile.defaults("lac1").with(rule));
        lns = world.lns("10.0.0.2");
        isNamed(new Caller(method, "alice@isp", 1, Octets.EMPTY, Secret.of("x")));
        Terms terms = new Terms(List.of(), 0, 0, 0, 0, success, LookupAnswer.Voucher.RADIUS);
        world.answer(CALL, terms, World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        assertThat(world.connected(CALL).facts().terms().success()).isEqualTo(Octets.EMPTY);
        return world.connected(CALL).success();
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, PAP, false", "AUTO, CHAP, false", "AUTO, MSCHAPV2, true", "AUTO, EAP, true",
        "YES, PAP, true", "YES, CHAP, true", "YES, MSCHAPV2, true", "YES, EAP, true",
        "NO, PAP, false", "NO, CHAP, false", "NO, MSCHAPV2, false", "NO, EAP, false",
        "AUTO, NONE, false", "YES, NONE, false", "NO, NONE, false"
    })
    @DisplayName("§4.4.5: where proxy AVPs do not carry the method, the LAC tells the caller yes")
    void whoIsTold(Acknowledge rule, Caller.Method method, boolean isTold) {
        assertThat(told(rule, method, SUCCESS)).isEqualTo(isTold ? SUCCESS : null);
        boolean carried = method == Caller.Method.PAP || method == Caller.Method.CHAP;
        boolean none = method == Caller.Method.NONE;
        Iccn iccn = lns.heard(Iccn.class).getFirst();
        assertThat(iccn.proxyAuthen() != null).isEqualTo(carried || none);
        assertThat(iccn.lastSentConfreq() != null).isEqualTo(carried || none);
    }

    @Test
    @DisplayName("RFC 2759 §5, RFC 3748 §4.2: nobody but the server can make a Success of these")
    void noSuccessIsInvented() {
        assertThat(told(Acknowledge.YES, Caller.Method.MSCHAPV2, Octets.EMPTY)).isNull();
        assertThat(told(Acknowledge.YES, Caller.Method.EAP, Octets.EMPTY)).isNull();
        assertThat(told(Acknowledge.YES, Caller.Method.PAP, Octets.EMPTY)).isEqualTo(Octets.EMPTY);
    }
}
