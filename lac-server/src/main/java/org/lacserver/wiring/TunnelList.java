package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.LocalTable;
import org.lacserver.io.Resolved;
import org.lacserver.port.Candidate;
import org.lacserver.port.Secret;
import org.lacserver.radius.lookup.Endpoint;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.TunnelSet;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tunnels of an Access-Accept as candidates: its tagged sets, one candidate for each address of
 * a name, then the LNSs of the groups it names, each group behind the one before.
 */
final class TunnelList {
    /** Addresses of one name that are tried. */
    private static final int ADDRESSES = 16;

    /** RFC 2868 §3.8: three octets. */
    private static final int LAST_PREFERENCE = 0xff_ffff;

    private boolean isUnresolved;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    /** An endpoint that has to be resolved first. */
    record Name(String text, TunnelSet.Medium medium) {}

    TunnelList(LookupReply.Tunnels reply, LocalTable local, Map<Name, Resolved> found) {
        reply.skipped().forEach(each -> skipped.add("tag " + each.tag() + " " + each.reason()));
        for (TunnelSet set : reply.sets()) {
            switch (set.server()) {
                case Endpoint.Address(InetAddress address) ->
                        add(set, address.getHostAddress(), address, found);
                case Endpoint.Name(String text) -> byName(set, text, found);
            }
        }
        for (String name : reply.groups()) {
            List<Candidate> group = local.group(name);
            if (group.isEmpty()) {
                skipped.add("group " + name + " is none of lns-groups");
            }
            int behind = behindAll();
            group.forEach(lns -> candidates.add(behind(lns, behind)));
        }
    }

    /** What has to be resolved before there can be a list. */
    static Set<Name> names(LookupReply.Tunnels reply) {
        Set<Name> names = new LinkedHashSet<>();
        for (TunnelSet set : reply.sets()) {
            if (set.server() instanceof Endpoint.Name(String text)) {
                names.add(new Name(text, set.medium()));
            }
            if (set.client() instanceof Endpoint.Name(String text)) {
                names.add(new Name(text, set.medium()));
            }
        }
        return names;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    /** Whether a name in the place of an LNS has no address now. */
    boolean isUnresolved() {
        return isUnresolved;
    }

    /** What is not used and why, one a line. */
    List<String> skipped() {
        return skipped;
    }

    private void byName(TunnelSet set, String text, Map<Name, Resolved> all) {
        Resolved found = all.get(new Name(text, set.medium()));
        if (found == null || found.addresses().isEmpty()) {
            isUnresolved = true;
            String why = found == null ? "" : ": " + found.fault();
            skipped.add("tag " + set.tag() + " " + text + " has no address" + why);
            return;
        }
        found.addresses().stream()
                .limit(ADDRESSES)
                .forEach(address -> add(set, text, address, all));
    }

    /** With the first address of the client's name that is of the server's family. */
    private void add(TunnelSet set, String name, InetAddress server, Map<Name, Resolved> all) {
        if (!(set.client() instanceof Endpoint.Name(String text))) {
            candidates.add(candidate(set, name, server));
            return;
        }
        Resolved found = all.get(new Name(text, set.medium()));
        Optional<InetAddress> client =
                found == null
                        ? Optional.empty()
                        : found.addresses().stream()
                                .filter(each -> each.getClass() == server.getClass())
                                .findFirst();
        if (client.isPresent()) {
            candidates.add(candidate(set, name, server, client.get()));
        } else {
            String why =
                    found == null || found.fault().isEmpty()
                            ? " for " + server.getHostAddress()
                            : ": " + found.fault();
            skipped.add("tag " + set.tag() + " client " + text + " has no address" + why);
        }
    }

    private int behindAll() {
        return candidates.stream().mapToInt(Candidate::preference).max().orElse(-1) + 1;
    }

    private static Candidate behind(Candidate lns, int offset) {
        return new Candidate(
                lns.tag(),
                Math.min(LAST_PREFERENCE, lns.preference() + offset),
                lns.name(),
                lns.server(),
                lns.client(),
                lns.secret(),
                lns.assignmentId(),
                lns.clientAuthId(),
                lns.serverAuthId(),
                lns.privateGroupId(),
                lns.group(),
                lns.weight(),
                lns.limit(),
                lns.wishes());
    }

    /** One set with its server. */
    static Candidate candidate(TunnelSet set, String name, InetAddress server) {
        return candidate(
                set,
                name,
                server,
                set.client() instanceof Endpoint.Address(InetAddress client) ? client : null);
    }

    private static Candidate candidate(
            TunnelSet set, String name, InetAddress server, @Nullable InetAddress client) {
        return new Candidate(
                set.tag(),
                set.preference(),
                name,
                server,
                client,
                Secret.of(set.password()),
                set.assignmentId(),
                set.clientAuthId(),
                set.serverAuthId(),
                set.privateGroupId(),
                null,
                set.weight(),
                set.limit(),
                set.wishes());
    }
}
