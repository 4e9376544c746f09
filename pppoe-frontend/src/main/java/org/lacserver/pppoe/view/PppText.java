package org.lacserver.pppoe.view;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;

/** A PPP packet in one line (RFC 1661 §5, 1334, 1994, 3748, 1332, 5072). */
public final class PppText {
    private static final int LCP = 0xc021;
    private static final int PAP = 0xc023;
    private static final int CHAP = 0xc223;
    private static final int EAP = 0xc227;
    private static final int IPCP = 0x8021;
    private static final int IPV6CP = 0x8057;
    private static final int MOST_OPTIONS = 20;

    private record Option(String name, Function<ByteBuffer, String> form) {}

    /**
     * @param codes what packets are called
     * @param options of packets 1 to 4 of a control protocol (RFC 1661 §6)
     */
    private record Protocol(
            String name, Map<Integer, String> codes, Map<Integer, Option> options) {}

    private static final Map<Integer, String> CONTROL =
            Map.ofEntries(
                    Map.entry(1, "Configure-Request"),
                    Map.entry(2, "Configure-Ack"),
                    Map.entry(3, "Configure-Nak"),
                    Map.entry(4, "Configure-Reject"),
                    Map.entry(5, "Terminate-Request"),
                    Map.entry(6, "Terminate-Ack"),
                    Map.entry(7, "Code-Reject"),
                    Map.entry(8, "Protocol-Reject"),
                    Map.entry(9, "Echo-Request"),
                    Map.entry(10, "Echo-Reply"),
                    Map.entry(11, "Discard-Request"),
                    Map.entry(12, "Identification"),
                    Map.entry(13, "Time-Remaining"),
                    Map.entry(14, "Reset-Request"),
                    Map.entry(15, "Reset-Ack"));

    private static final Map<Integer, String> EAP_TYPES =
            Map.of(
                    1,
                    "Identity",
                    2,
                    "Notification",
                    3,
                    "Nak",
                    4,
                    "MD5-Challenge",
                    13,
                    "TLS",
                    21,
                    "TTLS",
                    25,
                    "PEAP",
                    26,
                    "MSCHAPv2");

    private static final Map<Integer, Option> LCP_OPTIONS =
            Map.ofEntries(
                    Map.entry(1, new Option("MRU", PppText::number)),
                    Map.entry(2, new Option("ACCM", Printable::hex)),
                    Map.entry(3, new Option("Auth", PppText::authentication)),
                    Map.entry(4, new Option("Quality", Printable::hex)),
                    Map.entry(5, new Option("Magic", Printable::hex)),
                    Map.entry(7, new Option("PFC", PppText::nothing)),
                    Map.entry(8, new Option("ACFC", PppText::nothing)),
                    Map.entry(13, new Option("Callback", Printable::hex)),
                    Map.entry(17, new Option("MRRU", PppText::number)),
                    Map.entry(18, new Option("Short-Sequence", PppText::nothing)),
                    Map.entry(19, new Option("Endpoint", Printable::hex)));

    private static final Map<Integer, Option> IPCP_OPTIONS =
            Map.of(
                    2, new Option("Compression", Printable::hex),
                    3, new Option("IP-Address", PppText::address),
                    129, new Option("DNS", PppText::address),
                    130, new Option("NBNS", PppText::address),
                    131, new Option("DNS-2", PppText::address),
                    132, new Option("NBNS-2", PppText::address));

    private static final Map<Integer, Protocol> PROTOCOLS =
            Map.ofEntries(
                    Map.entry(LCP, new Protocol("LCP", CONTROL, LCP_OPTIONS)),
                    Map.entry(
                            PAP,
                            new Protocol(
                                    "PAP",
                                    Map.of(
                                            1, "Authenticate-Request",
                                            2, "Authenticate-Ack",
                                            3, "Authenticate-Nak"),
                                    Map.of())),
                    Map.entry(
                            CHAP,
                            new Protocol(
                                    "CHAP",
                                    Map.of(
                                            1,
                                            "Challenge",
                                            2,
                                            "Response",
                                            3,
                                            "Success",
                                            4,
                                            "Failure"),
                                    Map.of())),
                    Map.entry(
                            EAP,
                            new Protocol(
                                    "EAP",
                                    Map.of(1, "Request", 2, "Response", 3, "Success", 4, "Failure"),
                                    Map.of())),
                    Map.entry(IPCP, new Protocol("IPCP", CONTROL, IPCP_OPTIONS)),
                    Map.entry(
                            IPV6CP,
                            new Protocol(
                                    "IPV6CP",
                                    CONTROL,
                                    Map.of(1, new Option("Interface-Id", Printable::hex)))),
                    Map.entry(0x80fd, new Protocol("CCP", CONTROL, Map.of())),
                    Map.entry(0x8053, new Protocol("ECP", CONTROL, Map.of())),
                    Map.entry(0x8281, new Protocol("MPLSCP", CONTROL, Map.of())),
                    Map.entry(0x8031, new Protocol("BCP", CONTROL, Map.of())),
                    Map.entry(0xc025, new Protocol("LQR", Map.of(), Map.of())),
                    Map.entry(0x0021, new Protocol("IPv4", Map.of(), Map.of())),
                    Map.entry(0x0057, new Protocol("IPv6", Map.of(), Map.of())));

    private PppText() {}

