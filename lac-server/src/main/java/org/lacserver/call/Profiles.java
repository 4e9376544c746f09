package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.tunnel.Secrets;
import org.lacserver.port.Candidate;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which profile an LNS has: the one of its name, else of its address, else the default. */
public final class Profiles {
    /** An LNS's profile where RADIUS wants some of it otherwise for a call. */
    public interface Wishing {
        /**
         * @param lns the LNS's name; empty for one that is not configured
         * @param wishes as in {@link Candidate#wishes}
         */
        LnsProfile profile(String lns, Map<String, String> wishes);
    }

    private static final int REMEMBERED = 256;

    private final LnsProfile defaults;
    private final Wishing wishing;

    /** Wishes are few and come again with each call; the oldest is forgotten first. */
    private final Map<Wish, LnsProfile> wished =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Wish, LnsProfile> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private final Map<String, Known> byName = new LinkedHashMap<>();
    private final Map<InetAddress, List<Known>> byAddress = new LinkedHashMap<>();

    /**
     * An LNS of the configuration.
     *
     * @param profile its name is not empty
     * @param identity who it is, and who we are to it, in a tunnel that it opens
     */
    public record Known(InetAddress address, LnsProfile profile, Identity identity) {
        public Known(InetAddress address, LnsProfile profile) {
            this(address, profile, Identity.ANYBODY);
        }
    }

    /**
     * Who an LNS is and who we are to it, where no candidate tells.
     *
     * @param secrets its own; what a candidate brings goes before, and only the old one stays good
     *     beside it
     * @param hostName our Host Name; null is the profile's
     * @param serverName its Host Name; null accepts any
     * @param localAddress where it may reach us; null for anywhere
     */
    public record Identity(
            Secrets secrets,
            @Nullable String hostName,
            @Nullable String serverName,
            @Nullable InetAddress localAddress) {
        public static final Identity ANYBODY = new Identity(Secrets.NONE, null, null, null);
    }

    private record Wish(String lns, Map<String, String> wishes) {}

    /** Nobody's wishes are heard. */
    public Profiles(LnsProfile defaults, List<Known> known) {
        this(
                defaults,
                known,
                (lns, _) ->
                        known.stream()
                                .map(Known::profile)
                                .filter(profile -> profile.name().equals(lns))
                                .findFirst()
                                .orElse(defaults));
    }

    /** Of LNSs with the same address, the first is the one that an address alone leads to. */
    public Profiles(LnsProfile defaults, List<Known> known, Wishing wishing) {
        this.defaults = defaults;
        this.wishing = wishing;
        for (Known lns : known) {
            byName.putIfAbsent(lns.profile().name(), lns);
            byAddress.computeIfAbsent(lns.address(), _ -> new ArrayList<>()).add(lns);
        }
    }

    public LnsProfile defaults() {
        return defaults;
    }

    /**
     * What counts for a candidate: as its LNS is configured, and before that what RADIUS wishes.
     */
    public LnsProfile of(Candidate candidate) {
        Known known = known(candidate);
        LnsProfile usual = known == null ? defaults : known.profile();
        return candidate.wishes().isEmpty()
                ? usual
                : wished.computeIfAbsent(
                        new Wish(usual.name(), candidate.wishes()),
                        wish -> wishing.profile(wish.lns(), wish.wishes()));
    }

    private @Nullable Known known(Candidate candidate) {
        Known named = byName.get(candidate.name());
        if (named != null) {
            return named;
        }
        List<Known> there = at(candidate.server());
        return there.isEmpty() ? null : there.getFirst();
    }

    /** The configured LNSs with an address; empty for a stranger. */
    List<Known> at(InetAddress address) {
        return byAddress.getOrDefault(address, List.of());
    }

    /** The profile that an address alone leads to. */
    LnsProfile profileAt(InetAddress address) {
        List<Known> there = at(address);
        return there.isEmpty() ? defaults : there.getFirst().profile();
    }

    /**
     * The candidate's secret first; while that of the LNS it leads to is being changed, the other
     * one beside it.
     */
    Secrets secrets(Candidate candidate) {
        Known known = known(candidate);
        if (known == null || !known.identity().secrets().areTwo()) {
            return new Secrets(candidate.secret(), Secret.NONE);
        }
        Secrets both = known.identity().secrets();
        boolean hasOld = candidate.secret().equals(both.old());
        return new Secrets(candidate.secret(), hasOld ? both.secret() : both.old());
    }
}
