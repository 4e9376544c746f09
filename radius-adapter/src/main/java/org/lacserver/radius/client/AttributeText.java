package org.lacserver.radius.client;

import org.lacserver.radius.vendor.Meaning;
import org.lacserver.radius.vendor.Said;
import org.lacserver.radius.vendor.VendorTable;
import org.tinyradius.core.attribute.AttributeTemplate;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Attributes as people read them, {@code Tunnel-Type:1 = L2TP}; what is secret stays so. */
public final class AttributeText {
    private static final int VENDOR_SPECIFIC = 26;
    private static final int HIGHEST_TAG = 0x1f;
    private static final String MASK = "***";

    /** Of replies; the dictionary has what is sent. */
    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(18, "Reply-Message"),
                    Map.entry(24, "State"),
                    Map.entry(27, "Session-Timeout"),
                    Map.entry(28, "Idle-Timeout"),
                    Map.entry(33, "Proxy-State"),
                    Map.entry(69, "Tunnel-Password"),
                    Map.entry(79, "EAP-Message"),
                    Map.entry(81, "Tunnel-Private-Group-Id"),
                    Map.entry(83, "Tunnel-Preference"),
                    Map.entry(85, "Acct-Interim-Interval"));

    /** User-Password, CHAP-Password, Tunnel-Password: RFC 2865 §5.2, §5.3, RFC 2868 §3.5. */
    private static final Set<Integer> SECRETS = Set.of(2, 3, 69);

    private static final Set<Integer> INTEGERS = Set.of(5, 6, 7, 27, 28, 61, 85);
    private static final Set<Integer> TAGGED_INTEGERS = Set.of(64, 65, 83);
    private static final Set<Integer> TAGGED_TEXTS = Set.of(66, 67, 81, 82, 90, 91);

    private static final Map<Integer, Map<Long, String>> WORDS =
            Map.of(
                    6, Map.of(2L, "Framed-User", 5L, "Outbound-User"),
                    7, Map.of(1L, "PPP"),
                    64, Map.of(1L, "PPTP", 2L, "L2F", 3L, "L2TP", 9L, "ESP", 10L, "GRE"),
                    65, Map.of(1L, "IPv4", 2L, "IPv6"));

    private AttributeText() {}

    /** One line each, in their order; vendors' are known by {@code vendors}. */
    public static List<String> lines(Attributes attributes, VendorTable vendors) {
        List<Attribute> plain = new ArrayList<>();
        attributes
                .list()
                .forEach(each -> plain.add(new Attribute(each.getType(), each.getValue())));
        return lines(plain, vendors);
    }

    /** One line each, in their order; each part of a Vendor-Specific has its own. */
    public static List<String> lines(List<Attribute> attributes, VendorTable vendors) {
        List<String> lines = new ArrayList<>();
        for (Attribute attribute : attributes) {
            if (attribute.type() == VENDOR_SPECIFIC && attribute.value().length >= Integer.BYTES) {
                vendor(ByteBuffer.wrap(attribute.value()), vendors, lines);
            } else {
                lines.add(line(attribute.type(), attribute.value()));
            }
        }
        return lines;
    }

    private static String line(int type, byte[] value) {
        String name =
                Attributes.DICTIONARY
                        .getAttributeTemplate(type)
                        .map(AttributeTemplate::getName)
                        .orElseGet(() -> NAMES.getOrDefault(type, "Attribute-" + type));
        if (SECRETS.contains(type)) {
            boolean isTagged = type == Type.TUNNEL_PASSWORD && value.length > 0;
            return name + (isTagged ? tag(value[0]) : "") + " = " + MASK;
        }
        if (TAGGED_INTEGERS.contains(type) && value.length == Integer.BYTES) {
            long number = ByteBuffer.wrap(value).getInt() & 0xff_ffffL;
            return name + tag(value[0]) + " = " + word(type, number);
        }
        if (INTEGERS.contains(type) && value.length == Integer.BYTES) {
            return name + " = " + word(type, ByteBuffer.wrap(value).getInt() & 0xffff_ffffL);
        }
        if (TAGGED_TEXTS.contains(type) && value.length > 0 && value[0] <= HIGHEST_TAG) {
            if (value[0] >= 0) {
                return name + tag(value[0]) + " = " + text(value, 1);
            }
        }
        if (type == Type.NAS_IP_ADDRESS && value.length == Integer.BYTES) {
            return name
                    + (" = " + (value[0] & 0xff) + "." + (value[1] & 0xff))
                    + ("." + (value[2] & 0xff) + "." + (value[3] & 0xff));
        }
        return name + " = " + text(value, 0);
    }

    // RFC 2865 §5.26; what is left of a malformed one stays as it is
    private static void vendor(ByteBuffer value, VendorTable vendors, List<String> lines) {
        int vendor = value.getInt();
        if (!value.hasRemaining()) {
            lines.add("Vendor-" + vendor + " = nothing");
        }
        while (value.remaining() >= 2) {
            int type = value.get() & 0xff;
            int length = (value.get() & 0xff) - 2;
            if (length < 0 || length > value.remaining()) {
                value.position(value.position() - 2);
                break;
            }
            byte[] sub = new byte[length];
            value.get(sub);
            lines.add(vendor(vendor, type, sub, vendors));
        }
        if (value.hasRemaining()) {
            lines.add("Vendor-" + vendor + " = malformed, " + value.remaining() + " octets");
        }
    }

    /** What nobody here knows may be a secret, and is told by its length alone. */
    private static String vendor(int vendor, int type, byte[] value, VendorTable vendors) {
        Said said = vendors.read(vendor, type, value);
        if (said != null) {
            String name = said.name() + tag((byte) said.tag());
            boolean isSecret =
                    said.meaning() == Meaning.PASSWORD
                            || isSecret(said.name())
                            || isSecret(said.knob());
            return name + " = " + (isSecret ? MASK : valueOf(said, value));
        }
        Optional<String> name =
                Attributes.DICTIONARY
                        .getAttributeTemplate(vendor, type)
                        .map(AttributeTemplate::getName);
        boolean isTold = name.isPresent() && vendor == Type.ADSL_FORUM;
        if (isTold && value.length == Integer.BYTES && type >= Type.ACTUAL_DATA_RATE_UPSTREAM) {
            return name.get() + " = " + Integer.toUnsignedString(ByteBuffer.wrap(value).getInt());
        }
        return name.orElse("Vendor-" + vendor + "-Attribute-" + type)
                + (isTold ? " = " + text(value, 0) : " = " + value.length + " octets");
    }

    /** Whether the value of a vendor's attribute is shown. */
    static boolean isTold(int vendor, int type, byte[] value, VendorTable vendors) {
        Said said = vendors.read(vendor, type, value);
        if (said == null) {
            return vendor == Type.ADSL_FORUM;
        }
        return said.meaning() != Meaning.PASSWORD
                && !said.isUnknown()
                && !isSecret(said.name())
                && !isSecret(said.knob());
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password") || lower.contains("secret") || lower.contains("key");
    }

    private static String valueOf(Said said, byte[] value) {
        if (said.isUnknown()) {
            return value.length + " octets";
        }
        boolean isRead = !said.isInVain() && !said.isHidden() && said.meaning() != Meaning.SET;
        return isRead ? '"' + printable(said.text()) + '"' : text(value, 0);
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
        return out.toString();
    }

    private static String tag(byte tag) {
        return tag > 0 && tag <= HIGHEST_TAG ? ":" + tag : "";
    }

    private static String word(int type, long number) {
        String word = WORDS.getOrDefault(type, Map.of()).get(number);
        return word == null ? Long.toString(number) : word;
    }

    /** In quotes where it is text; else hexadecimal. */
    private static String text(byte[] value, int from) {
        ByteBuffer octets = ByteBuffer.wrap(value, from, value.length - from);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(octets.duplicate()).toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return '"' + text + '"';
            }
        } catch (CharacterCodingException e) {
            return hex(value, from);
        }
        return hex(value, from);
    }

    private static String hex(byte[] value, int from) {
        return "0x" + HexFormat.of().formatHex(value, from, value.length);
    }
}
