package org.lacserver.radius.lookup;

import static org.lacserver.radius.lookup.TunnelGroup.ABSENT;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Question.Attempt;
import org.lacserver.radius.client.Type;
import org.lacserver.radius.lookup.LookupReply.Skipped;
import org.lacserver.radius.vendor.Said;
import org.lacserver.radius.vendor.VendorTable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tunnel attributes of an Access-Accept, sorted by tag (RFC 2868 §3), concluded to sets.
 *
 * <p>Untagged attributes make sets of their own when they name an LNS; otherwise they fill what the
 * tagged sets leave open. Of two attributes of one type and tag the first counts, and those of RFC
 * 2868 before those of vendors.
 */
final class TunnelSets {
    private static final int L2TP = 3;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    private final Map<Integer, TunnelGroup> byTag = new TreeMap<>();
    private final List<TunnelSet> sets = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<String> strangeTypes = new ArrayList<>();
    private final VendorWords vendors;

    TunnelSets(Attempt attempt, List<Attribute> attributes, VendorTable table) {
        TunnelWords words = new TunnelWords(attempt, this::group, skipped);
        attributes.forEach(words::take);
        vendors = new VendorWords(words, this::group, skipped);
        for (VendorAttributes.Sub sub : new VendorAttributes(attributes).all()) {
            Said said = table.read(sub.vendor(), sub.type(), sub.value());
            if (said != null) {
                vendors.take(said);
            }
        }
        conclude();
        sets.sort(Comparator.comparingInt(TunnelSet::preference));
    }

    /** In order of preference. */
    List<TunnelSet> sets() {
        return sets;
    }

    /** The names of the groups that are to take the call, in order. */
    List<String> groups() {
        return vendors.groups();
    }

    List<Skipped> skipped() {
        return skipped;
    }

    /** Tunnel-Types that this box cannot do, with their tags; RFC 2868 §3.1 makes them a reject. */
    List<String> strangeTypes() {
        return strangeTypes;
    }

    /** LAC to caller in bit/s as the server wants it told to the LNS; 0 when it says nothing. */
    long txBps() {
        return vendors.txBps();
    }

    /** Caller to LAC in bit/s as the server wants it told to the LNS; 0 when it says nothing. */
    long rxBps() {
        return vendors.rxBps();
    }

    private TunnelGroup group(int tag) {
        return byTag.computeIfAbsent(tag, _ -> new TunnelGroup());
    }

    private void conclude() {
        TunnelGroup untagged = byTag.get(0);
        boolean isShared = untagged != null && byTag.size() > 1 && untagged.server == null;
        byTag.forEach(
                (tag, group) -> {
                    if (untagged != null && tag != 0) {
                        group.fillSettingsFrom(untagged);
                        if (isShared) {
                            group.fillFrom(untagged);
                        }
                    }
                    // what a named group of ours has to know stands in the configuration
                    boolean isOfGroup = group.server == null && !vendors.groups().isEmpty();
                    boolean isOnlyShared = isShared && tag == 0;
                    if (!isOnlyShared && !(isOfGroup && isDoable(group))) {
                        conclude(tag, group);
                    }
                });
    }

    private static boolean isDoable(TunnelGroup group) {
        return group.strangeType == null && (group.type == ABSENT || group.type == L2TP);
    }

    private void conclude(int tag, TunnelGroup group) {
        String fault = fault(tag, group);
        if (fault != null) {
            skipped.add(new Skipped(tag, fault));
            return;
        }
        List<Endpoint> clients = clients(tag, group);
        if (clients.isEmpty() && group.client != null) {
            return; // none that it names can be used: told already
        }
        int rank = 0;
        for (List<String> equals : EndpointList.read(String.valueOf(group.server))) {
            for (String text : equals) {
                Endpoint server = Endpoint.of(text);
                if (server == null) {
                    skipped.add(new Skipped(tag, noAddress("Tunnel-Server-Endpoint", text)));
                } else {
                    add(tag, group, rank, server, clients);
                }
            }
            rank++;
        }
    }

    private List<Endpoint> clients(int tag, TunnelGroup group) {
        List<Endpoint> clients = new ArrayList<>();
        for (List<String> equals : EndpointList.read(group.client == null ? "" : group.client)) {
            for (String text : equals) {
                Endpoint client = Endpoint.of(text);
                if (client == null) {
                    skipped.add(new Skipped(tag, noAddress("Tunnel-Client-Endpoint", text)));
                } else {
                    clients.add(client);
                }
            }
        }
        return clients;
    }

