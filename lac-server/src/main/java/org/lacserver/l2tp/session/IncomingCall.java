package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.LineAvp;
import org.lacserver.l2tp.wire.ProxyAuthen;
import org.lacserver.l2tp.wire.VendorAvp;
import org.lacserver.port.Binding;
import org.lacserver.port.Caller;
import org.lacserver.port.Line;
import org.lacserver.port.Octets;
import org.lacserver.port.ProxyLcp;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What is said to one LNS about a call: both messages, ready but for the session id. Kept only
 * while the call is set up.
 */
public record IncomingCall(Icrq request, Iccn connected) {
    private static final int ACTUAL_RATE_UP = LineAvp.ACTUAL_RATE_UP.number();
    private static final int ACTUAL_RATE_DOWN = LineAvp.ACTUAL_RATE_DOWN.number();

    /**
     * What differs from call to call and from LNS to LNS.
     *
     * @param proxy what this LNS may be told: at most what the settings say
     * @param serial Call Serial Number
     * @param privateGroupId for AVP 37
     * @param speeds as they are told
     * @param sequencingRequired whether AVP 39 is there
     * @param sessionDs for AVP 48, or {@link ControlMessage#ABSENT}
     */
    public record Particulars(
            Proxy proxy,
            long serial,
            @Nullable String privateGroupId,
            Speeds speeds,
            boolean sequencingRequired,
            int sessionDs) {}

    /** The messages for a caller. */
    public static IncomingCall of(
            SessionSettings settings,
            Particulars particulars,
            Line line,
            Caller caller,
            ProxyLcp lcp) {
        Icrq request =
                new Icrq(
                        0,
                        particulars.serial(),
                        ControlMessage.BEARER_DIGITAL,
                        line.portNumber(),
                        settings.calledNumber().avp(line, caller),
                        settings.callingNumber().avp(line, caller),
                        settings.subAddress().avp(line, caller),
                        lineAvps(settings.lineAvps(), line),
                        particulars.sessionDs(),
                        settings.connectSpeedUpdate(),
                        null);
        long tx = particulars.speeds().txBps();
        long rx = particulars.speeds().rxBps();
        Proxy proxy = particulars.proxy();
        boolean withLcp = proxy != Proxy.NONE && isPresent(lcp) && isCarried(caller.method());
        LinkOptions options = LinkOptions.of(settings, Binding.Access.SERVED).within(line.mru());
        Iccn connected =
                new Iccn(
                        tx,
                        ControlMessage.FRAMING_SYNC,
                        withLcp ? lcp.firstReceived() : null,
                        withLcp ? lcp.lastSent() : null,
                        withLcp ? lcp.lastReceived() : null,
                        withLcp && proxy == Proxy.FULL ? authentication(caller, settings) : null,
                        particulars.privateGroupId(),
                        // §4.4.4: when it differs
                        rx != tx || settings.rxAlways() ? rx : ControlMessage.ABSENT,
                        particulars.sequencingRequired(),
                        options.want(),
                        options.allow());
        return new IncomingCall(request, connected);
    }

    Icrq request(int localSessionId) {
        return request.withAssignedSessionId(localSessionId);
    }

    // RFC 3308 §4.1: who does not know the AVP leaves it out, and the call goes on without
    boolean accepts(int sessionDs) {
        return request.sessionDs() == ControlMessage.ABSENT
                || sessionDs == ControlMessage.ABSENT
                || sessionDs == request.sessionDs();
    }

    private static boolean isPresent(ProxyLcp lcp) {
        return lcp.firstReceived().length() + lcp.lastSent().length() + lcp.lastReceived().length()
                > 0;
    }

    /**
     * §4.4.5 has no type for some: the LNS starts LCP over and asks the caller itself. Told of an
     * LCP that ended in such a method, it might take that for its own and have nobody to ask.
     */
    private static boolean isCarried(Caller.Method method) {
        return switch (method) {
            case NONE, PAP, CHAP -> true;
            case MSCHAPV2, EAP -> false;
        };
    }

    private static @Nullable ProxyAuthen authentication(Caller caller, SessionSettings settings) {
        Octets name = caller.octets(settings.proxyName().apply(caller.userName()));
        return switch (caller.method()) {
            case NONE ->
                    new ProxyAuthen(
                            ProxyAuthen.NO_AUTHENTICATION, null, null, ControlMessage.ABSENT, null);
            case PAP ->
                    new ProxyAuthen(ProxyAuthen.PAP, name, null, caller.id(), caller.response());
            case CHAP ->
                    new ProxyAuthen(
                            ProxyAuthen.CHAP,
                            name,
                            caller.challenge(),
                            caller.id(),
                            caller.response());
            case MSCHAPV2, EAP -> null;
        };
    }

    private static List<VendorAvp> lineAvps(LineAvps which, Line line) {
        return switch (which) {
            case NONE -> List.of();
            case IDS -> ids(line);
            case ALL -> {
                List<VendorAvp> avps = ids(line);
                TreeMap<Integer, Long> told = new TreeMap<>(line.attributes());
                if (line.upKbps() > 0) {
                    told.put(ACTUAL_RATE_UP, line.upKbps());
                }
                if (line.downKbps() > 0) {
                    told.put(ACTUAL_RATE_DOWN, line.downKbps());
                }
                told.forEach((subType, value) -> add(avps, VendorAvp.fromLine(subType, value)));
                yield avps;
            }
        };
    }

    private static List<VendorAvp> ids(Line line) {
        List<VendorAvp> avps = new ArrayList<>();
        add(avps, id(VendorAvp.CIRCUIT_ID, line.circuitOctets()));
        add(avps, id(VendorAvp.REMOTE_ID, line.remoteOctets()));
        return avps;
    }

    // RFC 5515 §5.1, §5.2: 2 to 63 octets
    private static @Nullable VendorAvp id(int type, @Nullable Octets octets) {
        return octets != null && LineAvp.Kind.TEXT.fits(octets.length())
                ? VendorAvp.line(type, octets)
                : null;
    }

    private static void add(List<VendorAvp> avps, @Nullable VendorAvp avp) {
        if (avp != null && avps.size() < Icrq.MAX_VENDOR_AVPS) {
            avps.add(avp);
        }
    }
}
