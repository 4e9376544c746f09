package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.port.Binding;
import org.lacserver.port.CallView;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.LookupAnswer.Terms;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;
import org.lacserver.radius.dynauth.DynamicAnswer;
import org.lacserver.radius.dynauth.DynamicRequest;
import org.lacserver.radius.dynauth.DynamicRequest.Changes;
import org.lacserver.radius.dynauth.DynamicRequest.Origin;
import org.lacserver.radius.dynauth.DynamicRequest.Rates;
import org.lacserver.radius.dynauth.ErrorCause;
import org.lacserver.radius.dynauth.Identification;
import org.lacserver.radius.lookup.Endpoint;
import org.lacserver.radius.lookup.TunnelSet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Whom a request of RFC 5176 means, and what becomes of them. */
class DynamicDeskTest {
    private static final NasIdentity NAS = new NasIdentity(0x1234, 32);
    private static final InetAddress LNS = InetAddress.ofLiteral("10.0.0.2");
    private static final Origin ANYBODY = new Origin("192.0.2.53", List.of());
    private static final Rates NONE = new Rates(0, 0);

    private final Map<Long, CallView> calls = new LinkedHashMap<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<CallFacts> told = new ArrayList<>();
    private final List<DynamicAnswer> answers = new ArrayList<>();
    private boolean isBusy;
    private boolean clears = true;
    private int looked;

    private final Moves moves =
            new Moves(
                    (nowNanos, command) -> {
                        commands.add(command);
                        obey(command);
                    });
    private final DynamicDesk desk =
            new DynamicDesk(
                    NAS,
                    new DynamicDesk.Calls() {
                        @Override
                        public @Nullable CallView call(long callId) {
                            looked++;
                            return calls.get(callId);
                        }

                        @Override
                        public List<Long> callIds() {
                            return List.copyOf(calls.keySet());
                        }

                        @Override
                        public void command(long nowNanos, Command command) {
                            commands.add(command);
                            obey(command);
                        }

                        @Override
                        public void termsChanged(
                                long nowNanos, CallFacts facts, boolean isInterim) {
                            told.add(facts);
                        }

                        @Override
                        public List<Candidate> candidates(List<TunnelSet> sets) {
                            return sets.getFirst().server() instanceof Endpoint.Address
                                    ? List.of(candidate())
                                    : List.of();
                        }

                        @Override
                        public boolean execute(LongConsumer step) {
                            if (!isBusy) {
                                step.accept(1);
                            }
                            return !isBusy;
                        }
                    },
                    moves);

    private void obey(Command command) {
        switch (command) {
            case Command.ClearCall(long callId, _, _, _) when clears -> ends(callId);
            case Command.TermsChanged(long callId, Terms terms) -> {
                CallFacts old = present(callId);
                calls.put(callId, view(facts(callId, old.userName(), old.line(), terms)));
            }
            default -> {}
        }
    }

    private CallFacts present(long callId) {
        CallView call = calls.get(callId);
        if (call == null) {
            throw new AssertionError("no call " + callId);
        }
        return call.facts();
    }

    private static Line line(long callId) {
        return new Line(
                0,
                "eth1",
                200,
                (int) callId,
                0x02005e100000L + callId,
                1,
                "circuit " + callId,
                "remote",
                0,
                0,
                "service");
    }

    private static CallFacts facts(long callId, String user, Line line, Terms terms) {
        return new CallFacts(
                callId,
                1,
                line,
                user,
                Octets.EMPTY,
                Caller.Method.PAP,
                "radius r1",
                terms,
                null,
                candidate(),
                null,
                1,
                2,
                List.of());
    }

    private static CallView view(CallFacts facts) {
        return new CallView(facts, "established", 0, Duration.ofSeconds(1));
    }

    private static Candidate candidate() {
        return new Candidate(0, 0, "lns", LNS, null, Secret.NONE, null, null, null, null);
    }

    private void connects(long callId, String user) {
        CallFacts facts =
                facts(callId, user, line(callId), new Terms(List.of(Octets.utf8("c0")), 600, 0));
        calls.put(callId, view(facts));
        desk.connected(new Event.CallConnected(callId, binding(facts), facts, null));
    }

    private static Binding binding(CallFacts facts) {
        InetSocketAddress at = new InetSocketAddress(LNS, 1701);
        return new Binding(
                facts.callId(),
                Binding.Access.SERVED,
                facts.line(),
                at,
                at,
                1,
                1,
                1,
                1,
                Encapsulation.DEFAULT);
    }

    private void ends(long callId) {
        CallFacts facts = present(callId);
        calls.remove(callId);
        Event.End end =
                new Event.End(
                        Event.By.OPERATOR,
                        EndCause.ADMIN_RESET,
                        "",
                        3,
                        0,
                        0,
                        Duration.ofSeconds(1));
        Event.CallEnded ended = new Event.CallEnded(callId, facts, end, Counters.ZERO, "");
        desk.ended(ended);
        moves.ended(2, ended);
    }

