package org.lacserver.config;

import java.time.Duration;
import java.util.List;

/**
 * How many callers of some lines are let in, and who.
 *
 * @param padoDelay what a PADO waits at least
 * @param allow empty: every MAC address
 */
public record AdmissionConfig(
        Limits limits,
        Duration padoDelay,
        Damping damping,
        List<MacRange> allow,
        List<MacRange> deny) {
    /**
     * Calls; 0 is without bound.
     *
     * @param all of these lines together
     */
    public record Limits(int perMac, int perVlan, int perCircuit, int perPort, int all) {}

    /**
     * When a line has to wait.
     *
     * @param failures 0 is never
     * @param shortCall a call up for less counts as failure
     */
    public record Damping(
            int failures, Duration within, Duration hold, Duration maxHold, Duration shortCall) {}

    public AdmissionConfig {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    static AdmissionConfig of(LineWords words) {
        return new AdmissionConfig(
                new Limits(
                        words.get(LineKeys.CALLS_PER_MAC),
                        words.get(LineKeys.CALLS_PER_VLAN),
                        words.get(LineKeys.CALLS_PER_CIRCUIT),
                        words.get(LineKeys.CALLS_PER_PORT),
                        words.get(LineKeys.CALLS_OF_ALL)),
                words.get(LineKeys.PADO_DELAY),
                new Damping(
                        words.get(LineKeys.DAMPING_FAILURES),
                        words.get(LineKeys.DAMPING_WITHIN),
                        words.get(LineKeys.DAMPING_HOLD),
                        words.get(LineKeys.DAMPING_MAX_HOLD),
                        words.get(LineKeys.SHORT_CALL)),
                words.get(LineKeys.ALLOW_MACS),
                words.get(LineKeys.DENY_MACS));
    }
}
