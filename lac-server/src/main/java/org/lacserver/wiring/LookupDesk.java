package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.AccessGroup;
import org.lacserver.config.AccessGroups;
import org.lacserver.config.LacConfig;
import org.lacserver.config.LocalTable;
import org.lacserver.config.LookupConfig;
import org.lacserver.config.LookupConfig.Stage;
import org.lacserver.io.Resolved;
import org.lacserver.port.Caller;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.radius.client.PacketWitness;
import org.lacserver.radius.lookup.Exchanged;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.LookupRequest.Auth;
import org.lacserver.radius.lookup.RadiusLookup;
import org.lacserver.wiring.trace.FlightRecorder;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks whom the configuration names, in the order of the caller's access group, until one knows
 * him. All of it runs on the engine thread.
 */
final class LookupDesk {
    /** RFC 3748 has no bound; no method needs so many, and a loop of two sides would have none. */
    private static final int ROUNDS = 50;

    /** RFC 2865 §3: of one server and one source port. */
    private static final int IDENTIFIERS = 256;

    private final LookupConfig config;
    private final AccessGroups access;
    private final LocalTable local;
    private final @Nullable Radius radius;
    private final Names names;
    private final NasIdentity nas;
    private final Map<Long, Inquiry> open = new HashMap<>();

    /** What was said of lines whose callers are being asked for their names. */
    private final Map<Long, Inquiry> ofLines = new HashMap<>();

    private final Map<String, Long> counters = new LinkedHashMap<>();
    private final RealmLimits realms;

    /** Questions that the servers of the lookup can have open at once; 0 without any. */
    private final int radiusRoom;

    private @Nullable FlightRecorder recorder;

    /** Keeps the packets of the questions from now on. */
    void tells(FlightRecorder listener) {
        recorder = listener;
    }

    LookupDesk(LacConfig config, @Nullable Radius radius, Names names, NasIdentity nas) {
        this.config = config.lookup();
        this.access = config.access().groups();
        this.local = new LocalTable(config);
        this.radius = radius;
        this.names = names;
        this.nas = nas;
        this.realms = new RealmLimits(config.limits().realms());
        this.radiusRoom =
                IDENTIFIERS
                        * config.radius().sourcePorts()
                        * config.radius().lookup().servers().size();
        for (String name : List.of("late-replies", "eap-challenges", "eap-too-many-rounds")) {
            counters.put(name, 0L);
        }
    }

    /** The RADIUS client's questions; answers may come on any thread. */
    interface Radius {
        void lookup(LookupRequest request, Consumer<LookupReply> then);

        /** The same, with somebody who sees the packets. */
        default void lookup(
                LookupRequest request, PacketWitness witness, Consumer<LookupReply> then) {
            lookup(request, then);
        }

        /** The same, with the attributes that were exchanged. */
        void rehearse(LookupRequest request, Consumer<Exchanged> then);

        static Radius of(RadiusLookup client) {
            return new Radius() {
                @Override
                public void lookup(LookupRequest request, Consumer<LookupReply> then) {
                    client.lookup(request, then);
                }

                @Override
                public void lookup(
                        LookupRequest request, PacketWitness witness, Consumer<LookupReply> then) {
                    client.lookup(request, witness, then);
                }

                @Override
                public void rehearse(LookupRequest request, Consumer<Exchanged> then) {
                    client.rehearse(request, then);
                }
            };
        }
    }

    /** The answer comes within this call or later. */
    void ask(long nowNanos, Event.LookupWanted question, Inquiry.Ear ear) {
        Inquiry inquiry = inquiry(question, ofLines.remove(question.callId()), false, ear);
        String asNamed = question.caller().userName(); // before it is rewritten
        if (!inquiry.isLineOnly && !realms.enter(inquiry.callId, asNamed)) {
            String realm = RealmLimits.realmOf(asNamed);
            finish(
                    nowNanos,
                    inquiry,
                    new LookupAnswer.Unavailable("limits", "too many calls of " + realm));
            return;
        }
        open.put(inquiry.callId, inquiry);
        proceed(nowNanos, inquiry);
    }

