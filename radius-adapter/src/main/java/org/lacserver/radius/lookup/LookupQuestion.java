package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.LineAttributes;
import org.lacserver.radius.client.PacketWitness;
import org.lacserver.radius.client.Question;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.Type;
import org.lacserver.radius.lookup.LookupReply.Unusable;
import org.lacserver.radius.lookup.LookupRequest.Auth;
import org.tinyradius.core.packet.PacketType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** One caller's Access-Request, and what its reply means (RFC 2865, RFC 2868). */
final class LookupQuestion implements Question {
    private static final int FRAMED = 2;
    private static final int OUTBOUND = 5;
    private static final int PPP = 1;
    private static final int MIN_INTERIM_SECONDS = 60;

    private final RadiusSettings settings;
    private final LookupSettings lookup;
    private final LookupRequest request;
    private final long epochSeconds;
    private final PacketWitness witness;
    private final Consumer<LookupReply> then;

    /** Whose packets nobody sees. */
    LookupQuestion(
            RadiusSettings settings,
            LookupSettings lookup,
            LookupRequest request,
            long epochSeconds,
            Consumer<LookupReply> then) {
        this(settings, lookup, request, epochSeconds, PacketWitness.NONE, then);
    }

    /**
     * @param epochSeconds when the caller named himself, for Event-Timestamp
     * @param witness sees the packets
     */
    LookupQuestion(
            RadiusSettings settings,
            LookupSettings lookup,
            LookupRequest request,
            long epochSeconds,
            PacketWitness witness,
            Consumer<LookupReply> then) {
        this.settings = settings;
        this.lookup = lookup;
        this.request = request;
        this.epochSeconds = epochSeconds;
        this.witness = witness;
        this.then = then;
    }

    /**
     * Why {@code request} does not fit into an Access-Request; cutting it would ask for another.
     */
    static @Nullable Unusable faultOf(LookupRequest request) {
        String fault =
                request.nameOctets().length > Attributes.MAX_VALUE
                        ? "the user name is longer than 253 octets (RFC 2865 §5.1)"
                        : Credentials.faultOf(request.auth());
        return fault == null ? null : new Unusable("", Duration.ZERO, fault, "", List.of());
    }

    @Override
    public Attributes attributes(Server server, long nowNanos) {
        Attributes attributes = new Attributes();
        byte[] name = request.nameOctets();
        boolean isLineAlone = request.auth() instanceof Auth.Outbound;
        if (name.length == 0 && isLineAlone) {
            // RFC 2809 §4.1: the line as the user
            name = request.line().callingStationId().getBytes(StandardCharsets.UTF_8);
        }
        attributes.add(Type.USER_NAME, name);
        Credentials.add(attributes, request.auth());
        attributes.addNas(settings);
        attributes.add(Type.SERVICE_TYPE, isLineAlone ? OUTBOUND : FRAMED);
        attributes.add(Type.FRAMED_PROTOCOL, PPP);
        attributes.add(Type.ACCT_SESSION_ID, request.acctSessionId());
        attributes.add(Type.EVENT_TIMESTAMP, epochSeconds);
        attributes.addLine(request.line(), lookup.lines());
        if (lookup.lines() != LineAttributes.IDS) {
            attributes.add(Type.CONNECT_INFO, connectInfo(request.line()));
        }
        return attributes;
    }

    /** RFC 2869 §5.11: the speed to the caller, and from him when it differs. */
    private static String connectInfo(AccessLine line) {
        long up = line.upKbps() * 1000;
        long down = line.downKbps() * 1000;
        if (up == down || up == 0 || down == 0) {
            long either = Math.max(up, down);
            return either == 0 ? "" : Long.toString(either);
        }
        return down + "/" + up;
    }

    @Override
    public String askedBefore() {
        return request.auth() instanceof Auth.Eap eap ? eap.server() : "";
    }

