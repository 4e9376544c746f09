package org.lacserver.pppoe;

import org.lacserver.pppoe.ppp.AuthProtocol;
import org.lacserver.pppoe.ppp.PppSettings;

import java.time.Duration;
import java.util.List;

/**
 * All the frontend is told at its start. Durations are nanoseconds.
 *
 * @param ports the access ports; frames name them by index
 * @param acName AC-Name in PADOs and name in CHAP Challenges
 * @param serviceNames the PPPoE services offered; empty: any
 * @param mru LCP Maximum-Receive-Unit asked for and the largest granted, 128..1492
 * @param authentication protocols to ask for, best first; empty: the line tells who calls
 * @param policies lines that are treated in a way of their own: the first that covers a line holds
 * @param restartNanos LCP Restart timer and interval of CHAP Challenges and EAP Requests
 * @param maxConfigure Configure-Requests, and Challenges, without an answer
 * @param maxTerminate Terminate-Requests without an answer
 * @param maxFailure Configure-Naks before Configure-Rejects
 * @param authenticationNanos how long a PAP caller may take to name himself
 * @param setUpNanos how long a session may take from PADS to the caller's name
 * @param answerNanos how long a named caller waits at most
 * @param echoIntervalNanos between LCP Echo-Requests before hand-over
 * @param echoFailures Echo-Requests without reply that end the call
 * @param halfOpenLimit sessions not handed over; with so many, PADI and PADR stay unanswered
 * @param sessionsPerMac sessions of one MAC address on the same port and VLANs
 * @param sessionsPerPort 1..65534
 * @param heldFrames frames kept for a waiting caller
 * @param dialLimit dialled calls not handed over
 * @param cookieLifeNanos how long a PADO's cookie can be used
 */
