package org.lacserver.call;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * How one of several candidates is chosen.
 *
 * @param usual for candidates without a group, or of one that is not named here
 * @param groups by the groups' names
 */
public record Policies(Policy usual, Map<String, Group> groups) {
    public static final Policies USUAL = new Policies(Policy.USUAL, Map.of());

    public Policies {
        groups = Map.copyOf(groups);
    }

    /** What calls are shared by among candidates of one preference. */
    public enum Share {
        /** The one with the fewest calls for its weight. */
        WEIGHTED,
        /** By chance, as likely as it is heavy. */
        RANDOM,
        /** One with a tunnel that has room, before a tunnel is opened. */
        EXISTING_FIRST
    }

    /** Where a call goes on when a candidate failed. */
    public enum Failover {
        /** To the others of the same preference first. */
        WITHIN,
        /** To the next preference at once; to the others of this one when all have had a turn. */
        BETWEEN
    }

    /**
     * @param maxAttempts candidates that may fail before the call does; 0 for all
     */
    public record Policy(Share share, Failover failover, int maxAttempts) {
        public static final Policy USUAL = new Policy(Share.WEIGHTED, Failover.WITHIN, 0);
    }

    /**
     * @param limit most calls of the whole group; 0 for no limit
     */
    public record Group(Policy policy, int limit) {}

    Policy of(@Nullable String group) {
        Group known = group == null ? null : groups.get(group);
        return known == null ? usual : known.policy();
    }

    /** Most calls of the group; 0 for no limit. */
    int limit(@Nullable String group) {
        Group known = group == null ? null : groups.get(group);
        return known == null ? 0 : known.limit();
    }
}