    private static Identification user(String name) {
        return new Identification(name, null, null, null, null, null, null, null, null);
    }

    private static DynamicRequest disconnect(Identification who) {
        return new DynamicRequest.Disconnect(ANYBODY, who, List.of(), "", 0);
    }

    private static DynamicRequest change(Identification who, @Nullable TunnelSet tunnel) {
        Changes changes =
                new Changes(
                        7200,
                        900,
                        0,
                        NONE,
                        NONE,
                        List.of(new byte[] {1}),
                        tunnel == null ? null : List.of(tunnel));
        return new DynamicRequest.Change(ANYBODY, who, changes);
    }

    private static TunnelSet tunnel(Endpoint server) {
        return new TunnelSet(
                1,
                0,
                server,
                null,
                TunnelSet.Medium.ANY,
                new byte[0],
                null,
                null,
                null,
                null,
                0,
                0,
                Map.of());
    }

    private static final TunnelSet ELSEWHERE = tunnel(new Endpoint.Address(LNS));

    private void asks(DynamicRequest request) {
        desk.handle(request, answers::add);
    }

    private void answered(ErrorCause cause) {
        assertThat(answers.getLast()).isEqualTo(new DynamicAnswer.Refused(cause));
    }

    private void done() {
        assertThat(answers.getLast()).isEqualTo(new DynamicAnswer.Done());
    }

