package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

import java.nio.ByteBuffer;

/**
 * A control datagram in one line for people: {@code ICRQ tunnel 5 session 0 Ns 2 Nr 1 {Assigned
 * Session 811, Serial 90211}}. It reads any octets; passwords, responses to challenges and hidden
 * values are not shown.
 */
public final class Dump {
    private static final int MOST_TEXT = 80;
    private static final int MOST_OCTETS = 32;
    private static final int M = 0x80;
    private static final int H = 0x40;

    private Dump() {}

    /** What remains in {@code datagram}, whose position stays. */
    public static String line(ByteBuffer datagram) {
        ByteBuffer octets = datagram.slice();
        ControlHeader header = ControlCodec.header(octets);
        if (header == null) {
            Decoded decoded = ControlCodec.decode(octets, java.util.List.of());
            return decoded instanceof Decoded.Refused(Fault fault)
                    ? "not L2TP control: " + fault.reason() + ", " + fault.text()
                    : "not L2TP control";
        }
        ByteBuffer body = octets.slice(0, octets.getShort(2) & 0xffff);
        body.position(ControlHeader.LENGTH);
        StringBuilder out = new StringBuilder(160);
        out.append(name(body))
                .append(" tunnel ")
                .append(header.tunnelId())
                .append(" session ")
                .append(header.sessionId())
                .append(" Ns ")
                .append(header.ns())
                .append(" Nr ")
                .append(header.nr());
        if (body.hasRemaining()) {
            avps(body, out);
        }
        return out.toString();
    }

    private static String name(ByteBuffer body) {
        if (!body.hasRemaining()) {
            return "ZLB";
        }
        int at = body.position();
        return body.remaining() >= 8 && body.getInt(at + 2) == 0
                ? Names.message(body.getShort(at + 6) & 0xffff)
                : "message without type";
    }

    private static void avps(ByteBuffer body, StringBuilder out) {
        String separator = " {";
        boolean first = true;
        while (body.hasRemaining()) {
            int at = body.position();
            int left = body.remaining();
            int length = left < AvpReader.HEADER ? 0 : body.getShort(at) & 0x3ff;
            if (length < AvpReader.HEADER || length > left) {
                out.append(separator).append(left).append(" octets that are no AVP");
                separator = ", ";
                break;
            }
            if (!first) {
                out.append(separator);
                avp(body.slice(at, length), out);
                separator = ", ";
            }
            first = false; // the message type, said already
            body.position(at + length);
        }
        out.append(separator.equals(" {") ? "" : "}");
    }

    private static void avp(ByteBuffer avp, StringBuilder out) {
        int flags = avp.get(0) & 0xff;
        int vendor = avp.getShort(2) & 0xffff;
        int number = avp.getShort(4) & 0xffff;
        Octets value = Octets.of(avp.slice(AvpReader.HEADER, avp.limit() - AvpReader.HEADER));
        avp(new RawAvp(vendor, number, (flags & M) != 0, (flags & H) != 0, value), out);
    }

    static String avp(RawAvp avp) {
        StringBuilder out = new StringBuilder();
        avp(avp, out);
        return out.toString();
    }

    /** Whether a value of this type is for nobody to see. */
    static boolean isMasked(@Nullable AvpType type) {
        return type == AvpType.PROXY_AUTHEN_RESPONSE || type == AvpType.CHALLENGE_RESPONSE;
    }

    private static void avp(RawAvp avp, StringBuilder out) {
        AvpType type = avp.vendor() == 0 ? AvpType.named(avp.type()) : null;
        LineAvp line = avp.vendor() == VendorAvp.ADSL_FORUM ? LineAvp.of(avp.type()) : null;
        Octets value = avp.value();
        out.append(Names.avp(avp.vendor(), avp.type()));
        if (type == null && avp.mandatory()) {
            out.append(" (mandatory)");
        }
        if (avp.hidden()) {
            out.append(" hidden");
        } else if (isMasked(type)) {
            out.append(" ***");
        } else if (type != null && type.kind().fits(value.length())) {
            value(type, value, out);
        } else if (line != null && line.kind().fits(value.length())) {
            line(line, value, out);
        } else {
            out.append(' ').append(guess(value));
        }
    }