    /**
     * As {@link #ask}, for a call that has not come, and with the attributes exchanged.
     *
     * @param before what the line alone led to
     */
    void rehearse(
            long nowNanos, Event.LookupWanted question, @Nullable Inquiry before, Inquiry.Ear ear) {
        proceed(nowNanos, inquiry(question, before, true, ear));
    }

    private Inquiry inquiry(
            Event.LookupWanted question,
            @Nullable Inquiry before,
            boolean isRehearsal,
            Inquiry.Ear ear) {
        return new Inquiry(question, access.of(question.line()), before, isRehearsal, ear);
    }

    /** RFC 3579 §2.2: a caller's EAP Response goes on to the server that asked for it. */
    void replied(long nowNanos, long callId, byte[] eap) {
        Inquiry inquiry = open.get(callId);
        if (inquiry == null || !inquiry.awaitsCaller) {
            count("late-replies");
            return;
        }
        inquiry.awaitsCaller = false;
        send(
                nowNanos,
                inquiry,
                Stage.USER,
                name(inquiry),
                new Auth.Eap(eap, inquiry.state, inquiry.server));
    }

    /** The call is over; what still comes for it is dropped. */
    void forget(long callId) {
        realms.leave(callId);
        ofLines.remove(callId);
        Inquiry inquiry = open.remove(callId);
        if (inquiry != null) {
            inquiry.over();
        }
    }

    /** Who a line belongs to. */
    AccessGroup group(Line line) {
        return access.of(line);
    }

    RealmLimits realms() {
        return realms;
    }

    /** How much of what RADIUS can be asked at once is being asked, in percent. */
    int radiusPercent() {
        return radiusRoom == 0 ? 0 : (int) (100L * open.size() / radiusRoom);
    }

    Map<String, Long> counters() {
        Map<String, Long> all = new LinkedHashMap<>(counters);
        all.put("realm-full", realms.refused());
        return all;
    }

    private void count(String name) {
        counters.merge(name, 1L, Long::sum);
    }

    private void proceed(long nowNanos, Inquiry inquiry) {
        for (Stage stage = inquiry.next(); stage != null; stage = inquiry.next()) {
            if (stage == Stage.LOCAL) {
                Optional<LookupAnswer> known =
                        inquiry.isLineOnly
                                ? local.findLine(inquiry.line)
                                : local.find(inquiry.line, inquiry.caller);
                if (known.isPresent()) {
                    if (inquiry.isRehearsal) {
                        inquiry.note(new Inquiry.Note(stage, known.get().source()));
                    }
                    finish(nowNanos, inquiry, known.get());
                    return;
                }
                inquiry.note(new Inquiry.Note(stage, "no group"));
            } else if (isAsked(nowNanos, inquiry, stage)) {
                return;
            }
        }
        LookupAnswer nobody = local.otherwise();
        finish(
                nowNanos,
                inquiry,
                inquiry.isLineOnly
                        ? new LookupAnswer.NameFirst("line")
                        : inquiry.end(config.otherwise() == null ? null : nobody, nobody));
    }

    /** False when there is nothing to ask about. */
    private boolean isAsked(long nowNanos, Inquiry inquiry, Stage stage) {
        Caller caller = inquiry.caller;
        boolean isUntried =
                inquiry.isRehearsal
                        && stage == Stage.USER
                        && caller.method() == Caller.Method.NONE
                        && !caller.userName().isEmpty();
        if (isUntried) {
            inquiry.note(new Inquiry.Note(stage, "not asked without a password"));
            return false;
        }
        String name =
                switch (stage) {
                    case LINE -> config.lineName().render(inquiry.line, caller);
                    case REALM -> config.realmName().render(inquiry.line, caller);
                    case USER, LOCAL -> name(inquiry);
                };
        if (name.isEmpty()) {
            inquiry.note(new Inquiry.Note(stage, "no name to ask about"));
            return false;
        }
        Auth auth =
                switch (stage) {
                    case LINE -> new Auth.Outbound(text(config.linePassword().reveal()));
                    case REALM -> new Auth.Outbound(text(config.realmPassword().reveal()));
                    case USER, LOCAL ->
                            RadiusWords.auth(
                                    caller, new byte[0], text(config.linePassword().reveal()));
                };
        send(nowNanos, inquiry, stage, name, auth);
        return true;
    }