public record FrontendSettings(
        List<Port> ports,
        String acName,
        List<String> serviceNames,
        int mru,
        List<AuthProtocol> authentication,
        List<LinePolicy> policies,
        long restartNanos,
        int maxConfigure,
        int maxTerminate,
        int maxFailure,
        long authenticationNanos,
        long setUpNanos,
        long answerNanos,
        long echoIntervalNanos,
        int echoFailures,
        int halfOpenLimit,
        int sessionsPerMac,
        int sessionsPerPort,
        int heldFrames,
        int dialLimit,
        long cookieLifeNanos) {

    /** The highest session id but one: RFC 2516 §4 reserves 0xffff. */
    public static final int MAX_SESSION_ID = 65534;

    /** A call id has eight bits for its port. */
    public static final int MAX_PORTS = 256;

    /**
     * An access port.
     *
     * @param name its interface name
     * @param mac its MAC address in the low 48 bits
     */
    public record Port(String name, long mac) {}

    public FrontendSettings {
        ports = List.copyOf(ports);
        serviceNames = List.copyOf(serviceNames);
        authentication = List.copyOf(authentication);
        policies = List.copyOf(policies);
        check(ports.size() <= MAX_PORTS, "ports: at most " + MAX_PORTS);
        check(mru >= 128 && mru <= 1492, "mru: 128..1492"); // RFC 2516 §7
        check(!acName.isEmpty() && acName.length() <= 64, "acName: 1..64 characters");
        check(serviceNames.stream().noneMatch(String::isEmpty), "serviceNames: none is empty");
        check(restartNanos > 0 && authenticationNanos > 0, "restart, authentication: positive");
        check(setUpNanos > 0 && answerNanos > 0, "setUp, answer: positive");
        check(echoIntervalNanos > 0 && echoFailures > 0, "echo: positive");
        check(maxConfigure > 0 && maxTerminate > 0 && maxFailure > 0, "max…: positive");
        check(halfOpenLimit > 0 && sessionsPerMac > 0, "limits: positive");
        check(
                sessionsPerPort > 0 && sessionsPerPort <= MAX_SESSION_ID,
                "sessionsPerPort: 1..65534");
        check(heldFrames >= 0, "heldFrames: not negative");
        check(dialLimit > 0, "dialLimit: positive");
        check(cookieLifeNanos >= 1_000_000_000L, "cookieLife: at least a second");
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    public static Builder on(List<Port> ports) {
        return new Builder(ports);
    }

    /** Of every line of the access ports. */
    public LcpLimits lcpLimits() {
        return LcpLimits.of(mru);
    }

    /** The link of a line that is asked for one of {@code protocols}. */
    PppSettings ppp(List<AuthProtocol> protocols) {
        return new PppSettings(
                mru,
                protocols,
                acName,
                restartNanos,
                maxConfigure,
                maxTerminate,
                maxFailure,
                authenticationNanos);
    }

    /** Starts with the defaults. */
    public static final class Builder {
        private final List<Port> ports;
        private String acName = "lac";
        private List<String> serviceNames = List.of();
        private int mru = 1492;
        private List<AuthProtocol> authentication = List.of(AuthProtocol.CHAP, AuthProtocol.PAP);
        private List<LinePolicy> policies = List.of();
        private Duration restart = Duration.ofSeconds(3);
        private int maxConfigure = 10;
        private int maxTerminate = 2;
        private int maxFailure = 5;
        private Duration authenticationTimeout = Duration.ofSeconds(30);
        private Duration setUp = Duration.ofSeconds(90);
        private Duration answer = Duration.ofSeconds(60);
        private Duration echoInterval = Duration.ofSeconds(30);
        private int echoFailures = 3;
        private int halfOpenLimit = 5000;
        private int sessionsPerMac = 8;
        private int sessionsPerPort = MAX_SESSION_ID;
        private int heldFrames = 8;
        private int dialLimit = 1000;
        private Duration cookieLife = Duration.ofSeconds(60);

        private Builder(List<Port> ports) {
            this.ports = ports;
        }

        public Builder acName(String value) {
            acName = value;
            return this;
        }

        public Builder serviceNames(List<String> value) {
            serviceNames = value;
            return this;
        }

        public Builder mru(int value) {
            mru = value;
            return this;
        }

        public Builder authentication(List<AuthProtocol> value) {
            authentication = value;
            return this;
        }

        public Builder policies(List<LinePolicy> value) {
            policies = value;
            return this;
        }

        public Builder restart(Duration value) {
            restart = value;
            return this;
        }

        public Builder maxConfigure(int value) {
            maxConfigure = value;
            return this;
        }

        public Builder maxTerminate(int value) {
            maxTerminate = value;
            return this;
        }

        public Builder maxFailure(int value) {
            maxFailure = value;
            return this;
        }

        public Builder authenticationTimeout(Duration value) {
            authenticationTimeout = value;
            return this;
        }

        public Builder setUp(Duration value) {
            setUp = value;
            return this;
        }

        public Builder answer(Duration value) {
            answer = value;
            return this;
        }

        public Builder echo(Duration interval, int failures) {
            echoInterval = interval;
            echoFailures = failures;
            return this;
        }

        public Builder halfOpenLimit(int value) {
            halfOpenLimit = value;
            return this;
        }

        public Builder sessionsPerMac(int value) {
            sessionsPerMac = value;
            return this;
        }

        public Builder sessionsPerPort(int value) {
            sessionsPerPort = value;
            return this;
        }

        public Builder heldFrames(int value) {
            heldFrames = value;
            return this;
        }

        public Builder dialLimit(int value) {
            dialLimit = value;
            return this;
        }

        public Builder cookieLife(Duration value) {
            cookieLife = value;
            return this;
        }

        public FrontendSettings build() {
            return new FrontendSettings(
                    ports,
                    acName,
                    serviceNames,
                    mru,
                    authentication,
                    policies,
                    restart.toNanos(),
                    maxConfigure,
                    maxTerminate,
                    maxFailure,
                    authenticationTimeout.toNanos(),
                    setUp.toNanos(),
                    answer.toNanos(),
                    echoInterval.toNanos(),
                    echoFailures,
                    halfOpenLimit,
                    sessionsPerMac,
                    sessionsPerPort,
                    heldFrames,
                    dialLimit,
                    cookieLife.toNanos());
        }
    }
}
