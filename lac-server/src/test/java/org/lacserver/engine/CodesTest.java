package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.CodeTable;
import org.lacserver.call.CodeTable.Row;
import org.lacserver.call.LnsProfile;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
import org.lacserver.port.CodeRule;
import org.lacserver.port.CodeRule.Lock;
import org.lacserver.port.CodeRule.Message;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LnsView;
import org.lacserver.port.PppCause;

import java.time.Duration;
import java.util.List;

/** What the codes of an LNS do to calls, row by row of the table. */
class CodesTest {
    private static final Candidate FIRST = World.to("10.0.0.2");
    private static final Candidate SECOND = World.to("10.0.0.3");

    private static List<Row> rows(Message message) {
        return CodeTable.of(List.of()).rows().stream()
                .filter(row -> row.message() == message && row.result() != CodeRule.ANY)
                .toList();
    }

    private static int error(Row row) {
        return row.error() == CodeRule.ANY ? 0 : row.error();
    }

    @Test
    @DisplayName("§4.4.2: every code of StopCCN and CDN and every general error has a row")
    void everyCodeHasARow() {
        CodeTable table = CodeTable.of(List.of());
        for (int result = 1; result <= 8; result++) {
            assertThat(table.row(Message.STOPCCN, result, 0).result()).isEqualTo(result);
        }
        for (int result = 1; result <= 12; result++) {
            assertThat(table.row(Message.CDN, result, 0).result()).isEqualTo(result);
        }
        for (int error = 1; error <= 12; error++) {
            assertThat(table.row(Message.STOPCCN, 2, error).error()).isEqualTo(error);
            assertThat(table.row(Message.CDN, 2, error).error()).isEqualTo(error);
        }
        for (int code = 1; code <= 20; code++) {
            assertThat(table.row(Message.PPP, code, 0).result()).isEqualTo(code);
        }
    }

    @Test
    @DisplayName(
            "§4.4.2: a StopCCN while the tunnel is opened locks out and alarms as its row says")
    void stopCcnRows() {
        for (Row row : rows(Message.STOPCCN)) {
            World world = new World();
            ScriptedLns one = world.lns("10.0.0.2");
            world.lns("10.0.0.3");
            one.refusesTunnels = new ResultCode(row.result(), error(row));
            long call = world.calls(FIRST, SECOND);
            world.passes(ofMillis(1));
            assertThat(world.state(call)).as("%s", row).isEqualTo("established");
            LnsView view = world.engine.lnses(world.now).getFirst();
            assertThat(view.state() == LnsView.State.LOCKED)
                    .as("%s", row)
                    .isEqualTo(row.lock() == Lock.LNS);
            assertThat(world.count("tunnels-locked-out"))
                    .as("%s", row)
                    .isEqualTo(row.lock() == Lock.TUNNEL ? 1 : 0);
            assertThat(world.events(Event.Alarm.class)).as("%s", row).hasSize(row.alarm() ? 1 : 0);
        }
    }

    @Test
    @DisplayName("§4.4.2: a CDN before ICCN leads to the next LNS, or not, as its row says")
    void cdnRowsInSetUp() {
        for (Row row : rows(Message.CDN)) {
            World world = new World();
            ScriptedLns one = world.lns("10.0.0.2");
            world.lns("10.0.0.3");
            one.refusesCalls = new ResultCode(row.result(), error(row));
            long call = world.calls(FIRST, SECOND);
            world.passes(ofMillis(1));
            assertThat(world.state(call))
                    .as("%s", row)
                    .isEqualTo(row.next() ? "established" : "gone");
            assertThat(world.events(Event.Alarm.class)).as("%s", row).hasSize(row.alarm() ? 1 : 0);
        }
    }

    @Test
    @DisplayName("RFC 2866 §5.10: a CDN ends an established call with the cause of its row")
    void cdnRowsInCall() {
        for (Row row : rows(Message.CDN)) {
            Event.CallEnded ended =
                    cleared(new ResultCode(row.result(), error(row)), null, List.of());
            assertThat(ended.end().cause()).as("%s", row).isEqualTo(row.cause());
            assertThat(ended.end().by()).isEqualTo(Event.By.LNS);
            assertThat(ended.end().errorCode()).isEqualTo(error(row));
        }
    }

