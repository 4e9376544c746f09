package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.LacConfig;
import org.lacserver.config.LocalTable;
import org.lacserver.config.LookupConfig;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.lookup.Endpoint;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.TunnelSet;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Asks whom the configuration names, in its order, until one knows the caller. */
final class LookupDesk {
    private static final int NAMED = 4;

    private final LacConfig config;
    private final LocalTable local;
    private final @Nullable Radius radius;
    private final NasIdentity nas;

    LookupDesk(LacConfig config, @Nullable Radius radius, NasIdentity nas) {
        this.config = config;
        this.local = new LocalTable(config);
        this.radius = radius;
        this.nas = nas;
    }

    /** The RADIUS client's question; the answer may come on any thread. */
    interface Radius {
        void lookup(LookupRequest request, Consumer<LookupReply> then);
    }

    /** {@code answered} is called once, within this call or later on the RADIUS client's thread. */
    void ask(Event.LookupWanted question, Consumer<LookupAnswer> answered) {
        ask(question, 0, null, answered);
    }

    private void ask(
            Event.LookupWanted question,
            int from,
            @Nullable LookupAnswer lastWord,
            Consumer<LookupAnswer> answered) {
        List<LookupConfig.Stage> order = config.lookup().order();
        for (int i = from; i < order.size(); i++) {
            switch (order.get(i)) {
                case LOCAL -> {
                    Optional<LookupAnswer> known = local.find(question.line(), question.caller());
                    if (known.isPresent()) {
                        answered.accept(known.get());
                        return;
                    }
                }
                case LINE, REALM, USER -> {
                    if (radius != null) {
                        int next = i + 1;
                        radius.lookup(
                                request(question),
                                reply -> onReply(question, reply, next, answered));
                        return;
                    }
                }
            }
        }
        answered.accept(lastWord == null ? local.otherwise() : lastWord);
    }

    /** Silence, and an Accept that names no tunnel at all, send the question on to the next. */
    private void onReply(
            Event.LookupWanted question,
            LookupReply reply,
            int next,
            Consumer<LookupAnswer> answered) {
        LookupAnswer answer = answer(reply, config.lookup().message());
        if (reply instanceof LookupReply.NoAnswer
                || (reply instanceof LookupReply.Unusable unusable
                        && unusable.skipped().isEmpty())) {
            ask(question, next, answer, answered);
        } else {
            answered.accept(answer);
        }
    }

    private LookupRequest request(Event.LookupWanted question) {
        Line line = question.line();
        Caller caller = question.caller();
        return new LookupRequest(
                caller.userName(),
                auth(caller),
                nas.line(line),
                nas.acctSessionId(question.callId()));
    }

    private static LookupRequest.Auth auth(Caller caller) {
        return switch (caller.method()) {
            case NONE -> new LookupRequest.Auth.Outbound(RadiusSettings.DEFAULT_LINE_PASSWORD);
            case PAP -> new LookupRequest.Auth.Pap(caller.response().reveal());
            case CHAP ->
                    new LookupRequest.Auth.Chap(
                            caller.id(),
                            caller.challenge().toByteArray(),
                            caller.response().reveal());
            case MSCHAPV2 ->
                    new LookupRequest.Auth.MsChapV2(
                            caller.id(),
                            caller.challenge().toByteArray(),
                            caller.response().reveal());
            case EAP -> new LookupRequest.Auth.Eap(caller.response().reveal(), new byte[0]);
        };
    }

    static LookupAnswer answer(LookupReply reply, String refusal) {
        return switch (reply) {
            case LookupReply.Tunnels tunnels ->
                    new LookupAnswer.Tunnels(
                            source(tunnels.server(), tunnels.rtt()) + skipped(tunnels.skipped()),
                            tunnels.sets().stream().map(LookupDesk::candidate).toList(),
                            new LookupAnswer.Terms(
                                    tunnels.classes().stream().map(Octets::of).toList(),
                                    tunnels.interimSeconds(),
                                    tunnels.sessionTimeoutSeconds(),
                                    tunnels.txBps(),
                                    tunnels.rxBps(),
                                    Octets.of(tunnels.success())));
            case LookupReply.Refused refused ->
                    new LookupAnswer.Refused(
                            source(refused.server(), refused.rtt()) + ": Access-Reject",
                            orElse(refused.replyMessage(), refusal));
            case LookupReply.Unusable unusable ->
                    new LookupAnswer.Refused(
                            source(unusable.server(), unusable.rtt())
                                    + ": "
                                    + unusable.reason()
                                    + skipped(unusable.skipped()),
                            orElse(unusable.replyMessage(), refusal));
            case LookupReply.Challenge challenge ->
                    new LookupAnswer.Unavailable(
                            source(challenge.server(), challenge.rtt()),
                            "a further round is not possible here");
            case LookupReply.NoAnswer(String reason) ->
                    new LookupAnswer.Unavailable("radius", reason);
        };
    }

    private static String source(String server, Duration rtt) {
        return "radius " + server + " " + rtt.toMillis() + " ms";
    }

    /** What of the answer is not used and why, as far as one line goes. */
    private static String skipped(List<LookupReply.Skipped> skipped) {
        if (skipped.isEmpty()) {
            return "";
        }
        String more = skipped.size() > NAMED ? ", " + (skipped.size() - NAMED) + " more" : "";
        return skipped.stream()
                .limit(NAMED)
                .map(each -> "tag " + each.tag() + " " + each.reason())
                .collect(Collectors.joining(", ", "; skipped: ", more));
    }

    private static String orElse(String message, String otherwise) {
        return message.isEmpty() ? otherwise : message;
    }

    private static Candidate candidate(TunnelSet set) {
        InetAddress server = ((Endpoint.Address) set.server()).address();
        return new Candidate(
                set.tag(),
                set.preference(),
                server.getHostAddress(),
                server,
                set.client() instanceof Endpoint.Address(InetAddress client) ? client : null,
                Secret.of(set.password()),
                set.assignmentId(),
                set.clientAuthId(),
                set.serverAuthId(),
                set.privateGroupId());
    }
}
