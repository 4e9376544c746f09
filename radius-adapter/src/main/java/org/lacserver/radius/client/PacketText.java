package org.lacserver.radius.client;

import org.lacserver.radius.vendor.VendorTable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A RADIUS packet in one line for people, and the same octets without anybody's secret. */
public final class PacketText {
    private static final int HEADER = PacketCodec.HEADER;
    private static final int EAP_HEADER = 5;
    private static final byte MASK = '*';

    private static final Map<Integer, String> CODES =
            Map.of(
                    1, "Access-Request",
                    2, "Access-Accept",
                    3, "Access-Reject",
                    4, "Accounting-Request",
                    5, "Accounting-Response",
                    11, "Access-Challenge",
                    12, "Status-Server");

    /**
     * By how many octets of the value may be kept: RFC 2865 §5.2, §5.3 (an identifier), RFC 2868
     * §3.5 (a tag), RFC 2869 §5.4, §5.14.
     */
    private static final Map<Integer, Integer> SECRETS =
            Map.of(
                    Type.USER_PASSWORD,
                    0,
                    Type.CHAP_PASSWORD,
                    1,
                    Type.TUNNEL_PASSWORD,
                    1,
                    70,
                    0,
                    Type.MESSAGE_AUTHENTICATOR,
                    0);

    /** Those of Microsoft's that are no proof and no key (RFC 2548). */
    private static final Set<Integer> PLAIN_OF_MICROSOFT =
            Set.of(Type.MS_CHAP_ERROR, Type.MS_CHAP_CHALLENGE);

    private PacketText() {}

    /** Reads any octets, a packet that was cut off too. */
    public static String of(byte[] packet, VendorTable vendors) {
        if (packet.length < HEADER) {
            return "a packet of " + packet.length + " octets";
        }
        int code = packet[0] & 0xff;
        StringBuilder out = new StringBuilder(CODES.getOrDefault(code, "code " + code));
        out.append(" id ").append(packet[1] & 0xff);
        List<Attribute> attributes = new ArrayList<>();
        int end = end(packet);
        int at = HEADER;
        while (at + 2 <= end
                && (packet[at + 1] & 0xff) >= 2
                && at + (packet[at + 1] & 0xff) <= end) {
            int next = at + (packet[at + 1] & 0xff);
            int type = packet[at] & 0xff;
            if (type != Type.MESSAGE_AUTHENTICATOR) {
                attributes.add(new Attribute(type, Arrays.copyOfRange(packet, at + 2, next)));
            }
            at = next;
        }
        out.append(" {");
        out.append(String.join(", ", AttributeText.lines(attributes, vendors)));
        return out.append(at < end ? ", …}" : "}").toString();
    }

    private static int end(byte[] packet) {
        return Math.min(packet.length, (packet[2] & 0xff) << 8 | (packet[3] & 0xff));
    }

    /** A copy of at most {@code most} octets, in which nothing secret is left. */
    public static byte[] masked(byte[] packet, int most, VendorTable vendors) {
        byte[] copy = packet.clone(); // whole, so that what is cut off is known for what it is
        boolean isFirstEap = true;
        int at = HEADER;
        while (at + 2 <= copy.length) {
            int length = copy[at + 1] & 0xff;
            if (length < 2) {
                break;
            }
            int type = copy[at] & 0xff;
            int end = Math.min(at + length, copy.length);
            Integer kept = SECRETS.get(type);
            if (kept != null) {
                fill(copy, at + 2 + kept, end);
            } else if (type == Type.EAP_MESSAGE) {
                fill(copy, at + 2 + (isFirstEap ? EAP_HEADER : 0), end);
                isFirstEap = false;
            } else if (type == Type.VENDOR_SPECIFIC) {
                vendor(copy, at + 2, end, vendors);
            }
            at = end;
        }
        return copy.length <= most ? copy : Arrays.copyOf(copy, most);
    }

    private static void vendor(byte[] packet, int from, int to, VendorTable vendors) {
        if (to - from < Integer.BYTES) {
            return;
        }
        int vendor = ByteBuffer.wrap(packet).getInt(from);
        int at = from + Integer.BYTES;
        while (at + 2 <= to) {
            int length = packet[at + 1] & 0xff;
            if (length < 2 || at + length > to) {
                break;
            }
            int type = packet[at] & 0xff;
            byte[] value = Arrays.copyOfRange(packet, at + 2, at + length);
            boolean isPlain =
                    vendor == Type.MICROSOFT
                            ? PLAIN_OF_MICROSOFT.contains(type)
                            : AttributeText.isTold(vendor, type, value, vendors);
            if (!isPlain) {
                fill(packet, at + 2, at + length);
            }
            at += length;
        }
        fill(packet, at, to); // what cannot be read may be anything
    }

    private static void fill(byte[] octets, int from, int to) {
        if (from < to) {
            Arrays.fill(octets, from, to, MASK);
        }
    }
}