    private static void line(LineAvp line, Octets value, StringBuilder out) {
        out.append(' ');
        switch (line.kind()) {
            case TEXT -> out.append(printable(value.toText()));
            case RATE, DELAY, FLAG ->
                    out.append(Long.toUnsignedString(AvpSet.number(value, 0, value.length())));
            case ENCAPSULATION, LINE_TYPE -> out.append(hex(value));
        }
    }

    private static void value(AvpType type, Octets value, StringBuilder out) {
        switch (type.kind()) {
            case U16, ID, U32 -> out.append(' ').append(AvpSet.number(value, 0, value.length()));
            case U64, CHALLENGE, OCTETS, NONEMPTY, NSAP, ON_HOLD ->
                    out.append(' ').append(hex(value));
            case EMPTY -> {}
            case TEXT, NAME -> out.append(' ').append(printable(value.toText()));
            case SECRET, DIGEST -> {} // said above
            case RESULT -> {
                out.append(' ').append(AvpSet.number(value, 0, 2));
                if (value.length() >= 4) {
                    out.append('/').append(AvpSet.number(value, 2, 2));
                }
                text(value, 4, out);
            }
            case Q931 -> {
                out.append(' ').append(AvpSet.number(value, 0, 2));
                out.append('/').append(value.at(2) & 0xff);
                text(value, 3, out);
            }
            case DISCONNECT -> {
                out.append(' ').append(AvpSet.number(value, 0, 2));
                out.append(" protocol ")
                        .append(Long.toHexString(AvpSet.number(value, 2, 2)))
                        .append(" direction ")
                        .append(value.at(4));
                text(value, 5, out);
            }
            case CALL_ERRORS -> numbers(value, out);
            case ACCM ->
                    out.append(" send ")
                            .append(Long.toHexString(AvpSet.number(value, 2, 4)))
                            .append(" receive ")
                            .append(Long.toHexString(AvpSet.number(value, 6, 4)));
            case VPI_VCI -> pair(AvpSet.number(value, 0, 2), AvpSet.number(value, 2, 2), out);
            case FAILOVER ->
                    out.append(" flags ")
                            .append(AvpSet.number(value, 0, 2))
                            .append(" recovery ms ")
                            .append(AvpSet.number(value, 2, 4));
            case ID_PAIR -> pair(AvpSet.number(value, 4, 2), AvpSet.number(value, 8, 2), out);
            case SEQUENCE -> pair(AvpSet.number(value, 2, 2), AvpSet.number(value, 4, 2), out);
            case SPEEDS -> {
                out.append(' ').append(AvpSet.number(value, 2, 2)).append(':');
                pair(AvpSet.number(value, 4, 4), AvpSet.number(value, 8, 4), out);
            }
        }
    }

    private static void pair(long one, long other, StringBuilder out) {
        out.append(' ').append(one).append('/').append(other);
    }

    private static void numbers(Octets value, StringBuilder out) {
        for (int from = 2; from < value.length(); from += 4) {
            out.append(from == 2 ? ' ' : '/').append(AvpSet.number(value, from, 4));
        }
    }

    private static void text(Octets value, int from, StringBuilder out) {
        if (value.length() > from) {
            out.append(" \"").append(printable(AvpSet.text(value, from))).append('"');
        }
    }

    private static String guess(Octets value) {
        String text = value.toText();
        boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return plain ? printable(text) : hex(value);
    }

    private static String hex(Octets value) {
        if (value.length() <= MOST_OCTETS) {
            return "0x" + value;
        }
        return "0x"
                + value.toString().substring(0, 2 * MOST_OCTETS)
                + "… ("
                + value.length()
                + " octets)";
    }

    /** Whatever a peer sends: no control characters, and not much of it. */
    private static String printable(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MOST_TEXT + 1));
        text.codePoints()
                .limit(MOST_TEXT)
                .map(
                        c ->
                                Character.isISOControl(c)
                                                || Character.getType(c) == Character.FORMAT
                                        ? '?'
                                        : c)
                .forEach(clean::appendCodePoint);
        return text.codePointCount(0, text.length()) > MOST_TEXT ? clean + "…" : clean.toString();
    }
}
