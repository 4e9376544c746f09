package org.lacserver.pppoe;

/**
 * What becomes of the calls of an access port that goes down.
 *
 * @param keepsCalls whether they stay as long as the interface exists
 * @param graceNanos how long a port may be down before they are cleared; 0: at once
 */
public record PortRules(boolean keepsCalls, long graceNanos) {
    static final PortRules USUAL = new PortRules(false, 5_000_000_000L);

    public PortRules {
        FrontendSettings.check(graceNanos >= 0, "grace: not negative");
    }
}
