package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.Question;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.Type;
import org.lacserver.radius.lookup.LookupReply.Unusable;
import org.lacserver.radius.lookup.LookupRequest.Auth;
import org.tinyradius.core.packet.PacketType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** One caller's Access-Request, and what its reply means (RFC 2865, RFC 2868). */
final class LookupQuestion implements Question {
    private static final int FRAMED = 2;
    private static final int OUTBOUND = 5;
    private static final int PPP = 1;
    private static final int MAX_PASSWORD = 128;
    private static final int CHAP_RESPONSE = 16;
    private static final int MIN_INTERIM_SECONDS = 60;

    private final RadiusSettings settings;
    private final LookupRequest request;
    private final Consumer<LookupReply> then;

    LookupQuestion(RadiusSettings settings, LookupRequest request, Consumer<LookupReply> then) {
        this.settings = settings;
        this.request = request;
        this.then = then;
    }

    /**
     * Why {@code request} does not fit into an Access-Request; cutting it would ask for another.
     */
    static @Nullable Unusable faultOf(LookupRequest request) {
        int name = request.nameOctets().length;
        if (name > Attributes.MAX_VALUE) {
            return unsent("the user name is longer than 253 octets (RFC 2865 §5.1)");
        }
        return switch (request.auth()) {
            case Auth.Pap(byte[] password) ->
                    password.length > MAX_PASSWORD
                            ? unsent("the password is longer than 128 octets (RFC 2865 §5.2)")
                            : null;
            case Auth.Chap(int _, byte[] challenge, byte[] response) ->
                    response.length != CHAP_RESPONSE
                                    || challenge.length < 1
                                    || challenge.length > Attributes.MAX_VALUE
                            ? unsent("the CHAP response is not one of MD5 (RFC 2865 §5.3)")
                            : null;
            case Auth.MsChapV2 _, Auth.Eap _ -> unsent("not yet");
            case Auth.Outbound _ -> null;
        };
    }

    private static Unusable unsent(String reason) {
        return new Unusable("", Duration.ZERO, reason, "", List.of());
    }

    @Override
    public Attributes attributes(Server server, long nowNanos) {
        Attributes attributes = new Attributes();
        int serviceType = FRAMED;
        byte[] name = request.nameOctets();
        switch (request.auth()) {
            case Auth.Pap(byte[] password) ->
                    attributes.add(Type.USER_NAME, name).add(Type.USER_PASSWORD, password);
            case Auth.Chap(int id, byte[] challenge, byte[] response) -> {
                byte[] value =
                        ByteBuffer.allocate(1 + response.length)
                                .put((byte) id)
                                .put(response)
                                .array();
                attributes
                        .add(Type.USER_NAME, name)
                        .add(Type.CHAP_PASSWORD, value)
                        .add(Type.CHAP_CHALLENGE, challenge);
            }
            case Auth.MsChapV2 _, Auth.Eap _ -> {}
            case Auth.Outbound(String password) -> {
                // RFC 2809 §4.1: the line as the user, a dummy password that is not empty
                serviceType = OUTBOUND;
                attributes
                        .add(
                                Type.USER_NAME,
                                request.userName().isEmpty()
                                        ? request.line().callingStationId()
                                        : request.userName())
                        .add(Type.USER_PASSWORD, password.getBytes(StandardCharsets.UTF_8));
            }
        }
        attributes.addNas(settings);
        attributes.add(Type.SERVICE_TYPE, serviceType);
        attributes.add(Type.FRAMED_PROTOCOL, PPP);
        attributes.addLine(request.line());
        attributes.add(Type.ACCT_SESSION_ID, request.acctSessionId());
        return attributes;
    }

    @Override
    public void answered(Attempt attempt, int code, List<Attribute> attributes, long rttNanos) {
        Duration rtt = Duration.ofNanos(rttNanos);
        String server = attempt.server().name();
        String message = Texts.replyMessage(attributes);
        then.accept(
                switch (code) {
                    case PacketType.ACCESS_ACCEPT -> accepted(attempt, attributes, rtt, message);
                    case PacketType.ACCESS_REJECT ->
                            new LookupReply.Refused(server, rtt, message, new byte[0]);
                    // RFC 2865 §4.4: who cannot carry a challenge treats it as a reject
                    default ->
                            new Unusable(
                                    server,
                                    rtt,
                                    "Access-Challenge: a further round is not possible here",
                                    message,
                                    List.of());
                });
    }

    @Override
    public void unanswered(String reason) {
        then.accept(new LookupReply.NoAnswer(reason));
    }

    private static LookupReply accepted(
            Attempt attempt, List<Attribute> attributes, Duration rtt, String message) {
        TunnelSets tunnels = new TunnelSets(attempt, attributes);
        String server = attempt.server().name();
        if (tunnels.sets().isEmpty()) {
            String reason =
                    tunnels.skipped().isEmpty()
                            ? "Access-Accept names no tunnel"
                            : "Access-Accept names no tunnel that can be used";
            return new Unusable(server, rtt, reason, message, tunnels.skipped());
        }
        List<byte[]> classes =
                attributes.stream()
                        .filter(a -> a.type() == Type.CLASS)
                        .map(Attribute::value)
                        .toList();
        long interim = number(attributes, Type.ACCT_INTERIM_INTERVAL);
        // RFC 2869 §5.16: less than 60 must not be; what asks for it gets the least there is
        int interimSeconds =
                interim <= 0 ? 0 : Math.clamp(interim, MIN_INTERIM_SECONDS, Integer.MAX_VALUE);
        long timeout = number(attributes, Type.SESSION_TIMEOUT);
        VendorAttributes vendor = new VendorAttributes(attributes);
        return new LookupReply.Tunnels(
                server,
                rtt,
                tunnels.sets(),
                List.of(),
                tunnels.skipped(),
                classes,
                interimSeconds,
                Math.max(0, timeout),
                vendor.txConnectSpeed(),
                vendor.rxConnectSpeed(),
                new byte[0]);
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
