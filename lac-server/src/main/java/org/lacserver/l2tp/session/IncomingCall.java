package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ProxyAuthen;
import org.lacserver.l2tp.wire.VendorAvp;
import org.lacserver.port.Caller;
import org.lacserver.port.Line;
import org.lacserver.port.Octets;
import org.lacserver.port.ProxyLcp;

import java.util.ArrayList;
import java.util.List;

/**
 * What is said to one LNS about a call: both messages, ready but for the session id. Kept only
 * while the call is set up.
 */
public record IncomingCall(Icrq request, Iccn connected) {
    private static final int BITS_PER_KBIT = 1000;

    /**
     * The messages for a caller.
     *
     * @param proxy what this LNS may be told: at most what the settings say
     * @param serial Call Serial Number
     * @param privateGroupId for AVP 37
     */
    public static IncomingCall of(
            SessionSettings settings,
            Proxy proxy,
            Line line,
            Caller caller,
            ProxyLcp lcp,
            long serial,
            @Nullable String privateGroupId) {
        Icrq request =
                new Icrq(
                        0,
                        serial,
                        ControlMessage.BEARER_DIGITAL,
                        line.portNumber(),
                        settings.calledNumber().avp(line, caller),
                        settings.callingNumber().avp(line, caller),
                        settings.subAddress().avp(line, caller),
                        settings.lineAvps() == LineAvps.NONE ? List.of() : lineAvps(line));
        long tx = speed(line.downKbps(), settings.defaultDownBps());
        long rx = speed(line.upKbps(), settings.defaultUpBps());
        boolean withLcp = proxy != Proxy.NONE && isPresent(lcp);
        Iccn connected =
                new Iccn(
                        tx,
                        ControlMessage.FRAMING_SYNC,
                        withLcp ? lcp.firstReceived() : null,
                        withLcp ? lcp.lastSent() : null,
                        withLcp ? lcp.lastReceived() : null,
                        proxy == Proxy.FULL ? authentication(caller) : null,
                        privateGroupId,
                        rx == tx ? ControlMessage.ABSENT : rx, // §4.4.4: when it differs
                        false);
        return new IncomingCall(request, connected);
    }

    Icrq request(int localSessionId) {
        return request.withAssignedSessionId(localSessionId);
    }

    // §4.4.4: 32 bits of bit/s; a faster line says the largest there is
    private static long speed(long kbps, long unknown) {
        if (kbps <= 0) {
            return Math.min(unknown, ControlMessage.MAX_UNSIGNED);
        }
        return kbps > ControlMessage.MAX_UNSIGNED / BITS_PER_KBIT
                ? ControlMessage.MAX_UNSIGNED
                : kbps * BITS_PER_KBIT;
    }

    private static boolean isPresent(ProxyLcp lcp) {
        return lcp.firstReceived().length() + lcp.lastSent().length() + lcp.lastReceived().length()
                > 0;
    }

    private static ProxyAuthen authentication(Caller caller) {
        return switch (caller.method()) {
            case NONE ->
                    new ProxyAuthen(
                            ProxyAuthen.NO_AUTHENTICATION, null, null, ControlMessage.ABSENT, null);
            case PAP ->
                    new ProxyAuthen(
                            ProxyAuthen.PAP,
                            caller.userName(),
                            null,
                            caller.id(),
                            caller.response());
            case CHAP ->
                    new ProxyAuthen(
                            ProxyAuthen.CHAP,
                            caller.userName(),
                            caller.challenge(),
                            caller.id(),
                            caller.response());
        };
    }

    private static List<VendorAvp> lineAvps(Line line) {
        List<VendorAvp> avps = new ArrayList<>(2);
        if (line.circuitId() != null) {
            avps.add(VendorAvp.line(VendorAvp.CIRCUIT_ID, Octets.utf8(line.circuitId())));
        }
        if (line.remoteId() != null) {
            avps.add(VendorAvp.line(VendorAvp.REMOTE_ID, Octets.utf8(line.remoteId())));
        }
        return avps;
    }
}