    @Test
    @DisplayName("§5.7, §6.4: a StopCCN ends the tunnel's calls with the cause of its row")
    void stopCcnRowsInCall() {
        CodeRule six =
                new CodeRule(
                        Message.STOPCCN,
                        6,
                        -1,
                        null,
                        null,
                        null,
                        null,
                        EndCause.ADMIN_REBOOT,
                        "bye");
        LnsProfile usual = LnsProfile.defaults("lac1");
        for (Row row : CodeTable.of(List.of(six)).rows()) {
            if (row.message() == Message.STOPCCN && row.result() != CodeRule.ANY) {
                World world = new World(usual.with(usual.allowance().withCodes(List.of(six))));
                ScriptedLns lns = world.lns("10.0.0.2");
                long call = world.calls(FIRST);
                world.passes(ofMillis(1));
                ResultCode result = new ResultCode(row.result(), error(row));
                lns.tunnel().send(0, new StopCcn(lns.tunnel().id, result));
                lns.flush();
                world.passes(ofMillis(1));
                assertThat(world.ended(call).end().cause()).as("%s", row).isEqualTo(row.cause());
                assertThat(world.ended(call).message()).isEqualTo(row.text());
            }
        }
    }

    @Test
    @DisplayName("RFC 3145 §2: what became of PPP tells more than the Result Code, and is kept")
    void pppRows() {
        for (Row row : rows(Message.PPP)) {
            DisconnectCause told = new DisconnectCause(row.result(), 0, error(row), "said so");
            Event.End end = cleared(new ResultCode(3), told, List.of()).end();
            assertThat(end.cause()).as("%s", row).isEqualTo(row.cause());
            assertThat(end.ppp()).isEqualTo(new PppCause(row.result(), 0, error(row), "said so"));
        }
        Event.End silent =
                cleared(new ResultCode(4), new DisconnectCause(0, 0, 0, ""), List.of()).end();
        assertThat(silent.cause()).isEqualTo(EndCause.NAS_ERROR);
    }

    private static Event.CallEnded cleared(
            ResultCode result, @Nullable DisconnectCause cause, List<CodeRule> rules) {
        LnsProfile usual = LnsProfile.defaults("lac1");
        World world = new World(usual.with(usual.allowance().withCodes(rules)));
        ScriptedLns lns = world.lns("10.0.0.2");
        long call = world.calls(FIRST);
        world.passes(ofMillis(1));
        lns.clear(world.connected(call).binding().localSessionId(), result, cause);
        world.passes(ofMillis(1));
        return world.ended(call);
    }

    private static CodeRule rule(
            Message message,
            int result,
            int error,
            @Nullable Boolean next,
            @Nullable Lock lock,
            @Nullable Duration lockFor,
            @Nullable String text) {
        return new CodeRule(
                message, result, error, next, lock, lockFor, true, EndCause.IDLE_TIMEOUT, text);
    }

    @Test
    void aRuleChangesItsRowAndWhatItDoesNotSayStays() {
        CodeTable table =
                CodeTable.of(
                        List.of(
                                rule(Message.CDN, 4, CodeRule.ANY, null, Lock.LNS, null, null),
                                rule(Message.CDN, 7, 3, null, null, null, null)));
        Row four = table.row(Message.CDN, 4, 0);
        assertThat(four.next()).isTrue();
        assertThat(four.lock()).isEqualTo(Lock.LNS);
        assertThat(four.cause()).isEqualTo(EndCause.IDLE_TIMEOUT);
        // a row of its own takes after the one that counted before
        assertThat(table.row(Message.CDN, 7, 3).next()).isFalse();
        assertThat(table.row(Message.CDN, 7, 3).alarm()).isTrue();
        assertThat(table.row(Message.CDN, 7, 0).alarm()).isFalse();
        assertThat(table.rows()).hasSize(CodeTable.of(List.of()).rows().size() + 1);
    }

