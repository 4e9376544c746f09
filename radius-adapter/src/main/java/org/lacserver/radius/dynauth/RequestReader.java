package org.lacserver.radius.dynauth;

import static org.lacserver.radius.dynauth.ErrorCause.INVALID_ATTRIBUTE_VALUE;
import static org.lacserver.radius.dynauth.ErrorCause.INVALID_REQUEST;
import static org.lacserver.radius.dynauth.ErrorCause.MISSING_ATTRIBUTE;
import static org.lacserver.radius.dynauth.ErrorCause.NAS_IDENTIFICATION_MISMATCH;
import static org.lacserver.radius.dynauth.ErrorCause.UNSUPPORTED_ATTRIBUTE;
import static org.lacserver.radius.dynauth.ErrorCause.UNSUPPORTED_SERVICE;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Type;
import org.lacserver.radius.dynauth.DynamicRequest.Changes;
import org.lacserver.radius.dynauth.DynamicRequest.Origin;
import org.lacserver.radius.dynauth.DynamicRequest.Rates;
import org.lacserver.radius.lookup.TunnelReading;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The attributes of one request, read to its value. RFC 5176 §2.3: all of them are mandatory; one
 * that means nothing here is a refusal, never passed over.
 */
final class RequestReader {
    static final int ERROR_CAUSE = 101;
    static final int STATE = 24;
    private static final int VENDOR_SPECIFIC = 26;
    private static final int ACCT_MULTI_SESSION_ID = 50;

    private static final int FRAMED = 2;
    private static final int AUTHORIZE_ONLY = 17;
    private static final int LEAST_INTERIM = 60;
    private static final int MOST_TERMINATE_CAUSE = 18;

    private static final int ERX = 4874;
    private static final int RTBRICK = 50058;

    /** §3.6: those of which more than one may be there. */
    private static final Set<Integer> REPEATED =
            Set.of(
                    Type.REPLY_MESSAGE,
                    Type.CLASS,
                    VENDOR_SPECIFIC,
                    Type.PROXY_STATE,
                    Type.TUNNEL_TYPE,
                    Type.TUNNEL_MEDIUM_TYPE,
                    Type.TUNNEL_CLIENT_ENDPOINT,
                    Type.TUNNEL_SERVER_ENDPOINT,
                    Type.TUNNEL_PASSWORD,
                    Type.TUNNEL_PRIVATE_GROUP_ID,
                    Type.TUNNEL_ASSIGNMENT_ID,
                    Type.TUNNEL_PREFERENCE,
                    Type.TUNNEL_CLIENT_AUTH_ID,
                    Type.TUNNEL_SERVER_AUTH_ID);

    /** What a request says, or why it is refused. */
    sealed interface Reading {
        record Good(DynamicRequest request) implements Reading {}

        record Bad(ErrorCause cause) implements Reading {}
    }

    private final DynamicSettings settings;
    private final DynamicPacket packet;
    private final boolean isChange;
    private final Set<Integer> seen = new HashSet<>();
    private final List<Attribute> tunnelAttributes = new ArrayList<>();
    private final List<byte[]> classes = new ArrayList<>();
    private final StringBuilder message = new StringBuilder();
    private @Nullable String userName;
    private @Nullable Long nasPort;
    private @Nullable String called;
    private @Nullable String calling;
    private @Nullable String acctSessionId;
    private @Nullable String acctMultiSessionId;
    private @Nullable String nasPortId;
    private @Nullable String circuitId;
    private @Nullable String remoteId;
    private long serviceType = -1;
    private boolean hasState;
    private boolean changesAnything;
    private long sessionTimeout;
    private long idleTimeout;
    private int interim;
    private int terminateCause;
    private Rates reported = Rates.NONE;
    private Rates line = Rates.NONE;

    /** The worst so far: what the sender got wrong first counts most. */
    private @Nullable ErrorCause fault;

    private RequestReader(DynamicSettings settings, DynamicPacket packet) {
        this.settings = settings;
        this.packet = packet;
        this.isChange = packet.code == DynamicPacket.COA_REQUEST;
    }

    static Reading read(
            DynamicSettings settings, DynamicSettings.Client client, DynamicPacket packet) {
        return new RequestReader(settings, packet).conclude(client);
    }

