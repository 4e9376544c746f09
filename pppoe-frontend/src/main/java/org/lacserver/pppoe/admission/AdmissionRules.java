package org.lacserver.pppoe.admission;

import java.util.List;

/**
 * How callers of some lines are let in.
 *
 * @param padoDelayNanos what their PADOs wait beside the {@link Ladder}'s delay
 * @param allow empty: every MAC address
 * @param deny counts more than {@code allow}
 */
public record AdmissionRules(
        LimitRules limits,
        long padoDelayNanos,
        DampingRules damping,
        List<MacPattern> allow,
        List<MacPattern> deny) {
    public static final AdmissionRules USUAL =
            new AdmissionRules(
                    new LimitRules(8, 0, 0, 0, 0), 0, DampingRules.OFF, List.of(), List.of());

    /** As these, but with other limits. */
    public AdmissionRules with(LimitRules other) {
        return new AdmissionRules(other, padoDelayNanos, damping, allow, deny);
    }

    public AdmissionRules {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    boolean lets(long mac) {
        for (int at = 0; at < deny.size(); at++) {
            if (deny.get(at).matches(mac)) {
                return false;
            }
        }
        for (int at = 0; at < allow.size(); at++) {
            if (allow.get(at).matches(mac)) {
                return true;
            }
        }
        return allow.isEmpty();
    }
}
