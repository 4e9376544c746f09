package org.lacserver.pppoe;

/**
 * How many callers of some lines are let in.
 *
 * @param sessionsPerMac sessions of one MAC address on the same port and VLANs
 */
public record AdmissionRules(int sessionsPerMac) {
    static final AdmissionRules USUAL = new AdmissionRules(8);

    public AdmissionRules {
        FrontendSettings.check(sessionsPerMac > 0, "sessionsPerMac: positive");
    }
}
