package org.lacserver.pppoe;

import org.lacserver.pppoe.admission.AdmissionRules;
import org.lacserver.pppoe.admission.BoxRules;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.LimitRules;
import org.lacserver.pppoe.discovery.MaxPayload;
import org.lacserver.pppoe.ppp.AuthProtocol;
import org.lacserver.pppoe.ppp.PppSettings;

import java.time.Duration;
import java.util.List;

/**
 * All the frontend is told at its start. Durations are nanoseconds.
 *
 * @param ports the access ports; frames name them by index
 * @param usual the profile of lines that no policy covers
 * @param policies lines with profiles of their own: the first that covers a line holds
 * @param restartNanos LCP Restart timer and interval of CHAP Challenges and EAP Requests
 * @param maxConfigure Configure-Requests, and Challenges, without an answer
 * @param maxTerminate Terminate-Requests without an answer
 * @param maxFailure Configure-Naks before Configure-Rejects
 * @param authenticationNanos how long a PAP caller may take to name himself
 * @param setUpNanos how long a session may take from PADS to the caller's name
 * @param answerNanos how long a named caller waits at most
 * @param halfOpenLimit sessions not handed over; with so many, PADI and PADR stay unanswered
 * @param sessionsPerPort positive; above 65534 session ids are given again on other VLANs
 * @param heldFrames frames kept for a waiting caller
 * @param dialLimit dialled calls not handed over
 * @param cookieLifeNanos how long a PADO's cookie can be used
 * @param portRules what becomes of the calls of a port that goes down
 * @param priority 802.1p priority of what is sent in VLANs, 0..7; or {@link #COPY_PRIORITY}
 * @param box what counts for all who come in
 */
