package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an outgoing call goes, from the Cisco-AVPairs of an Access-Accept: {@code dial:port=eth1},
 * {@code dial:vlan=200.17}, {@code dial:mac=02:00:5e:10:00:01}, {@code dial:service=…}, {@code
 * dial:ac-name=…}, or {@code dial:modem=…} with {@code dial:number=…}; and {@code dial:limit},
 * {@code dial:min-bps}, {@code dial:max-bps}. Of two pairs with one name the first counts; pairs
 * with another prefix are not ours.
 */
final class DialPairs {
    private static final String PREFIX = "dial:";
    private static final Set<String> NAMES =
            Set.of(
                    "port", "vlan", "mac", "service", "ac-name", "modem", "number", "limit",
                    "min-bps", "max-bps");
    private static final Pattern VLAN = Pattern.compile("(\\d{1,4})(?:\\.(\\d{1,4}))?");
    private static final Pattern MAC = Pattern.compile("\\p{XDigit}{2}(?::\\p{XDigit}{2}){5}");
    private static final int MAX_VLAN = 4094;

    private final Map<String, String> values = new LinkedHashMap<>();
    private @Nullable String fault;

    private DialPairs(List<String> pairs) {
        for (String pair : pairs) {
            int end = pair.indexOf('=');
            if (!pair.startsWith(PREFIX) || end < 0) {
                continue;
            }
            String name = pair.substring(PREFIX.length(), end);
            if (NAMES.contains(name)) {
                values.putIfAbsent(name, pair.substring(end + 1).strip());
            } else {
                bad(name, "expected one of " + NAMES.stream().sorted().toList());
            }
        }
    }

    static DialReply read(List<String> pairs, String server, Duration rtt, DialRequest request) {
        return new DialPairs(pairs).reply(server, rtt, request);
    }

    private DialReply reply(String server, Duration rtt, DialRequest request) {
        String port = values.get("port");
        String modem = values.get("modem");
        if ((port == null) == (modem == null)) {
            bad("port", "expected either dial:port or dial:modem");
        }
        int outer = 0;
        int inner = 0;
        Matcher vlan = VLAN.matcher(text("vlan", "0"));
        if (vlan.matches()) {
            outer = vlan("vlan", vlan.group(1));
            inner = vlan.group(2) == null ? 0 : vlan("vlan", vlan.group(2));
        } else {
            bad("vlan", "expected 1..4094, or two of them with a dot between");
        }
        DialReply.Route route =
                new DialReply.Route(
                        server,
                        rtt,
                        port,
                        outer,
                        inner,
                        mac(),
                        text("service", ""),
                        values.get("ac-name"),
                        modem,
                        text("number", request.number()),
                        (int) number("limit", Integer.MAX_VALUE),
                        number("min-bps", 0xffff_ffffL),
                        number("max-bps", 0xffff_ffffL));
        return fault == null ? route : new DialReply.Unusable(server, rtt, fault);
    }

    private String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    private int vlan(String name, String digits) {
        int id = Integer.parseInt(digits);
        boolean isNone = id == 0 && values.get(name) == null;
        if (!isNone && (id < 1 || id > MAX_VLAN)) {
            bad(name, "expected 1..4094");
        }
        return id;
    }

    private long mac() {
        String text = values.get("mac");
        if (text == null || text.equals("any")) {
            return 0;
        }
        if (!MAC.matcher(text).matches()) {
            bad("mac", "expected six octets in hexadecimal with colons between");
            return 0;
        }
        return Long.parseLong(text.replace(":", ""), 16);
    }

    private long number(String name, long most) {
        String text = values.get(name);
        if (text == null) {
            return 0;
        }
        if (text.matches("\\d{1,10}") && Long.parseLong(text) <= most) {
            return Long.parseLong(text);
        }
        bad(name, "expected a number up to " + most);
        return 0;
    }

    /** The first thing wrong is the one told. */
    private void bad(String name, String expected) {
        if (fault == null) {
            String value = values.get(name);
            fault =
                    "dial:"
                            + Texts.printable(name)
                            + (value == null ? "" : "=" + Texts.printable(value))
                            + ": "
                            + expected;
        }
    }
}