    private Reading conclude(DynamicSettings.Client client) {
        for (Attribute attribute : packet.attributes) {
            if (!seen.add(attribute.type()) && !REPEATED.contains(attribute.type())) {
                return new Reading.Bad(INVALID_REQUEST);
            }
            sort(attribute);
        }
        if (isChange && serviceType >= 0 && serviceType != FRAMED) {
            return new Reading.Bad(unsupportedService());
        }
        if (fault != null) {
            return new Reading.Bad(fault);
        }
        Identification who =
                new Identification(
                        userName,
                        nasPort,
                        called,
                        calling,
                        acctSessionId,
                        acctMultiSessionId,
                        nasPortId,
                        circuitId,
                        remoteId);
        if (who.isEmpty() || (isChange && !changesAnything)) {
            return new Reading.Bad(MISSING_ATTRIBUTE);
        }
        Origin origin = new Origin(client.network().getHostAddress(), client.realms());
        return isChange
                ? change(origin, who, client.secret())
                : new Reading.Good(
                        new DynamicRequest.Disconnect(
                                origin, who, classes, message.toString(), terminateCause));
    }

    // §3.2, §3.3: Authorize Only needs a State and goes with identification alone; we do not do it
    private ErrorCause unsupportedService() {
        if (serviceType == AUTHORIZE_ONLY) {
            if (changesAnything || fault == UNSUPPORTED_ATTRIBUTE) {
                return UNSUPPORTED_ATTRIBUTE;
            }
            if (!hasState) {
                return MISSING_ATTRIBUTE;
            }
        }
        return UNSUPPORTED_SERVICE;
    }

    private Reading change(Origin origin, Identification who, String secret) {
        TunnelReading tunnels = null;
        if (!tunnelAttributes.isEmpty()) {
            // RFC 2868 §3.5 hides Tunnel-Password with the Request Authenticator, which here is a
            // digest over the hidden value (§2.3): zero stands in its place, as while it is
            // digested
            tunnels = TunnelReading.of(new byte[16], secret, tunnelAttributes);
            // none of them is dropped silently: one that cannot be used refuses all
            if (!tunnels.skipped().isEmpty() || tunnels.sets().isEmpty()) {
                return new Reading.Bad(INVALID_ATTRIBUTE_VALUE);
            }
        }
        return new Reading.Good(
                new DynamicRequest.Change(
                        origin,
                        who,
                        new Changes(
                                sessionTimeout,
                                idleTimeout,
                                interim,
                                reported,
                                line,
                                classes.isEmpty() ? null : List.copyOf(classes),
                                tunnels == null ? null : tunnels.sets())));
    }

    private void sort(Attribute attribute) {
        switch (attribute.type()) {
            case Type.NAS_IDENTIFIER -> {
                if (!text(attribute).equals(settings.nasIdentifier())) {
                    blame(NAS_IDENTIFICATION_MISMATCH);
                }
            }
            case Type.NAS_IP_ADDRESS -> nasAddress(attribute, 4);
            case Type.NAS_IPV6_ADDRESS -> nasAddress(attribute, 16);
            case Type.USER_NAME -> userName = text(attribute);
            case Type.NAS_PORT -> nasPort = number(attribute);
            case Type.CALLED_STATION_ID -> called = text(attribute);
            case Type.CALLING_STATION_ID -> calling = text(attribute);
            case Type.ACCT_SESSION_ID -> acctSessionId = text(attribute);
            case ACCT_MULTI_SESSION_ID -> acctMultiSessionId = text(attribute);
            case Type.NAS_PORT_ID -> nasPortId = text(attribute);
            case VENDOR_SPECIFIC -> vendor(ByteBuffer.wrap(attribute.value()));
            case Type.CLASS -> {
                classes.add(attribute.value());
                changesAnything = true;
            }
            case Type.EVENT_TIMESTAMP -> number(attribute);
            case Type.PROXY_STATE, Type.MESSAGE_AUTHENTICATOR -> {}
            default -> {
                if (isChange) {
                    sortChange(attribute);
                } else {
                    sortDisconnect(attribute);
                }
            }
        }
    }

    /** §3: a Disconnect-Request has identification and what §3.6 lists for it, nothing else. */
    private void sortDisconnect(Attribute attribute) {
        switch (attribute.type()) {
            case Type.REPLY_MESSAGE -> message.append(text(attribute));
            case Type.ACCT_TERMINATE_CAUSE -> {
                long cause = number(attribute);
                if (cause < 1 || cause > MOST_TERMINATE_CAUSE) {
                    blame(INVALID_ATTRIBUTE_VALUE);
                }
                terminateCause = (int) cause;
            }
            default -> blame(UNSUPPORTED_ATTRIBUTE);
        }
    }

