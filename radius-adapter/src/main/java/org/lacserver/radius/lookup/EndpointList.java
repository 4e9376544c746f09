package org.lacserver.radius.lookup;

import org.lacserver.radius.lookup.TunnelSet.Medium;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Several endpoints in one attribute: commas or blanks between equals, a slash before those that
 * come after all before it (as Cisco has it).
 */
final class EndpointList {
    private static final Pattern EQUALS = Pattern.compile("[,\\s]+");

    private EndpointList() {}

    /** In order, equals together; no list in it is empty. */
    static List<List<String>> read(String text) {
        List<List<String>> ranks = new ArrayList<>();
        for (String rank : text.split("/", -1)) {
            List<String> equals =
                    Arrays.stream(EQUALS.split(rank, -1)).filter(each -> !each.isEmpty()).toList();
            if (!equals.isEmpty()) {
                ranks.add(equals);
            }
        }
        return ranks;
    }

    /** ANY for a name. */
    static Medium family(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Address(InetAddress address) ->
                    address instanceof Inet4Address ? Medium.IPV4 : Medium.IPV6;
            case Endpoint.Name _ -> Medium.ANY;
        };
    }

    static boolean agree(Medium one, Medium other) {
        return one == Medium.ANY || other == Medium.ANY || one == other;
    }

    /** The first client for {@code wanted}; when any will do, the first of each family. */
    static List<Endpoint> perFamily(List<Endpoint> clients, Medium wanted) {
        if (wanted != Medium.ANY) {
            return clients.stream().filter(each -> agree(wanted, family(each))).limit(1).toList();
        }
        Map<Medium, Endpoint> first = new EnumMap<>(Medium.class);
        clients.forEach(each -> first.putIfAbsent(family(each), each));
        // a name among them may turn out to be of either family
        return first.containsKey(Medium.ANY)
                ? List.of(clients.getFirst())
                : clients.stream().filter(first::containsValue).distinct().toList();
    }
}