    @Test
    @DisplayName("RFC 5176 §3: every key finds the call, all that are given must fit")
    void findsCalls() {
        for (long id = 1; id <= 60; id++) {
            connects(id, "user" + id + "@isp");
        }
        String session = NAS.acctSessionId(7);
        String port = "eth1:200.7";
        String mac = "02-00";
        Identification all =
                new Identification(
                        "user7@isp",
                        line(7).portNumber(),
                        "service",
                        "02:00:5E:10:00:07",
                        session,
                        session,
                        port,
                        "circuit 7",
                        "remote");
        for (Identification who :
                List.of(
                        user("user8@isp"),
                        new Identification(
                                null,
                                null,
                                null,
                                null,
                                NAS.acctSessionId(9),
                                null,
                                null,
                                null,
                                null),
                        new Identification(
                                null,
                                null,
                                null,
                                null,
                                NAS.acctSessionId(10) + "-2",
                                null,
                                null,
                                null,
                                null),
                        new Identification(
                                null,
                                null,
                                null,
                                "02:00:5e:10:00:0b",
                                null,
                                null,
                                null,
                                null,
                                null),
                        new Identification(
                                null, null, null, null, null, null, "eth1:200.12", null, null),
                        new Identification(
                                null,
                                line(13).portNumber(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null),
                        new Identification(
                                null, null, null, null, null, null, null, "circuit 14", null),
                        all)) {
            int before = calls.size();
            asks(disconnect(who));
            done();
            assertThat(calls).as("%s", who).hasSize(before - 1);
        }
        assertThat(calls.keySet()).doesNotContain(7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L);
        asks(
                disconnect(
                        new Identification(
                                "user1@isp", null, null, mac, null, null, null, null, null)));
        answered(ErrorCause.SESSION_CONTEXT_NOT_FOUND);
        asks(disconnect(user("nobody")));
        answered(ErrorCause.SESSION_CONTEXT_NOT_FOUND);
    }

    @Test
    @DisplayName("the common keys look at no other call than those that are meant")
    void looksUp() {
        for (long id = 1; id <= 2000; id++) {
            connects(id, "user" + id + "@isp");
        }
        looked = 0;
        asks(disconnect(user("user1000@isp")));
        done();
        assertThat(looked).isLessThan(5);
    }

    @Test
    @DisplayName("RFC 5176 §3, §2.3: all that fit are ended; too many are none at all")
    void endsAll() {
        for (long id = 1; id <= DynamicDesk.MOST_AT_ONCE; id++) {
            connects(id, "shared@isp");
        }
        asks(disconnect(user("shared@isp")));
        done();
        assertThat(calls).isEmpty();
        for (long id = 100; id <= 100 + DynamicDesk.MOST_AT_ONCE; id++) {
            connects(id, "shared@isp");
        }
        asks(disconnect(user("shared@isp")));
        answered(ErrorCause.MULTIPLE_SESSION_SELECTION_UNSUPPORTED);
        assertThat(calls).hasSize(DynamicDesk.MOST_AT_ONCE + 1);
    }

    @Test
    @DisplayName("RFC 5176 §3.6, note 4: the Class of a Disconnect-Request goes to the stop record")
    void keepsClasses() {
        connects(1, "alice@isp");
        asks(
                new DynamicRequest.Disconnect(
                        ANYBODY,
                        user("alice@isp"),
                        List.of(
                                new byte[] {9},
                                "c0".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        "bye",
                        5));
        done();
        assertThat(commands)
                .containsExactly(
                        new Command.TermsChanged(
                                1,
                                new Terms(List.of(Octets.utf8("c0"), Octets.of((byte) 9)), 600, 0)),
                        new Command.ClearCall(1, EndCause.SESSION_TIMEOUT, "bye"));
    }

    @Test
    @DisplayName("RFC 5176 §3.5: a terminate cause of the caller's own side is refused")
    void refusesCauses() {
        connects(1, "alice@isp");
        asks(new DynamicRequest.Disconnect(ANYBODY, user("alice@isp"), List.of(), "", 1));
        answered(ErrorCause.INVALID_ATTRIBUTE_VALUE);
        assertThat(commands).isEmpty();
    }

    @Test
    @DisplayName("RFC 5176 §3.5: a call that does not end: 504")
    void tellsWhatStays() {
        connects(1, "alice@isp");
        clears = false;
        asks(disconnect(user("alice@isp")));
        answered(ErrorCause.SESSION_CONTEXT_NOT_REMOVABLE);
    }

    @Test
    @DisplayName("RFC 5176 §6.1: a client of some realms touches nobody else's users")
    void keepsToRealms() {
        connects(1, "alice@ISP");
        connects(2, "bob@other");
        Origin isp = new Origin("192.0.2.53", List.of("isp"));
        asks(new DynamicRequest.Disconnect(isp, user("bob@other"), List.of(), "", 0));
        answered(ErrorCause.ADMINISTRATIVELY_PROHIBITED);
        asks(new DynamicRequest.Disconnect(isp, user("alice@ISP"), List.of(), "", 0));
        done();
        assertThat(calls).containsOnlyKeys(2L);
    }

    @Test
    @DisplayName("an engine with too much to do: 506, Resources Unavailable")
    void isBusy() {
        isBusy = true;
        asks(disconnect(user("alice@isp")));
        answered(ErrorCause.RESOURCES_UNAVAILABLE);
    }

    @Test
    @DisplayName("RFC 5176 §3.6, note 3: what is given replaces, the rest stays")
    void changes() {
        connects(1, "alice@isp");
        asks(change(user("alice@isp"), null));
        done();
        Terms expected =
                new Terms(
                        List.of(Octets.of((byte) 1)),
                        600,
                        7200,
                        900,
                        0,
                        0,
                        Octets.EMPTY,
                        LookupAnswer.Voucher.LOCAL);
        assertThat(commands).containsExactly(new Command.TermsChanged(1, expected));
        assertThat(told).singleElement().extracting(CallFacts::terms).isEqualTo(expected);
    }

    @Test
    @DisplayName("speeds of the line or of RADIUS's own knowledge reach the LNS")
    void changesSpeeds() {
        connects(1, "alice@isp");
        asks(
                new DynamicRequest.Change(
                        ANYBODY,
                        user("alice@isp"),
                        new Changes(0, 0, 0, new Rates(50, 10), new Rates(40, 0), null, null)));
        done();
        assertThat(commands.getLast()).isEqualTo(new Command.SpeedChanged(1, 40, 10));
    }

    @Test
    @DisplayName("a moved call: the answer and the other changes wait for the outcome")
    void moves() {
        connects(1, "alice@isp");
        asks(change(user("alice@isp"), ELSEWHERE));
        assertThat(answers).isEmpty();
        assertThat(commands).hasSize(1).first().isInstanceOf(Command.Rehome.class);
        asks(change(user("alice@isp"), ELSEWHERE));
        answered(ErrorCause.RESOURCES_UNAVAILABLE);
        CallFacts facts = present(1);
        moves.rehomed(2, new Event.CallRehomed(1, "", facts, facts, binding(facts), Counters.ZERO));
        done();
        assertThat(commands.getLast()).isInstanceOf(Command.TermsChanged.class);
    }

    @Test
    @DisplayName("RFC 5176 §2.3: nobody takes the call: 506, and nothing else is changed")
    void staysWhereItIs() {
        connects(1, "alice@isp");
        asks(change(user("alice@isp"), ELSEWHERE));
        moves.stayed(2, Event.CallStayed.refused(1, "no LNS took the call"));
        answered(ErrorCause.RESOURCES_UNAVAILABLE);
        assertThat(commands).hasSize(1);
        asks(change(user("alice@isp"), ELSEWHERE));
        moves.stayed(3, new Event.CallStayed(1, true, "there", List.of()));
        done();
        asks(change(user("alice@isp"), ELSEWHERE));
        ends(1);
        answered(ErrorCause.SESSION_CONTEXT_NOT_FOUND);
        assertThat(answers).hasSize(3);
    }

    @Test
    @DisplayName("several calls are not moved by one request, and none to a name")
    void refusesMoves() {
        connects(1, "shared@isp");
        connects(2, "shared@isp");
        asks(change(user("shared@isp"), ELSEWHERE));
        answered(ErrorCause.MULTIPLE_SESSION_SELECTION_UNSUPPORTED);
        ends(2);
        asks(change(user("shared@isp"), tunnel(new Endpoint.Name("lns.example"))));
        answered(ErrorCause.INVALID_ATTRIBUTE_VALUE);
        assertThat(commands).isEmpty();
    }
}
