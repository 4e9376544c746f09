package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Question.Attempt;
import org.lacserver.radius.client.Type;
import org.lacserver.radius.lookup.LookupReply.Skipped;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The tunnel attributes of an Access-Accept, sorted by tag (RFC 2868 §3), concluded to sets.
 *
 * <p>Untagged attributes make a set of their own when they name an LNS; otherwise they fill what
 * the tagged sets leave open. Of two attributes of one type and tag the first counts.
 */
final class TunnelSets {
    private static final int L2TP = 3;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int MAX_TAG = 0x1f;
    private static final int ABSENT = -1;
    private static final Pattern DOTTED =
            Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private final Attempt attempt;
    private final Map<Integer, Group> groups = new TreeMap<>();
    private final List<TunnelSet> sets = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();

    TunnelSets(Attempt attempt, List<Attribute> attributes) {
        this.attempt = attempt;
        attributes.forEach(this::sort);
        Group untagged = groups.get(0);
        boolean isShared = untagged != null && groups.size() > 1 && untagged.server == null;
        groups.forEach(
                (tag, group) -> {
                    if (untagged != null && isShared) {
                        if (tag == 0) {
                            return;
                        }
                        group.fillFrom(untagged);
                    }
                    conclude(tag, group);
                });
        sets.sort(Comparator.comparingInt(TunnelSet::preference));
    }

    List<TunnelSet> sets() {
        return sets;
    }

    List<Skipped> skipped() {
        return skipped;
    }

    private static final class Group {
        int type = ABSENT;
        int medium = ABSENT;
        int preference = ABSENT;
        @Nullable String client;
        @Nullable String server;
        @Nullable String assignmentId;
        @Nullable String clientAuthId;
        @Nullable String serverAuthId;
        @Nullable String privateGroupId;
        byte @Nullable [] password;
        boolean isPasswordBroken;

        void fillFrom(Group other) {
            type = type == ABSENT ? other.type : type;
            medium = medium == ABSENT ? other.medium : medium;
            preference = preference == ABSENT ? other.preference : preference;
            client = client == null ? other.client : client;
            assignmentId = assignmentId == null ? other.assignmentId : assignmentId;
            clientAuthId = clientAuthId == null ? other.clientAuthId : clientAuthId;
            serverAuthId = serverAuthId == null ? other.serverAuthId : serverAuthId;
            privateGroupId = privateGroupId == null ? other.privateGroupId : privateGroupId;
            if (password == null && !isPasswordBroken) {
                password = other.password;
                isPasswordBroken = other.isPasswordBroken;
            }
        }
    }

    private Group group(int tag) {
        return groups.computeIfAbsent(tag, _ -> new Group());
    }

    private void sort(Attribute attribute) {
        switch (attribute.type()) {
            case Type.TUNNEL_TYPE, Type.TUNNEL_MEDIUM_TYPE, Type.TUNNEL_PREFERENCE ->
                    sortNumber(attribute);
            case Type.TUNNEL_CLIENT_ENDPOINT,
                    Type.TUNNEL_SERVER_ENDPOINT,
                    Type.TUNNEL_PRIVATE_GROUP_ID,
                    Type.TUNNEL_ASSIGNMENT_ID,
                    Type.TUNNEL_CLIENT_AUTH_ID,
                    Type.TUNNEL_SERVER_AUTH_ID ->
                    sortText(attribute);
            case Type.TUNNEL_PASSWORD -> sortPassword(attribute);
            default -> {} // no tunnel attribute
        }
    }

    /** §3.1, §3.2, §3.8: a tag octet and three octets of value. */
    private void sortNumber(Attribute attribute) {
        byte[] value = attribute.value();
        if (value.length != 4 || (value[0] & 0xff) > MAX_TAG) {
            skipped.add(new Skipped(0, name(attribute.type()) + " is malformed"));
            return;
        }
        int number = (value[1] & 0xff) << 16 | (value[2] & 0xff) << 8 | (value[3] & 0xff);
        Group group = group(value[0]);
        switch (attribute.type()) {
            case Type.TUNNEL_TYPE -> group.type = first(group.type, number);
            case Type.TUNNEL_MEDIUM_TYPE -> group.medium = first(group.medium, number);
            default -> group.preference = first(group.preference, number);
        }
    }

