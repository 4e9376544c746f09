package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.Question;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.Type;
import org.tinyradius.core.packet.PacketType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The Access-Request for a called number: the number as user, a dummy password, Service-Type
 * Outbound (RFC 2865 §5.6), the LNS that asks as the tunnel's server (RFC 2868 §3.10).
 */
final class DialQuestion implements Question {
    private static final int OUTBOUND = 5;

    private final RadiusSettings settings;
    private final DialRequest request;
    private final Consumer<DialReply> then;

    DialQuestion(RadiusSettings settings, DialRequest request, Consumer<DialReply> then) {
        this.settings = settings;
        this.request = request;
        this.then = then;
    }

    /** Why {@code request} does not fit into an Access-Request; cutting it would call another. */
    static DialReply.@Nullable Unusable faultOf(DialRequest request) {
        int length = request.number().getBytes(StandardCharsets.UTF_8).length;
        return length > 0 && length <= Attributes.MAX_VALUE
                ? null
                : new DialReply.Unusable(
                        "", Duration.ZERO, "a number of " + length + " octets fits no User-Name");
    }

    @Override
    public Attributes attributes(Server server, long nowNanos) {
        Attributes attributes =
                new Attributes()
                        .add(Type.USER_NAME, request.number())
                        .add(
                                Type.USER_PASSWORD,
                                settings.linePassword().getBytes(StandardCharsets.UTF_8));
        attributes.addNas(settings);
        attributes.add(Type.SERVICE_TYPE, OUTBOUND);
        attributes.add(Type.CALLED_STATION_ID, calledStation());
        attributes.addUntagged(Type.TUNNEL_SERVER_ENDPOINT, request.lnsAddress());
        attributes.addUntagged(Type.TUNNEL_SERVER_AUTH_ID, request.lnsName());
        return attributes;
    }

    private String calledStation() {
        return request.subAddress().isEmpty()
                ? request.number()
                : request.number() + ":" + request.subAddress();
    }

    @Override
    public void answered(Attempt attempt, int code, List<Attribute> attributes, long rttNanos) {
        Duration rtt = Duration.ofNanos(rttNanos);
        String server = attempt.server().name();
        then.accept(
                switch (code) {
                    case PacketType.ACCESS_ACCEPT ->
                            DialPairs.read(
                                    new VendorAttributes(attributes).pairs(), server, rtt, request);
                    case PacketType.ACCESS_REJECT ->
                            new DialReply.Refused(server, rtt, Texts.replyMessage(attributes));
                    // RFC 2865 §4.4: who cannot carry a challenge treats it as a reject
                    default -> new DialReply.Unusable(server, rtt, "Access-Challenge");
                });
    }

    @Override
    public void unanswered(String reason) {
        then.accept(new DialReply.NoAnswer(reason));
    }
}
