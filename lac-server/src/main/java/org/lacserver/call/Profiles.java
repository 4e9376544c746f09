package org.lacserver.call;

import org.lacserver.port.Candidate;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which profile an LNS has: the one of its name, else of its address, else the default. */
public final class Profiles {
    private final LnsProfile defaults;
    private final Map<String, LnsProfile> byName = new LinkedHashMap<>();
    private final Map<InetAddress, LnsProfile> byAddress = new LinkedHashMap<>();

    /**
     * An LNS of the configuration.
     *
     * @param profile its name is not empty
     */
    public record Known(InetAddress address, LnsProfile profile) {}

    /** Of LNSs with the same address, the first is the one that an address alone leads to. */
    public Profiles(LnsProfile defaults, List<Known> known) {
        this.defaults = defaults;
        for (Known lns : known) {
            byName.putIfAbsent(lns.profile().name(), lns.profile());
            byAddress.putIfAbsent(lns.address(), lns.profile());
        }
    }

    public LnsProfile defaults() {
        return defaults;
    }

    LnsProfile of(Candidate candidate) {
        LnsProfile named = byName.get(candidate.name());
        return named != null ? named : at(candidate.server());
    }

    LnsProfile at(InetAddress address) {
        return byAddress.getOrDefault(address, defaults);
    }
}