    /** §3.3: a first octet above 0x1F is text already; zero is a tag that is not used. */
    private void sortText(Attribute attribute) {
        byte[] value = attribute.value();
        boolean hasTag = value.length > 0 && (value[0] & 0xff) <= MAX_TAG;
        int tag = hasTag ? value[0] : 0;
        int from = hasTag ? 1 : 0;
        String text = new String(value, from, value.length - from, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            skipped.add(new Skipped(tag, name(attribute.type()) + " is empty"));
            return;
        }
        Group group = group(tag);
        switch (attribute.type()) {
            case Type.TUNNEL_CLIENT_ENDPOINT -> group.client = first(group.client, text);
            case Type.TUNNEL_SERVER_ENDPOINT -> group.server = first(group.server, text);
            case Type.TUNNEL_PRIVATE_GROUP_ID ->
                    group.privateGroupId = first(group.privateGroupId, text);
            case Type.TUNNEL_ASSIGNMENT_ID -> group.assignmentId = first(group.assignmentId, text);
            case Type.TUNNEL_CLIENT_AUTH_ID -> group.clientAuthId = first(group.clientAuthId, text);
            default -> group.serverAuthId = first(group.serverAuthId, text);
        }
    }

    /** §3.5: the tag octet is always there; out of range it is ignored, not taken for text. */
    private void sortPassword(Attribute attribute) {
        byte[] value = attribute.value();
        int tag = value.length > 0 && (value[0] & 0xff) <= MAX_TAG ? value[0] : 0;
        Group group = group(tag);
        if (group.password != null || group.isPasswordBroken) {
            return;
        }
        byte[] hidden = Arrays.copyOfRange(value, Math.min(1, value.length), value.length);
        group.password =
                TunnelPassword.uncover(hidden, attempt.authenticator(), attempt.server().secret());
        group.isPasswordBroken = group.password == null;
    }

    private void conclude(int tag, Group group) {
        String fault = fault(group);
        if (fault != null) {
            skipped.add(new Skipped(tag, fault));
            return;
        }
        InetAddress server = address(group.server);
        InetAddress client = address(group.client);
        if (server == null) {
            skipped.add(new Skipped(tag, noAddress("Tunnel-Server-Endpoint", group.server)));
        } else if (client == null && group.client != null) {
            skipped.add(new Skipped(tag, noAddress("Tunnel-Client-Endpoint", group.client)));
        } else if (isOtherFamily(group.medium, server)) {
            skipped.add(new Skipped(tag, group.server + " is not of Tunnel-Medium-Type"));
        } else if (client != null && client.getClass() != server.getClass()) {
            skipped.add(new Skipped(tag, "client and server endpoint differ in address family"));
        } else {
            sets.add(
                    new TunnelSet(
                            tag,
                            group.preference == ABSENT ? TunnelSet.NO_PREFERENCE : group.preference,
                            new Endpoint.Address(server),
                            client == null ? null : new Endpoint.Address(client),
                            medium(group.medium),
                            group.password == null ? new byte[0] : group.password,
                            group.assignmentId,
                            group.clientAuthId,
                            group.serverAuthId,
                            group.privateGroupId,
                            0,
                            0,
                            Map.of()));
        }
    }

    private static @Nullable String fault(Group group) {
        if (group.type == ABSENT) {
            return "no Tunnel-Type";
        }
        if (group.type != L2TP) {
            return "Tunnel-Type " + group.type + " is not L2TP";
        }
        if (group.medium != ABSENT && group.medium != IPV4 && group.medium != IPV6) {
            return "Tunnel-Medium-Type " + group.medium + " is neither IPv4 nor IPv6";
        }
        if (group.server == null) {
            return "no Tunnel-Server-Endpoint";
        }
        if (group.isPasswordBroken) {
            return "Tunnel-Password cannot be uncovered";
        }
        return null;
    }

    private static TunnelSet.Medium medium(int medium) {
        return switch (medium) {
            case IPV4 -> TunnelSet.Medium.IPV4;
            case IPV6 -> TunnelSet.Medium.IPV6;
            default -> TunnelSet.Medium.ANY;
        };
    }

    private static boolean isOtherFamily(int medium, InetAddress server) {
        return medium == (server instanceof Inet4Address ? IPV6 : IPV4);
    }

    private static String noAddress(String what, @Nullable String text) {
        return what
                + " "
                + Texts.printable(String.valueOf(text))
                + " is no address a tunnel can use";
    }

    /** An IPv4 or IPv6 literal of one host; anything else, a name too, is null. */
    private static @Nullable InetAddress address(@Nullable String text) {
        if (text == null || text.indexOf('%') >= 0) {
            return null;
        }
        if (text.indexOf(':') < 0 && !DOTTED.matcher(text).matches()) {
            return null;
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean isHost = !address.isAnyLocalAddress() && !address.isMulticastAddress();
            return isHost && !text.equals("255.255.255.255") ? address : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int first(int old, int next) {
        return old == ABSENT ? next : old;
    }

    private static String first(@Nullable String old, String next) {
        return old == null ? next : old;
    }

    private static String name(int type) {
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