    /** A set for the server; a name has one for each family that its clients have. */
    private void add(
            int tag, TunnelGroup group, int rank, Endpoint server, List<Endpoint> clients) {
        TunnelSet.Medium medium = medium(group.medium);
        TunnelSet.Medium own = EndpointList.family(server);
        if (!EndpointList.agree(medium, own)) {
            skipped.add(new Skipped(tag, server.text() + " is not of Tunnel-Medium-Type"));
            return;
        }
        TunnelSet.Medium wanted = medium == TunnelSet.Medium.ANY ? own : medium;
        List<Endpoint> fitting = EndpointList.perFamily(clients, wanted);
        if (fitting.isEmpty() && !clients.isEmpty()) {
            skipped.add(
                    new Skipped(
                            tag,
                            server.text()
                                    + ": client and server endpoint differ in address family"));
            return;
        }
        if (fitting.isEmpty()) {
            sets.add(set(tag, group, rank, server, null, medium));
        }
        for (Endpoint client : fitting) {
            boolean isFree = wanted == TunnelSet.Medium.ANY;
            TunnelSet.Medium narrowed = isFree ? EndpointList.family(client) : medium;
            sets.add(set(tag, group, rank, server, client, narrowed));
        }
    }

    private static TunnelSet set(
            int tag,
            TunnelGroup group,
            int rank,
            Endpoint server,
            @Nullable Endpoint client,
            TunnelSet.Medium medium) {
        int preference = group.preference == ABSENT ? TunnelSet.NO_PREFERENCE : group.preference;
        return new TunnelSet(
                tag,
                Math.min(preference + rank, TunnelSet.MAX_PREFERENCE),
                server,
                client,
                medium,
                group.password == null ? new byte[0] : group.password,
                group.assignmentId,
                group.clientAuthId,
                group.serverAuthId,
                group.privateGroupId,
                group.limit,
                group.weight,
                group.wishes);
    }

    private @Nullable String fault(int tag, TunnelGroup group) {
        if (!group.hasType()) {
            return "no Tunnel-Type";
        }
        if (!isDoable(group)) {
            String type =
                    group.strangeType == null ? Integer.toString(group.type) : group.strangeType;
            strangeTypes.add("Tunnel-Type " + type + " of tag " + tag);
            return "Tunnel-Type " + type + " is not L2TP";
        }
        if (group.medium != ABSENT && group.medium != IPV4 && group.medium != IPV6) {
            return "Tunnel-Medium-Type " + group.medium + " is neither IPv4 nor IPv6";
        }
        if (group.server == null || EndpointList.read(group.server).isEmpty()) {
            return "no Tunnel-Server-Endpoint";
        }
        return group.isPasswordBroken ? "Tunnel-Password cannot be uncovered" : null;
    }

    private static TunnelSet.Medium medium(int medium) {
        return switch (medium) {
            case IPV4 -> TunnelSet.Medium.IPV4;
            case IPV6 -> TunnelSet.Medium.IPV6;
            default -> TunnelSet.Medium.ANY;
        };
    }

    private static String noAddress(String what, String text) {
        return what + " " + Texts.printable(text) + " is no address or name of a host";
    }

    /** For people. */
    static String name(int type) {
        return switch (type) {
            case Type.TUNNEL_TYPE -> "Tunnel-Type";
            case Type.TUNNEL_MEDIUM_TYPE -> "Tunnel-Medium-Type";
            case Type.TUNNEL_PREFERENCE -> "Tunnel-Preference";
            case Type.TUNNEL_CLIENT_ENDPOINT -> "Tunnel-Client-Endpoint";
            case Type.TUNNEL_SERVER_ENDPOINT -> "Tunnel-Server-Endpoint";
            case Type.TUNNEL_PRIVATE_GROUP_ID -> "Tunnel-Private-Group-ID";
            case Type.TUNNEL_ASSIGNMENT_ID -> "Tunnel-Assignment-ID";
            case Type.TUNNEL_CLIENT_AUTH_ID -> "Tunnel-Client-Auth-ID";
            default -> "Tunnel-Server-Auth-ID";
        };
    }
}