    @Test
    void aRuleOfAnLnsLocksItForItsTimeAndTellsTheCaller() {
        LnsProfile usual = LnsProfile.defaults("lac1");
        CodeRule rule = rule(Message.CDN, 4, -1, false, Lock.LNS, ofSeconds(20), "come back later");
        World world = new World(usual.with(usual.allowance().withCodes(List.of(rule))));
        ScriptedLns one = world.lns("10.0.0.2");
        one.refusesCalls = new ResultCode(4);
        long call = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(world.ended(call).message()).isEqualTo("come back later");
        LnsView view = world.engine.lnses(world.now).getFirst();
        assertThat(view.lockedForNanos()).isBetween(19_900_000_000L, 20_000_000_000L);
    }

    @Test
    void theTextOfARuleIsWhatACallerHearsWhenHisCallIsCleared() {
        CodeRule rule = rule(Message.CDN, 3, CodeRule.ANY, null, null, null, "your time is over");
        Event.CallEnded ended = cleared(new ResultCode(3), null, List.of(rule));
        assertThat(ended.message()).isEqualTo("your time is over");
        assertThat(ended.end().cause()).isEqualTo(EndCause.IDLE_TIMEOUT);
        DisconnectCause hungUp = new DisconnectCause(3, 0, 1, "");
        Event.CallEnded user = cleared(new ResultCode(3), hungUp, List.of(rule));
        assertThat(user.message()).isEqualTo("your time is over");
        assertThat(user.end().cause()).isEqualTo(EndCause.USER_REQUEST);
    }

    @Test
    void anAlarmIsRaisedOnceAndIsOverWhenItWorksAgain() {
        World world = new World();
        ScriptedLns one = world.lns("10.0.0.2");
        one.refusesCalls = new ResultCode(5);
        for (int i = 0; i < 3; i++) {
            world.calls(FIRST);
            world.passes(ofMillis(1));
        }
        assertThat(world.events(Event.Alarm.class))
                .singleElement()
                .satisfies(
                        alarm -> {
                            assertThat(alarm.raised()).isTrue();
                            assertThat(alarm.what()).isEqualTo("lns lns-10.0.0.2: CDN 5/0");
                        });
        one.refusesCalls = null;
        world.calls(FIRST);
        world.passes(ofMillis(1));
        assertThat(world.events(Event.Alarm.class))
                .extracting(Event.Alarm::raised)
                .containsExactly(true, false);
        assertThat(world.count("alarms-raised")).isEqualTo(1);
    }

    @Test
    void anAlarmAboutATunnelIsOverWhenOneIsUp() {
        World world = new World();
        ScriptedLns one = world.lns("10.0.0.2");
        one.refusesTunnels = new ResultCode(4);
        world.calls(FIRST);
        world.passes(ofMillis(1));
        one.refusesTunnels = null;
        world.calls(FIRST);
        world.passes(ofMillis(1));
        assertThat(world.events(Event.Alarm.class))
                .extracting(Event.Alarm::raised)
                .containsExactly(true, false);
    }

    @Test
    @DisplayName("RFC 3145 §2: the CDN says what the access side knows of PPP")
    void theAccessSidesCauseIsTold() {
        World world = new World();
        ScriptedLns lns = world.lns("10.0.0.2");
        long call = world.calls(FIRST);
        world.passes(ofMillis(1));
        PppCause echo = new PppCause(8, 0xc021, 0);
        world.command(new Command.CallerLeft(call, EndCause.LOST_CARRIER, "no echo replies", echo));
        world.passes(ofMillis(1));
        assertThat(lns.heard(org.lacserver.l2tp.wire.ControlMessage.Cdn.class))
                .singleElement()
                .satisfies(
                        cdn -> {
                            assertThat(cdn.result().result()).isEqualTo(1);
                            assertThat(cdn.disconnectCause())
                                    .isEqualTo(
                                            new DisconnectCause(8, 0xc021, 0, "no echo replies"));
                        });
        assertThat(world.ended(call).end().pppCause()).isEqualTo(8);
    }
}
