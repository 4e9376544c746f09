package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/**
 * The Access Concentrator's side of discovery (RFC 2516 §5). It keeps nothing between two packets;
 * whether there is room for one more session is the caller's to know.
 */
public final class AccessConcentrator {
    /**
     * What a PADR asks for.
     *
     * @param serviceName the one Service-Name, or what is granted to who asks for none
     * @param cookieNonce equal in repetitions of the same PADR only
     * @param mru the largest Maximum-Receive-Unit of the session
     * @param line what the access node added
     */
    public record Request(String serviceName, long cookieNonce, int mru, LineTag line) {
        /** The same from a line of which that is believed. */
        public Request from(LineTag believed) {
            return new Request(serviceName, cookieNonce, mru, believed);
        }
    }

    /** What the asked line is offered. */
    public interface Offer {
        String acName();

        ServiceNames serviceNames();

        /** What is granted to who asks for no service; empty: just that. */
        String defaultService();

        /** The largest Maximum-Receive-Unit there may be; above 1492 for who can do it as well. */
        int mru();
    }

    private final Cookies cookies;
    private final IntUnaryOperator mtuOf;
    private @Nullable PppoeTags tags;
    private @Nullable Request request;
    private int maxPayload;
    private int namesLeftOut;

    /**
     * @param mtuOf the MTU of an access port
     */
    public AccessConcentrator(Cookies cookies, IntUnaryOperator mtuOf) {
        this.cookies = cookies;
        this.mtuOf = mtuOf;
    }

    /** §5.1, §5.2: with PADO_SENT the writer holds the PADO. */
    public DiscoveryHeard onPadi(
            long nowNanos,
            int accessPort,
            long ownMac,
            Offer offer,
            AccessFrame frame,
            FrameWriter writer) {
        if (frame.destination() != AccessFrame.BROADCAST && frame.destination() != ownMac) {
            return DiscoveryHeard.PADI_NOT_FOR_US;
        }
        if (frame.sessionId() != 0) {
            return DiscoveryHeard.PADI_BAD_SESSION_ID;
        }
        PppoeTags read = PppoeTags.in(frame.payload());
        if (read == null) {
            return DiscoveryHeard.PADI_BAD_TAGS;
        }
        if (HostDiscovery.refusal(read) != null) {
            return DiscoveryHeard.PADI_ERROR;
        }
        ByteBuffer wanted = read.first(PppoeCode.SERVICE_NAME);
        if (wanted == null || read.count(PppoeCode.SERVICE_NAME) != 1) {
            return DiscoveryHeard.PADI_BAD_SERVICE_NAME;
        }
        String service = text(wanted);
        if (!offer.serviceNames().serve(service)) {
            return DiscoveryHeard.PADI_SERVICE_NOT_SERVED;
        }
        writer.reply(frame, ownMac).pppoe(PppoeCode.PADO, 0);
        writer.tag(PppoeCode.AC_NAME, offer.acName()).tag(PppoeCode.SERVICE_NAME, wanted);
        writer.tag(PppoeCode.AC_COOKIE, cookies.make(nowNanos, accessPort, frame));
        mru(read, accessPort, offer, frame);
        echo(read, writer);
        if (writer.isTooLong()) {
            return DiscoveryHeard.PADI_REPLY_TOO_LONG;
        }
        others(service, offer, writer);
        return DiscoveryHeard.PADO_SENT;
    }

    /** §5.2: other services that the AC offers, those that have a name and find room. */
    private void others(String asked, Offer offer, FrameWriter writer) {
        namesLeftOut = 0;
        for (String other : offer.serviceNames().words()) {
            if (other.equals(asked) || ServiceNames.isPattern(other)) {
                continue;
            }
            if (writer.hasRoomFor(other)) {
                writer.tag(PppoeCode.SERVICE_NAME, other);
            } else {
                namesLeftOut++;
            }
        }
    }

    /** Services that the last PADO had no room for. */
    public int namesLeftOut() {
        return namesLeftOut;
    }

    /** RFC 4638 §4, §5.1: the MRU for the sender of this frame, and whether his tag is answered. */
    private int mru(PppoeTags read, int accessPort, Offer offer, AccessFrame frame) {
        int told = MaxPayload.told(read);
        int most = MaxPayload.most(offer.mru(), mtuOf.applyAsInt(accessPort), frame);
        maxPayload = most > MaxPayload.USUAL ? told : 0;
        return MaxPayload.agreed(told, offer.mru(), most);
    }