    @Override
    public void answered(Attempt attempt, int code, List<Attribute> attributes, long rttNanos) {
        Duration rtt = Duration.ofNanos(rttNanos);
        then.accept(
                switch (code) {
                    case PacketType.ACCESS_ACCEPT -> accepted(attempt, attributes, rtt);
                    case PacketType.ACCESS_REJECT ->
                            new LookupReply.Refused(
                                    attempt.server().name(),
                                    rtt,
                                    Texts.replyMessage(attributes),
                                    Credentials.failure(request.auth(), attributes));
                    default -> challenged(attempt.server().name(), attributes, rtt);
                });
    }

    @Override
    public PacketWitness witness() {
        return witness;
    }

    @Override
    public void unanswered(String reason) {
        then.accept(new LookupReply.NoAnswer(reason));
    }

    private LookupReply challenged(String server, List<Attribute> attributes, Duration rtt) {
        boolean isEap = request.auth() instanceof Auth.Eap;
        byte[] eap = Credentials.eap(attributes, Credentials.EAP_REQUEST);
        if (!isEap || eap.length == 0) {
            // RFC 2865 §4.4: who cannot carry a challenge treats it as a reject
            String reason =
                    isEap
                            ? "Access-Challenge without a whole EAP Request"
                            : "Access-Challenge: a further round is not possible here";
            return new Unusable(server, rtt, reason, Texts.replyMessage(attributes), List.of());
        }
        byte[] state =
                attributes.stream()
                        .filter(a -> a.type() == Type.STATE)
                        .map(Attribute::value)
                        .findFirst()
                        .orElse(new byte[0]);
        long timeout = Math.max(0, number(attributes, Type.SESSION_TIMEOUT));
        int seconds = (int) Math.min(timeout, Integer.MAX_VALUE);
        return new LookupReply.Challenge(server, rtt, eap, state, seconds);
    }

    private LookupReply accepted(Attempt attempt, List<Attribute> attributes, Duration rtt) {
        TunnelSets tunnels = new TunnelSets(attempt, attributes, lookup.vendors());
        String server = attempt.server().name();
        boolean isAny = !tunnels.sets().isEmpty() || !tunnels.groups().isEmpty();
        String message = Texts.replyMessage(attributes);
        if (!isAny && !tunnels.skipped().isEmpty()) {
            return new Unusable(server, rtt, whyNone(tunnels), message, tunnels.skipped());
        }
        LookupReply.Terms terms = terms(attributes, tunnels);
        return isAny
                ? new LookupReply.Tunnels(
                        server, rtt, tunnels.sets(), tunnels.groups(), tunnels.skipped(), terms)
                : new LookupReply.NoTunnel(server, rtt, message, terms);
    }

    private LookupReply.Terms terms(List<Attribute> attributes, TunnelSets tunnels) {
        List<byte[]> classes =
                attributes.stream()
                        .filter(a -> a.type() == Type.CLASS)
                        .map(Attribute::value)
                        .toList();
        long interim = number(attributes, Type.ACCT_INTERIM_INTERVAL);
        // RFC 2869 §5.16: less than 60 must not be; what asks for it gets the least there is
        int interimSeconds =
                interim <= 0 ? 0 : Math.clamp(interim, MIN_INTERIM_SECONDS, Integer.MAX_VALUE);
        return new LookupReply.Terms(
                classes,
                interimSeconds,
                Math.max(0, number(attributes, Type.SESSION_TIMEOUT)),
                Math.max(0, number(attributes, Type.IDLE_TIMEOUT)),
                tunnels.txBps(),
                tunnels.rxBps(),
                Credentials.success(request.auth(), attributes));
    }

    private static String whyNone(TunnelSets tunnels) {
        String none = "Access-Accept names no tunnel that can be used";
        // RFC 2868 §3.1: types that are not known make it a reject
        return tunnels.strangeTypes().isEmpty()
                ? none
                : none + ": " + String.join(", ", tunnels.strangeTypes());
    }

    /** The first attribute of that type; -1 when there is none or it is malformed. */
    private static long number(List<Attribute> attributes, int type) {
        for (Attribute attribute : attributes) {
            if (attribute.type() == type) {
                return attribute.asInteger();
            }
        }
        return -1;
    }
}
