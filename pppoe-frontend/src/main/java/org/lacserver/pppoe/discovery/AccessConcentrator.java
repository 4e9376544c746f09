package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The Access Concentrator's side of discovery (RFC 2516 §5). It keeps nothing between two packets;
 * whether there is room for one more session is the caller's to know.
 */
public final class AccessConcentrator {
    /**
     * What a PADR asks for.
     *
     * @param serviceName the one Service-Name
     * @param cookieNonce equal in repetitions of the same PADR only
     * @param line what the access node added
     */
    public record Request(String serviceName, long cookieNonce, LineTag line) {}

    /** What the asked line is offered. */
    public interface Offer {
        String acName();

        /** The services there are; empty: every one asked for. */
        List<String> serviceNames();
    }

    private final Cookies cookies;
    private @Nullable PppoeTags tags;
    private @Nullable Request request;

    public AccessConcentrator(Cookies cookies) {
        this.cookies = cookies;
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
        ByteBuffer wanted = read.first(PppoeCode.SERVICE_NAME);
        if (wanted == null || read.count(PppoeCode.SERVICE_NAME) != 1) {
            return DiscoveryHeard.PADI_BAD_SERVICE_NAME;
        }
        String service = text(wanted);
        if (!isServed(service, offer.serviceNames())) {
            return DiscoveryHeard.PADI_SERVICE_NOT_SERVED;
        }
        writer.reply(frame, ownMac).pppoe(PppoeCode.PADO, 0);
        writer.tag(PppoeCode.AC_NAME, offer.acName()).tag(PppoeCode.SERVICE_NAME, wanted);
        for (String other : offer.serviceNames()) {
            if (!other.equals(service)) {
                writer.tag(PppoeCode.SERVICE_NAME, other); // §5.2: others that the AC offers
            }
        }
        writer.tag(PppoeCode.AC_COOKIE, cookies.make(nowNanos, accessPort, frame));
        echo(read, writer);
        return writer.isTooLong() ? DiscoveryHeard.PADI_REPLY_TOO_LONG : DiscoveryHeard.PADO_SENT;
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
        if (!isServed(service, offer.serviceNames())) {
            refuse(frame, ownMac, PppoeCode.SERVICE_NAME_ERROR, "service not offered", writer);
            return DiscoveryHeard.PADR_SERVICE_NOT_SERVED;
        }
        request = new Request(service, Cookies.nonce(cookie), LineTag.in(read));
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
        if (service != null) {
            writer.tag(PppoeCode.SERVICE_NAME, service);
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

    /** Appendix A: Host-Uniq and Relay-Session-Id go back unmodified. */
    private static void echo(@Nullable PppoeTags heard, FrameWriter writer) {
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
    }

    /** Appendix A: an empty Service-Name means any service is acceptable. */
    private static boolean isServed(String service, List<String> serviceNames) {
        return service.isEmpty() || serviceNames.isEmpty() || serviceNames.contains(service);
    }

    private static String text(ByteBuffer value) {
        return StandardCharsets.UTF_8.decode(value.duplicate()).toString();
    }
}