    private void sortChange(Attribute attribute) {
        switch (attribute.type()) {
            case Type.SERVICE_TYPE -> serviceType = number(attribute);
            case STATE -> hasState = true;
            case Type.SESSION_TIMEOUT -> {
                sessionTimeout = number(attribute);
                changesAnything = true;
                if (sessionTimeout == 0) {
                    blame(INVALID_ATTRIBUTE_VALUE);
                }
            }
            case Type.IDLE_TIMEOUT -> {
                idleTimeout = number(attribute);
                changesAnything = true;
                if (idleTimeout == 0) {
                    blame(INVALID_ATTRIBUTE_VALUE);
                }
            }
            case Type.ACCT_INTERIM_INTERVAL -> {
                long seconds = number(attribute);
                changesAnything = true;
                // RFC 2869 §5.16: MUST NOT be smaller than 60
                if (seconds < LEAST_INTERIM || seconds > Integer.MAX_VALUE) {
                    blame(INVALID_ATTRIBUTE_VALUE);
                }
                interim = (int) seconds;
            }
            case Type.TUNNEL_TYPE,
                    Type.TUNNEL_MEDIUM_TYPE,
                    Type.TUNNEL_CLIENT_ENDPOINT,
                    Type.TUNNEL_SERVER_ENDPOINT,
                    Type.TUNNEL_PASSWORD,
                    Type.TUNNEL_PRIVATE_GROUP_ID,
                    Type.TUNNEL_ASSIGNMENT_ID,
                    Type.TUNNEL_PREFERENCE,
                    Type.TUNNEL_CLIENT_AUTH_ID,
                    Type.TUNNEL_SERVER_AUTH_ID -> {
                tunnelAttributes.add(attribute);
                changesAnything = true;
            }
            default -> blame(UNSUPPORTED_ATTRIBUTE);
        }
    }

    /** RFC 2865 §5.26: sub-attributes; §3.6, note 7: for identification or for a change. */
    private void vendor(ByteBuffer value) {
        if (value.remaining() < Integer.BYTES + 2) {
            blame(INVALID_REQUEST);
            return;
        }
        int vendor = value.getInt();
        while (value.hasRemaining()) {
            int type = value.get() & 0xff;
            int length = value.hasRemaining() ? value.get() & 0xff : 0;
            if (length < 2 || length - 2 > value.remaining()) {
                blame(INVALID_REQUEST);
                return;
            }
            byte[] sub = new byte[length - 2];
            value.get(sub);
            vendor(vendor, new Attribute(type, sub));
        }
    }

    private void vendor(int vendor, Attribute sub) {
        switch (vendor) {
            case Type.ADSL_FORUM -> {
                switch (sub.type()) {
                    case Type.AGENT_CIRCUIT_ID -> circuitId = text(sub);
                    case Type.AGENT_REMOTE_ID -> remoteId = text(sub);
                    case Type.ACTUAL_DATA_RATE_UPSTREAM ->
                            line = new Rates(line.txBps(), rate(sub));
                    case Type.ACTUAL_DATA_RATE_DOWNSTREAM ->
                            line = new Rates(rate(sub), line.rxBps());
                    default -> blame(UNSUPPORTED_ATTRIBUTE);
                }
            }
            case ERX -> speed(sub, 162);
            case RTBRICK -> speed(sub, 42);
            default -> blame(UNSUPPORTED_ATTRIBUTE);
        }
    }

    /** The connect speed to the caller, and that from him in the attribute after it. */
    private void speed(Attribute sub, int txType) {
        if (sub.type() == txType) {
            reported = new Rates(rate(sub), reported.rxBps());
        } else if (sub.type() == txType + 1) {
            reported = new Rates(reported.txBps(), rate(sub));
        } else {
            blame(UNSUPPORTED_ATTRIBUTE);
        }
    }

    /** RFC 4679 and the vendors have bits per second; zero is no speed. */
    private long rate(Attribute sub) {
        changesAnything = true;
        if (!isChange) {
            blame(UNSUPPORTED_ATTRIBUTE);
            return 0;
        }
        long rate = number(sub);
        if (rate == 0) {
            blame(INVALID_ATTRIBUTE_VALUE);
        }
        return rate;
    }

    private void nasAddress(Attribute attribute, int length) {
        if (attribute.value().length != length) {
            blame(INVALID_REQUEST);
            return;
        }
        try {
            InetAddress address = InetAddress.getByAddress(attribute.value());
            if (!settings.nasAddresses().contains(address)) {
                blame(NAS_IDENTIFICATION_MISMATCH);
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(Attribute attribute) {
        if (attribute.value().length == 0) {
            blame(INVALID_REQUEST);
        }
        return new String(attribute.value(), StandardCharsets.UTF_8);
    }

    private long number(Attribute attribute) {
        long number = attribute.asInteger();
        if (number < 0) {
            blame(INVALID_REQUEST);
            return 1; // of no consequence: the request is refused
        }
        return number;
    }

    /** Of several faults the lowest code is told: 401 before 403 before 407. */
    private void blame(ErrorCause cause) {
        if (fault == null || cause.code() < fault.code()) {
            fault = cause;
        }
    }
}
