package org.lacserver.config;

/** How many callers of some lines are let in. */
public record AdmissionConfig(int sessionsPerMac) {
    static AdmissionConfig of(LineWords words) {
        return new AdmissionConfig(words.get(LineKeys.SESSIONS_PER_MAC));
    }
}
