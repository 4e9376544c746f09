package org.lacserver.config;

/**
 * How one of several LNSs is chosen.
 *
 * @param share among those of one preference
 * @param failover where a call goes on when an LNS failed
 * @param maxAttempts LNSs that may fail before the call does; 0 for all
 */
public record SelectionConfig(Share share, Failover failover, int maxAttempts) {

    /** What decides among LNSs of one preference. */
    public enum Share {
        WEIGHTED,
        RANDOM,
        EXISTING_FIRST
    }

    /** Whether the rest of a preference comes before the next preference. */
    public enum Failover {
        WITHIN,
        BETWEEN
    }

    /** What counts for candidates without a group, and where a group says nothing. */
    static SelectionConfig usual(Section s) {
        return new SelectionConfig(
                s.get(Keys.SHARE), s.get(Keys.FAILOVER), s.get(Keys.MAX_ATTEMPTS));
    }

    static SelectionConfig of(Section s, SelectionConfig usual) {
        return new SelectionConfig(
                s.get(Keys.LNS_GROUP_SHARE).orElse(usual.share()),
                s.get(Keys.LNS_GROUP_FAILOVER).orElse(usual.failover()),
                s.get(Keys.LNS_GROUP_MAX_ATTEMPTS).orElse(usual.maxAttempts()));
    }
}