    /**
     * §5.3: with PADR_GOOD {@link #request()} tells what is asked for, and the answer is one of
     * {@link #accept} and {@link #refuse}; with PADR_SERVICE_NOT_SERVED the writer holds the PADS.
     */
    public DiscoveryHeard onPadr(
            long nowNanos,
            int accessPort,
            long ownMac,
            Offer offer,
            AccessFrame frame,
            FrameWriter writer) {
        if (frame.sessionId() != 0) {
            return DiscoveryHeard.PADR_BAD_SESSION_ID;
        }
        PppoeTags read = PppoeTags.in(frame.payload());
        if (read == null) {
            return DiscoveryHeard.PADR_BAD_TAGS;
        }
        if (HostDiscovery.refusal(read) != null) {
            return DiscoveryHeard.PADR_ERROR;
        }
        ByteBuffer wanted = read.first(PppoeCode.SERVICE_NAME);
        if (wanted == null || read.count(PppoeCode.SERVICE_NAME) != 1) {
            return DiscoveryHeard.PADR_BAD_SERVICE_NAME;
        }
        ByteBuffer cookie = read.first(PppoeCode.AC_COOKIE);
        if (cookie == null) {
            return DiscoveryHeard.PADR_NO_COOKIE;
        }
        if (!cookies.isGood(nowNanos, accessPort, frame, cookie)) {
            return DiscoveryHeard.PADR_BAD_COOKIE;
        }
        tags = read;
        String service = text(wanted);
        int mru = mru(read, accessPort, offer, frame);
        if (!offer.serviceNames().serve(service)) {
            refuse(frame, ownMac, PppoeCode.SERVICE_NAME_ERROR, "service not offered", writer);
            return DiscoveryHeard.PADR_SERVICE_NOT_SERVED;
        }
        String granted = service.isEmpty() ? offer.defaultService() : service;
        request = new Request(granted, Cookies.nonce(cookie), mru, LineTag.in(read));
        return DiscoveryHeard.PADR_GOOD;
    }

    /** What the last good PADR asks for. */
    public Request request() {
        if (request == null) {
            throw new IllegalStateException("no good PADR yet");
        }
        return request;
    }

    /** §5.4: the PADS for the last good PADR; null when it cannot be written into a frame. */
    public @Nullable ByteBuffer accept(
            AccessFrame frame, long ownMac, int sessionId, FrameWriter writer) {
        writer.reply(frame, ownMac).pppoe(PppoeCode.PADS, sessionId);
        ByteBuffer service = tags == null ? null : tags.first(PppoeCode.SERVICE_NAME);
        if (service != null && service.hasRemaining()) {
            writer.tag(PppoeCode.SERVICE_NAME, service);
        } else {
            // the service under which the session is accepted
            writer.tag(PppoeCode.SERVICE_NAME, request().serviceName());
        }
        echo(tags, writer);
        return writer.isTooLong() ? null : writer.end();
    }

    /** §5.4: a PADS with SESSION_ID 0 and an error tag; {@link FrameWriter#end} finishes it. */
    public void refuse(
            AccessFrame frame, long ownMac, int errorTag, String text, FrameWriter writer) {
        writer.reply(frame, ownMac).pppoe(PppoeCode.PADS, 0).tag(errorTag, text);
        echo(tags, writer);
    }

    /** Appendix A, RFC 4638 §4: what goes back unmodified, whatever its length. */
    private void echo(@Nullable PppoeTags heard, FrameWriter writer) {
        if (heard == null) {
            return;
        }
        ByteBuffer hostUniq = heard.first(PppoeCode.HOST_UNIQ);
        if (hostUniq != null) {
            writer.tag(PppoeCode.HOST_UNIQ, hostUniq);
        }
        ByteBuffer relay = heard.first(PppoeCode.RELAY_SESSION_ID);
        if (relay != null) {
            writer.tag(PppoeCode.RELAY_SESSION_ID, relay);
        }
        if (maxPayload != 0) {
            writer.tag(
                    PppoeCode.PPP_MAX_PAYLOAD,
                    ByteBuffer.allocate(2).putShort(0, (short) maxPayload));
        }
    }

    private static String text(ByteBuffer value) {
        return StandardCharsets.UTF_8.decode(value.duplicate()).toString();
    }
}
