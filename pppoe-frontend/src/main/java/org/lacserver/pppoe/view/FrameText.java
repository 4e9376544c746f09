package org.lacserver.pppoe.view;

import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.FrameFault;
import org.lacserver.pppoe.discovery.LineTag;
import org.lacserver.pppoe.discovery.PppoeCode;
import org.lacserver.pppoe.discovery.PppoeTags;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;

/** A whole Ethernet frame that carries PPPoE, in one line (RFC 2516 §4 and Appendix A). */
public final class FrameText {
    private static final String PPPOE = "PPPoE";

    private static final Map<Integer, String> CODES =
            Map.of(
                    PppoeCode.PADI, "PADI",
                    PppoeCode.PADO, "PADO",
                    PppoeCode.PADR, "PADR",
                    PppoeCode.PADS, "PADS",
                    PppoeCode.PADT, "PADT");

    private record Tag(String name, Function<ByteBuffer, String> form) {}

    private static final int PPP_MAX_PAYLOAD = 0x0120; // RFC 4638 §2

    private static final Map<Integer, Tag> TAGS =
            Map.ofEntries(
                    Map.entry(PppoeCode.SERVICE_NAME, new Tag("service", Printable::text)),
                    Map.entry(PppoeCode.AC_NAME, new Tag("ac", Printable::text)),
                    Map.entry(PppoeCode.HOST_UNIQ, new Tag("host-uniq", Printable::hex)),
                    Map.entry(PppoeCode.AC_COOKIE, new Tag("cookie", it -> length(it))),
                    Map.entry(PppoeCode.RELAY_SESSION_ID, new Tag("relay", Printable::hex)),
                    Map.entry(PPP_MAX_PAYLOAD, new Tag("max-payload", FrameText::number)),
                    Map.entry(
                            PppoeCode.SERVICE_NAME_ERROR,
                            new Tag("service-name-error", Printable::text)),
                    Map.entry(
                            PppoeCode.AC_SYSTEM_ERROR, new Tag("ac-system-error", Printable::text)),
                    Map.entry(PppoeCode.GENERIC_ERROR, new Tag("error", Printable::text)));

    private FrameText() {}

    /** What remains in {@code octets}, whose position stays; it may have been cut off. */
    public static Shown of(ByteBuffer octets) {
        AccessFrame frame = new AccessFrame();
        FrameFault fault = frame.read(octets);
        if (fault == FrameFault.PPPOE_BAD_LENGTH) {
            return new Shown(PPPOE, "a frame whose length does not fit, or that was cut off");
        }
        if (fault != null) {
            return new Shown(PPPOE, "a bad frame: " + fault);
        }
        if (!frame.isDiscovery()) {
            return frame.code() == PppoeCode.SESSION_DATA
                    ? PppText.of(frame.payload())
                    : new Shown(PPPOE, "a session frame with code " + frame.code());
        }
        StringBuilder out = new StringBuilder();
        out.append(CODES.getOrDefault(frame.code(), "code 0x" + Integer.toHexString(frame.code())));
        if (frame.sessionId() != 0) {
            out.append(" session ").append(frame.sessionId());
        }
        PppoeTags tags = PppoeTags.in(frame.payload());
        if (tags == null) {
            return new Shown(PPPOE, out.append(" (tags that do not fit)").toString());
        }
        tags(frame.payload(), out);
        line(LineTag.in(tags), out);
        return new Shown(PPPOE, out.toString());
    }

    private static void tags(ByteBuffer payload, StringBuilder out) {
        ByteBuffer left = payload.slice();
        while (left.remaining() >= 4) {
            int type = left.getShort() & 0xffff;
            int length = left.getShort() & 0xffff;
            if (type == PppoeCode.END_OF_LIST || length > left.remaining()) {
                return;
            }
            ByteBuffer value = left.slice(left.position(), length);
            left.position(left.position() + length);
            Tag tag = TAGS.get(type);
            if (tag != null) {
                out.append(' ').append(tag.name()).append(' ').append(tag.form().apply(value));
            } else if (type != PppoeCode.VENDOR_SPECIFIC) {
                out.append(" tag 0x").append(Integer.toHexString(type));
            }
        }
    }

    private static void line(LineTag line, StringBuilder out) {
        StringJoiner told = new StringJoiner(" ", " ", "");
        told.setEmptyValue("");
        String circuit = line.circuitId();
        String remote = line.remoteId();
        if (circuit != null) {
            told.add("circuit " + quoted(circuit));
        }
        if (remote != null) {
            told.add("remote " + quoted(remote));
        }
        if (line.downKbps() > 0 || line.upKbps() > 0) {
            told.add("down " + line.downKbps() + "k up " + line.upKbps() + "k");
        }
        out.append(told);
    }

    private static String quoted(String text) {
        return Printable.text(
                ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static String length(ByteBuffer value) {
        return "(" + value.remaining() + " octets)";
    }

    private static String number(ByteBuffer value) {
        return value.remaining() == 2
                ? Integer.toString(value.getShort(value.position()) & 0xffff)
                : Printable.hex(value);
    }
}