public record FrontendSettings(
        List<Port> ports,
        LineProfile usual,
        List<LinePolicy> policies,
        long restartNanos,
        int maxConfigure,
        int maxTerminate,
        int maxFailure,
        long authenticationNanos,
        long setUpNanos,
        long answerNanos,
        int halfOpenLimit,
        int sessionsPerPort,
        int heldFrames,
        int dialLimit,
        long cookieLifeNanos,
        PortRules portRules,
        int priority,
        BoxRules box) {

    /** The highest session id but one: RFC 2516 §4 reserves 0xffff. */
    public static final int MAX_SESSION_ID = 65534;

    /** The priority that the caller's own frame had. */
    public static final int COPY_PRIORITY = -1;

    /** A call id has twelve bits for its port. */
    public static final int MAX_PORTS = 4096;

    /**
     * An access port.
     *
     * @param name its interface name
     * @param mac its MAC address in the low 48 bits; 0 when it has no interface yet
     * @param mtu octets of an Ethernet payload that it takes
     */
    public record Port(String name, long mac, int mtu) {
        static final int USUAL_MTU = 1500;

        /** With the usual MTU. */
        public Port(String name, long mac) {
            this(name, mac, USUAL_MTU);
        }
    }

    public FrontendSettings {
        ports = List.copyOf(ports);
        policies = List.copyOf(policies);
        check(ports.size() <= MAX_PORTS, "ports: at most " + MAX_PORTS);
        check(restartNanos > 0 && authenticationNanos > 0, "restart, authentication: positive");
        check(setUpNanos > 0 && answerNanos > 0, "setUp, answer: positive");
        check(maxConfigure > 0 && maxTerminate > 0 && maxFailure > 0, "max…: positive");
        check(halfOpenLimit > 0, "halfOpenLimit: positive");
        check(sessionsPerPort > 0, "sessionsPerPort: positive");
        check(heldFrames >= 0, "heldFrames: not negative");
        check(dialLimit > 0, "dialLimit: positive");
        check(priority >= COPY_PRIORITY && priority <= 7, "priority: 0..7 or none");
        check(cookieLifeNanos >= 1_000_000_000L, "cookieLife: at least a second");
    }

    static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    public static Builder on(List<Port> ports) {
        return new Builder(ports);
    }

    /** Of lines that no policy covers, and whose caller has not told that he can do more. */
    public LcpLimits lcpLimits() {
        return LcpLimits.of(Math.min(usual.service().mru(), MaxPayload.USUAL));
    }

    /** The link of a line with such a profile. */
    PppSettings ppp(LineProfile profile) {
        return new PppSettings(
                profile.service().mru(),
                profile.link().authentication(),
                profile.service().acName(),
                restartNanos,
                maxConfigure,
                maxTerminate,
                maxFailure,
                authenticationNanos);
    }

    /** Starts with the defaults. */
    public static final class Builder {
        private final List<Port> ports;
        private LineProfile usual = LineProfile.USUAL;
        private List<LinePolicy> policies = List.of();
        private Duration restart = Duration.ofSeconds(3);
        private int maxConfigure = 10;
        private int maxTerminate = 2;
        private int maxFailure = 5;
        private Duration authenticationTimeout = Duration.ofSeconds(30);
        private Duration setUp = Duration.ofSeconds(90);
        private Duration answer = Duration.ofSeconds(60);
        private int halfOpenLimit = 5000;
        private int sessionsPerPort = Integer.MAX_VALUE;
        private int heldFrames = 8;
        private int dialLimit = 1000;
        private Duration cookieLife = Duration.ofSeconds(60);
        private PortRules portRules = PortRules.USUAL;
        private int priority = COPY_PRIORITY;
        private BoxRules box = BoxRules.OPEN;

        private Builder(List<Port> ports) {
            this.ports = ports;
        }

        public Builder usual(LineProfile value) {
            usual = value;
            return this;
        }

        /** Of the usual profile. */
        public Builder acName(String value) {
            usual = usual.with(usual.service().withAcName(value));
            return this;
        }

        /** Of the usual profile. */
        public Builder serviceNames(List<String> value) {
            ServiceRules was = usual.service();
            usual = usual.with(was.withServices(value, was.defaultService()));
            return this;
        }

        /** Of the usual profile; the last is for who asks for none. */
        public Builder services(List<String> names, String granted) {
            usual = usual.with(usual.service().withServices(names, granted));
            return this;
        }

        /** Of the usual profile. */
        public Builder lines(LineRules value) {
            usual = usual.with(usual.service().withLines(value));
            return this;
        }

        /** Of the usual profile. */
        public Builder mru(int value) {
            return mru(value, usual.service().mruTest());
        }

        /** Of the usual profile. */
        public Builder mru(int value, boolean tested) {
            usual = usual.with(usual.service().withMru(value, tested));
            return this;
        }

        /** Of the usual profile. */
        public Builder authentication(List<AuthProtocol> value) {
            usual = usual.with(usual.link().asking(value, usual.link().lineFirst()));
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

        /** Of the usual profile. */
        public Builder echo(Duration interval, int failures) {
            usual = usual.with(usual.link().watching(interval.toNanos(), failures));
            return this;
        }

        /** Of the usual profile. */
        public Builder authAttempts(int value) {
            usual = usual.with(usual.link().allowing(value));
            return this;
        }

        public Builder halfOpenLimit(int value) {
            halfOpenLimit = value;
            return this;
        }

        /** Of the usual profile. */
        public Builder sessionsPerMac(int value) {
            usual = usual.with(usual.admission().with(new LimitRules(value, 0, 0, 0, 0)));
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

        public Builder portRules(PortRules value) {
            portRules = value;
            return this;
        }

        public Builder priority(int value) {
            priority = value;
            return this;
        }

        public Builder box(BoxRules value) {
            box = value;
            return this;
        }

        /** Nothing else of the box is limited. */
        public Builder gate(GateRules value) {
            box = new BoxRules(value, List.of(), 0);
            return this;
        }

        /** Of the usual profile. */
        public Builder admission(AdmissionRules value) {
            usual = usual.with(value);
            return this;
        }

        public FrontendSettings build() {
            return new FrontendSettings(
                    ports,
                    usual,
                    policies,
                    restart.toNanos(),
                    maxConfigure,
                    maxTerminate,
                    maxFailure,
                    authenticationTimeout.toNanos(),
                    setUp.toNanos(),
                    answer.toNanos(),
                    halfOpenLimit,
                    sessionsPerPort,
                    heldFrames,
                    dialLimit,
                    cookieLife.toNanos(),
                    portRules,
                    priority,
                    box);
        }
    }
}