    /** Whoever does not name himself is known by his line. */
    private String name(Inquiry inquiry) {
        Caller caller = inquiry.caller;
        return caller.method() == Caller.Method.NONE
                ? config.lineName().render(inquiry.line, caller)
                : caller.userName();
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    private void send(long nowNanos, Inquiry inquiry, Stage stage, String name, Auth auth) {
        if (radius == null) {
            LookupReply nobody = new LookupReply.NoAnswer("no server is configured");
            heard(nowNanos, inquiry, stage, Exchanged.untold(nobody));
            return;
        }
        LookupRequest request =
                new LookupRequest(
                        name,
                        inquiry.caller.renamed(name).name().toByteArray(),
                        auth,
                        nas.line(inquiry.line),
                        nas.acctSessionId(inquiry.callId));
        if (inquiry.isRehearsal) {
            radius.rehearse(
                    request, told -> inquiry.ear.later(now -> heard(now, inquiry, stage, told)));
        } else {
            radius.lookup(
                    request,
                    recorder == null ? PacketWitness.NONE : recorder.witness(inquiry.callId),
                    reply ->
                            inquiry.ear.later(
                                    now -> heard(now, inquiry, stage, Exchanged.untold(reply))));
        }
    }

    private void heard(long nowNanos, Inquiry inquiry, Stage stage, Exchanged told) {
        if (recorder != null && !inquiry.isRehearsal) {
            recorder.answered(inquiry.callId);
        }
        if (inquiry.isOver()) {
            count("late-replies");
            return;
        }
        switch (told.reply()) {
            case LookupReply.Tunnels tunnels -> resolve(nowNanos, inquiry, stage, tunnels, told);
            case LookupReply.Refused refused ->
                    decided(
                            nowNanos,
                            inquiry,
                            stage,
                            RadiusWords.refused(refused, config.message()),
                            told);
            case LookupReply.Unusable unusable ->
                    decided(
                            nowNanos,
                            inquiry,
                            stage,
                            RadiusWords.refused(unusable, config.message()),
                            told);
            case LookupReply.NoTunnel accept -> {
                LookupAnswer.Refused answer = RadiusWords.refused(accept, config.message());
                inquiry.note(note(stage, answer.source(), told));
                inquiry.knowsNoTunnel(answer, RadiusWords.terms(stage, accept.terms()));
                proceed(nowNanos, inquiry);
            }
            case LookupReply.Challenge challenge -> challenged(nowNanos, inquiry, stage, challenge);
            case LookupReply.NoAnswer(String reason) -> {
                inquiry.note(note(stage, reason, told));
                inquiry.silent(new LookupAnswer.Unavailable("radius", reason));
                proceed(nowNanos, inquiry);
            }
        }
    }

    private static Inquiry.Note note(Stage stage, String outcome, Exchanged told) {
        return new Inquiry.Note(stage, outcome, told.sent(), told.received());
    }

    private void challenged(
            long nowNanos, Inquiry inquiry, Stage stage, LookupReply.Challenge challenge) {
        String source = RadiusWords.source(challenge.server(), challenge.rtt());
        boolean isEap = stage == Stage.USER && inquiry.caller.method() == Caller.Method.EAP;
        if (!isEap) { // RFC 2865 §4.4: who cannot carry a challenge treats it as a reject
            String why = source + ": Access-Challenge to one who cannot be asked";
            finish(nowNanos, inquiry, new LookupAnswer.Refused(why, config.message()));
        } else if (++inquiry.rounds > ROUNDS) {
            count("eap-too-many-rounds");
            String why = source + ": more than " + ROUNDS + " rounds of EAP";
            finish(nowNanos, inquiry, new LookupAnswer.Refused(why, config.message()));
        } else {
            count("eap-challenges");
            inquiry.state = challenge.state();
            inquiry.server = challenge.server();
            inquiry.awaitsCaller = true;
            inquiry.ear.challenged(nowNanos, inquiry.callId, challenge.eap());
        }
    }

    private void resolve(
            long nowNanos,
            Inquiry inquiry,
            Stage stage,
            LookupReply.Tunnels reply,
            Exchanged told) {
        Set<TunnelList.Name> wanted = TunnelList.names(reply);
        if (wanted.isEmpty()) {
            tunnels(nowNanos, inquiry, stage, reply, Map.of(), told);
            return;
        }
        Map<TunnelList.Name, Resolved> all = new HashMap<>();
        for (TunnelList.Name name : wanted) {
            names.resolve(
                    name.text(),
                    name.medium(),
                    found ->
                            inquiry.ear.later(
                                    now -> {
                                        all.put(name, found);
                                        if (all.size() == wanted.size() && !inquiry.isOver()) {
                                            tunnels(now, inquiry, stage, reply, all, told);
                                        }
                                    }));
        }
    }

    private void tunnels(
            long nowNanos,
            Inquiry inquiry,
            Stage stage,
            LookupReply.Tunnels reply,
            Map<TunnelList.Name, Resolved> found,
            Exchanged told) {
        TunnelList list = new TunnelList(reply, local, found);
        String source =
                RadiusWords.source(reply.server(), reply.rtt()) + RadiusWords.brief(list.skipped());
        LookupAnswer answer;
        if (!list.candidates().isEmpty()) {
            answer =
                    new LookupAnswer.Tunnels(
                            source, list.candidates(), RadiusWords.terms(stage, reply.terms()));
        } else if (list.isUnresolved()) { // no doing of the caller's
            answer = new LookupAnswer.Unavailable(source, "no LNS of his has an address");
        } else {
            answer = new LookupAnswer.Refused(source, config.message());
        }
        decided(nowNanos, inquiry, stage, answer, told);
    }

    private void decided(
            long nowNanos, Inquiry inquiry, Stage stage, LookupAnswer answer, Exchanged told) {
        if (inquiry.isRehearsal) {
            inquiry.note(note(stage, answer.source(), told));
        }
        finish(nowNanos, inquiry, answer);
    }

    private void finish(long nowNanos, Inquiry inquiry, LookupAnswer found) {
        inquiry.over();
        LookupAnswer answer =
                found instanceof LookupAnswer.Tunnels(var source, var candidates, var terms)
                        ? new LookupAnswer.Tunnels(source, candidates, terms.after(inquiry.terms()))
                        : found;
        if (!inquiry.isRehearsal) {
            open.remove(inquiry.callId);
            if (answer instanceof LookupAnswer.NameFirst) {
                ofLines.put(inquiry.callId, inquiry);
            }
        }
        inquiry.ear.answered(
                nowNanos, inquiry, inquiry.isRehearsal ? answer : withStages(inquiry, answer));
    }

    private static LookupAnswer withStages(Inquiry inquiry, LookupAnswer answer) {
        String source = inquiry.source(answer.source());
        return switch (answer) {
            case LookupAnswer.Tunnels(_, var candidates, var terms) ->
                    new LookupAnswer.Tunnels(source, candidates, terms);
            case LookupAnswer.Refused(_, var message, var failure) ->
                    new LookupAnswer.Refused(source, message, failure);
            case LookupAnswer.NameFirst _ -> new LookupAnswer.NameFirst(source);
            case LookupAnswer.Unavailable(_, var reason) ->
                    new LookupAnswer.Unavailable(source, reason);
        };
    }
}