    /** A frame from its protocol field on; the position stays. */
    public static Shown of(ByteBuffer frame) {
        ByteBuffer octets = frame.slice();
        if (octets.remaining() < 2) {
            return new Shown("PPP", "a frame without a protocol");
        }
        int number = octets.getShort() & 0xffff;
        Protocol protocol = PROTOCOLS.get(number);
        if (protocol == null) {
            return new Shown("PPP", "protocol 0x" + Integer.toHexString(number));
        }
        if (protocol.codes().isEmpty()) {
            return new Shown(protocol.name(), octets.remaining() + " octets");
        }
        if (octets.remaining() < 4) {
            return new Shown(protocol.name(), "a packet that is too short");
        }
        int code = octets.get() & 0xff;
        int id = octets.get() & 0xff;
        int length = octets.getShort() & 0xffff;
        StringBuilder out = new StringBuilder();
        out.append(protocol.codes().getOrDefault(code, "code " + code)).append(" id ").append(id);
        if (length < 4 || length - 4 > octets.remaining()) {
            return new Shown(protocol.name(), out.append(" (its length does not fit)").toString());
        }
        ByteBuffer data = octets.slice(octets.position(), length - 4);
        switch (number) {
            case PAP -> pap(code, data, out);
            case CHAP -> chap(code, data, out);
            case EAP -> eap(data, out);
            default -> control(protocol, code, data, out);
        }
        return new Shown(protocol.name(), out.toString());
    }

    private static void control(Protocol protocol, int code, ByteBuffer data, StringBuilder out) {
        if (code >= 1 && code <= 4) {
            options(protocol.options(), data, out);
        } else if ((code == 5 || code == 6) && data.hasRemaining()) {
            out.append(' ').append(Printable.text(data));
        } else if (code == 8 && data.remaining() >= 2) {
            int rejected = data.getShort(0) & 0xffff;
            Protocol known = PROTOCOLS.get(rejected);
            out.append(" of ")
                    .append(known == null ? "0x" + Integer.toHexString(rejected) : known.name());
        } else if (code >= 9 && code <= 13 && data.remaining() >= 4) {
            out.append(" magic ").append(Printable.hex(data.slice(0, 4)));
            if (code == 12) {
                out.append(' ').append(Printable.text(data.slice(4, data.remaining() - 4)));
            }
        }
    }

    private static void options(Map<Integer, Option> known, ByteBuffer data, StringBuilder out) {
        String separator = " {";
        out.append(separator);
        for (int count = 0; data.remaining() >= 2; count++) {
            int type = data.get() & 0xff;
            int length = (data.get() & 0xff) - 2;
            if (count > 0) {
                out.append(", ");
            }
            if (length < 0 || length > data.remaining() || count == MOST_OPTIONS) {
                out.append(count == MOST_OPTIONS ? "…" : "an option that does not fit");
                break;
            }
            ByteBuffer value = data.slice(data.position(), length);
            data.position(data.position() + length);
            Option option = known.get(type);
            String text = option == null ? Printable.hex(value) : option.form().apply(value);
            out.append(option == null ? "option " + type : option.name())
                    .append(text.isEmpty() ? "" : " " + text);
        }
        out.append('}');
    }

    private static void pap(int code, ByteBuffer data, StringBuilder out) {
        if (!data.hasRemaining()) {
            return;
        }
        int length = Math.min(data.get(0) & 0xff, data.remaining() - 1);
        ByteBuffer text = data.slice(1, length);
        if (code == 1) {
            out.append(" name ").append(Printable.text(text)).append(" password ***");
        } else if (length > 0) {
            out.append(' ').append(Printable.text(text));
        }
    }

    private static void chap(int code, ByteBuffer data, StringBuilder out) {
        if (code != 1 && code != 2) {
            if (data.hasRemaining()) {
                out.append(' ').append(Printable.text(data));
            }
            return;
        }
        if (!data.hasRemaining()) {
            return;
        }
        int length = Math.min(data.get(0) & 0xff, data.remaining() - 1);
        out.append(" value ")
                .append(code == 1 ? Printable.hex(data.slice(1, length)) : "***")
                .append(" name ")
                .append(Printable.text(data.slice(1 + length, data.remaining() - 1 - length)));
    }

    private static void eap(ByteBuffer data, StringBuilder out) {
        if (!data.hasRemaining()) {
            return;
        }
        int type = data.get(0) & 0xff;
        out.append(' ').append(EAP_TYPES.getOrDefault(type, "type " + type));
        if (type <= 2 && data.remaining() > 1) {
            out.append(' ').append(Printable.text(data.slice(1, data.remaining() - 1)));
        }
    }

    private static String authentication(ByteBuffer value) {
        if (value.remaining() < 2) {
            return Printable.hex(value);
        }
        int protocol = value.getShort(0) & 0xffff;
        int algorithm = value.remaining() > 2 ? value.get(2) & 0xff : 0;
        return switch (protocol) {
            case PAP -> "PAP";
            case EAP -> "EAP";
            case CHAP ->
                    switch (algorithm) {
                        case 5 -> "CHAP-MD5";
                        case 0x80 -> "MS-CHAP";
                        case 0x81 -> "MS-CHAPv2";
                        default -> "CHAP with algorithm " + algorithm;
                    };
            default -> Printable.hex(value);
        };
    }

    private static String number(ByteBuffer value) {
        return value.remaining() == 2
                ? Integer.toString(value.getShort(0) & 0xffff)
                : Printable.hex(value);
    }

    private static String address(ByteBuffer value) {
        return value.remaining() == 4
                ? (value.get(0) & 0xff)
                        + ("." + (value.get(1) & 0xff))
                        + ("." + (value.get(2) & 0xff))
                        + ("." + (value.get(3) & 0xff))
                : Printable.hex(value);
    }

    private static String nothing(ByteBuffer value) {
        return value.hasRemaining() ? Printable.hex(value) : "";
    }
}
