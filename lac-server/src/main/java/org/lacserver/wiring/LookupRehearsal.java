package org.lacserver.wiring;

import org.lacserver.ops.LookupTest;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** {@code lac test lookup}: the questions of a call, asked for one that has not come. */
final class LookupRehearsal implements Inquiry.Ear {
    /** Of no call: those begin with 1. */
    private static final long NO_CALL = 0;

    private static final int HEX = 16;

    /** What a core would do with candidates now. */
    interface Explainer {
        List<Event.Decision> explain(List<Candidate> candidates, long nowNanos);
    }

    private final LookupDesk desk;
    private final Explainer core;
    private final Consumer<LongConsumer> later;
    private final Event.LookupWanted question;
    private final Consumer<Response> answer;

    private LookupRehearsal(
            LookupDesk desk,
            Explainer core,
            Consumer<LongConsumer> later,
            Event.LookupWanted question,
            Consumer<Response> answer) {
        this.desk = desk;
        this.core = core;
        this.later = later;
        this.question = question;
        this.answer = answer;
    }

    /**
     * @param ports the access ports
     * @param later has a task done on the engine thread, with the time it is then
     */
    static void begin(
            Request.TestLookup request,
            List<String> ports,
            LookupDesk desk,
            Explainer core,
            Consumer<LongConsumer> later,
            long nowNanos,
            Consumer<Response> answer) {
        String port = request.port() == null ? ports.getFirst() : request.port();
        if (!ports.contains(port)) {
            answer.accept(
                    new Response.Refusal(
                            "--port " + port + ": expected one of " + String.join(", ", ports)));
            return;
        }
        Line line = line(request, ports.indexOf(port), port);
        Event.LookupWanted question = new Event.LookupWanted(NO_CALL, line, caller(request));
        LookupRehearsal rehearsal = new LookupRehearsal(desk, core, later, question, answer);
        boolean isLineFirst = desk.group(line).asksLineFirst();
        desk.rehearse(
                nowNanos,
                isLineFirst ? new Event.LookupWanted(NO_CALL, line, Caller.UNNAMED) : question,
                null,
                rehearsal);
    }

    private static Line line(Request.TestLookup request, int index, String port) {
        String vlan = request.vlan() == null ? "0" : request.vlan();
        int dot = vlan.indexOf('.');
        return new Line(
                index,
                port,
                Integer.parseInt(dot < 0 ? vlan : vlan.substring(0, dot)),
                dot < 0 ? 0 : Integer.parseInt(vlan.substring(dot + 1)),
                Long.parseLong(request.mac().replaceAll("[:-]", ""), HEX),
                0,
                request.circuitId(),
                request.remoteId(),
                0,
                0,
                request.service());
    }

    private static Caller caller(Request.TestLookup request) {
        String password = request.password();
        return new Caller(
                password == null ? Caller.Method.NONE : Caller.Method.PAP,
                request.user(),
                1,
                Octets.EMPTY,
                password == null ? Secret.NONE : Secret.of(password));
    }

    @Override
    public void later(LongConsumer task) {
        later.accept(task);
    }

    /** PAP has no challenges. */
    @Override
    public void challenged(long nowNanos, long callId, byte[] eap) {}

    @Override
    public void answered(long nowNanos, Inquiry inquiry, LookupAnswer said) {
        switch (said) {
            case LookupAnswer.NameFirst _ -> desk.rehearse(nowNanos, question, inquiry, this);
            case LookupAnswer.Tunnels(String source, var candidates, _) ->
                    tell(
                            inquiry,
                            "tunnels",
                            source,
                            "",
                            choices(core.explain(candidates, nowNanos)));
            case LookupAnswer.Refused(String source, String message, _) ->
                    tell(inquiry, "refused", source, message, List.of());
            case LookupAnswer.Unavailable(String source, String reason) ->
                    tell(inquiry, "unavailable", source + ": " + reason, "", List.of());
        }
    }

    private static List<LookupTest.Choice> choices(List<Event.Decision> decisions) {
        List<LookupTest.Choice> choices = new ArrayList<>();
        for (Event.Decision decision : decisions) {
            Candidate candidate = decision.candidate();
            choices.add(
                    new LookupTest.Choice(
                            candidate.tag(),
                            candidate.name(),
                            candidate.server().getHostAddress(),
                            candidate.group(),
                            candidate.preference(),
                            decision.outcome().startsWith("tried first"),
                            decision.outcome()));
        }
        return choices;
    }

    private void tell(
            Inquiry inquiry,
            String result,
            String source,
            String message,
            List<LookupTest.Choice> choices) {
        Line line = inquiry.line;
        String circuit = line.circuitId();
        List<LookupTest.Stage> stages =
                inquiry.notes().stream()
                        .map(
                                note ->
                                        new LookupTest.Stage(
                                                Inquiry.name(note.stage()),
                                                note.outcome(),
                                                note.sent(),
                                                note.received()))
                        .toList();
        answer.accept(
                new Response.Rows(
                        List.of(
                                new LookupTest(
                                        question.caller().userName(),
                                        line.portText() + (circuit == null ? "" : " " + circuit),
                                        inquiry.group.name(),
                                        inquiry.group.order().stream().map(Inquiry::name).toList(),
                                        stages,
                                        result,
                                        source,
                                        message,
                                        choices))));
    }
}
