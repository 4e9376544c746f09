package org.lacserver.tests.demo;

import org.lacserver.tests.peer.PppoeFrames;
import org.lacserver.tests.peer.ppp.Icmp;
import org.lacserver.tests.peer.ppp.Ppp;

import java.nio.ByteBuffer;

/** A frame or datagram in one line, as the ladder shows it. */
final class WireText {
    private static final String[] CONTROL = {
        "?", "SCCRQ", "SCCRP", "SCCCN", "StopCCN", "?", "Hello", "OCRQ", "OCRP", "OCCN", "ICRQ",
        "ICRP", "ICCN", "?", "CDN", "WEN", "SLI"
    };
    private static final String[] NEGOTIATION = {
        "?", "Configure-Request", "Configure-Ack", "Configure-Nak", "Configure-Reject",
        "Terminate-Request", "Terminate-Ack", "Code-Reject", "Protocol-Reject", "Echo-Request",
        "Echo-Reply", "Discard-Request"
    };
    private static final String[] PAP = {"?", "Authenticate-Request", "Ack", "Nak"};
    private static final String[] CHAP = {"?", "Challenge", "Response", "Success", "Failure"};

    private WireText() {}

    static String frame(ByteBuffer frame) {
        int at = 12;
        StringBuilder tags = new StringBuilder();
        while (frame.getShort(at) == (short) 0x8100 || frame.getShort(at) == (short) 0x88a8) {
            tags.append(tags.isEmpty() ? "VLAN " : ".").append(frame.getShort(at + 2) & 0xfff);
            at += 4;
        }
        String where = tags.isEmpty() ? "" : "  [" + tags + "]";
        int session = frame.getShort(at + 4) & 0xffff;
        if ((frame.getShort(at) & 0xffff) == PppoeFrames.SESSION) {
            return ppp(frame, at + 8) + where;
        }
        String name =
                switch (frame.get(at + 3) & 0xff) {
                    case PppoeFrames.PADI -> "PADI";
                    case PppoeFrames.PADO -> "PADO";
                    case PppoeFrames.PADR -> "PADR";
                    case PppoeFrames.PADS -> "PADS";
                    case PppoeFrames.PADT -> "PADT";
                    default -> "discovery ?";
                };
        return name + (session == 0 ? "" : " session " + session) + where;
    }

    static String datagram(ByteBuffer datagram) {
        int flags = datagram.getShort(0) & 0xffff;
        int at = (flags & 0x4000) != 0 ? 4 : 2;
        int tunnel = datagram.getShort(at) & 0xffff;
        int session = datagram.getShort(at + 2) & 0xffff;
        if ((flags & 0x8000) == 0) {
            at += 4 + ((flags & 0x0800) != 0 ? 4 : 0);
            if ((flags & 0x0200) != 0) {
                at += 2 + (datagram.getShort(at) & 0xffff);
            }
            at += datagram.getShort(at) == (short) 0xff03 ? 2 : 0;
            return ppp(datagram, at) + "  [" + tunnel + "/" + session + "]";
        }
        int type = datagram.limit() >= 20 ? datagram.getShort(18) & 0xffff : -1;
        return (type < 0 ? "ZLB" : name(CONTROL, type))
                + " Ns="
                + (datagram.getShort(8) & 0xffff)
                + " Nr="
                + (datagram.getShort(10) & 0xffff)
                + "  ["
                + tunnel
                + "/"
                + session
                + "]";
    }

    private static String ppp(ByteBuffer octets, int at) {
        int protocol = octets.getShort(at) & 0xffff;
        int code = octets.get(at + 2) & 0xff;
        return switch (protocol) {
            case Ppp.LCP -> "LCP " + name(NEGOTIATION, code) + auth(octets, at + 2, code);
            case Ppp.IPCP -> "IPCP " + name(NEGOTIATION, code) + address(octets, at + 2, code);
            case Ppp.PAP -> "PAP " + name(PAP, code);
            case Ppp.CHAP -> "CHAP " + name(CHAP, code);
            case Ppp.IP -> ip(octets, at + 2);
            default -> "PPP " + Integer.toHexString(protocol);
        };
    }

    private static String auth(ByteBuffer octets, int at, int code) {
        if (code > Ppp.CONFIGURE_REJECT) {
            return "";
        }
        byte[] options = options(octets, at);
        int found = Ppp.find(options, Ppp.OPTION_AUTH);
        if (found < 0 || found + 4 > options.length) {
            return "";
        }
        return options[found + 3] == 0x23 && (options[found + 2] & 0xff) == 0xc0
                ? " (auth PAP)"
                : " (auth CHAP)";
    }

    private static String address(ByteBuffer octets, int at, int code) {
        byte[] options = code > Ppp.CONFIGURE_REJECT ? new byte[0] : options(octets, at);
        int found = Ppp.find(options, 3);
        return found < 0 || found + 6 > options.length
                ? ""
                : " " + Icmp.text(ByteBuffer.wrap(options).getInt(found + 2));
    }

    private static byte[] options(ByteBuffer octets, int at) {
        int length = (octets.getShort(at + 2) & 0xffff) - 4;
        byte[] options = new byte[Math.clamp(length, 0, octets.limit() - at - 4)];
        octets.get(at + 4, options);
        return options;
    }

    private static String ip(ByteBuffer octets, int at) {
        String what =
                octets.get(at + 9) != 1
                        ? "IP"
                        : octets.get(at + 20) == 8 ? "ICMP echo request" : "ICMP echo reply";
        return what
                + " "
                + Icmp.text(octets.getInt(at + 12))
                + " > "
                + Icmp.text(octets.getInt(at + 16))
                + ", "
                + (octets.getShort(at + 2) & 0xffff)
                + " octets";
    }

    private static String name(String[] names, int code) {
        return code < names.length ? names[code] : "code " + code;
    }
}
