package org.lacserver.call;

import org.lacserver.l2tp.session.SessionSettings;
import org.lacserver.l2tp.tunnel.TunnelSettings;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.port.CodeRule;
import org.lacserver.port.Encapsulation;

import java.time.Duration;
import java.util.List;

/**
 * All that is done in an LNS's own way.
 *
 * @param name of the LNS in the configuration; empty for the profile of those it does not name
 * @param tunnel how control connections with it are kept
 * @param session what it is told of a call
 * @param data how frames travel
 * @param allowance how much it is given
 * @param acknowledge whether its callers are told by us that they are believed
 */
public record LnsProfile(
        String name,
        TunnelSettings tunnel,
        SessionSettings session,
        Encapsulation data,
        Allowance allowance,
        Acknowledge acknowledge) {

    /** RFC 3308 §6: the PHB that one code point stands for has it in the highest bits. */
    private static final int DSCP_SHIFT = 10;

    /**
     * How much an LNS is given.
     *
     * @param calls calls at its address, in any state
     * @param sessionsPerTunnel sessions of one tunnel
     * @param icrqsInFlight unanswered ICRQs a tunnel may have
     * @param candidateTimeout how long it may take over a call
     * @param lockout how long it is left alone when it failed; zero switches lockout off
     * @param refusedLockout the same for a tunnel that was refused as not authorised
     * @param setupRate ICRQs a second at its address, beyond which calls wait; 0 for no limit
     * @param codes what its codes mean where it is not the usual
     * @param choosing how it is chosen among others
     */
    public record Allowance(
            int calls,
            int sessionsPerTunnel,
            int icrqsInFlight,
            Duration candidateTimeout,
            Duration lockout,
            Duration refusedLockout,
            int setupRate,
            List<CodeRule> codes,
            Choosing choosing) {
        public static final Allowance DEFAULT =
                new Allowance(
                        65_536,
                        60_000,
                        64,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(300),
                        0,
                        List.of());

        public Allowance {
            codes = List.copyOf(codes);
        }

        /** Chosen as usual. */
        public Allowance(
                int calls,
                int sessionsPerTunnel,
                int icrqsInFlight,
                Duration candidateTimeout,
                Duration lockout,
                Duration refusedLockout,
                int setupRate,
                List<CodeRule> codes) {
            this(
                    calls,
                    sessionsPerTunnel,
                    icrqsInFlight,
                    candidateTimeout,
                    lockout,
                    refusedLockout,
                    setupRate,
                    codes,
                    Choosing.USUAL);
        }

        public Allowance with(Choosing other) {
            return new Allowance(
                    calls,
                    sessionsPerTunnel,
                    icrqsInFlight,
                    candidateTimeout,
                    lockout,
                    refusedLockout,
                    setupRate,
                    codes,
                    other);
        }

        public Allowance withSetupRate(int icrqsPerSecond) {
            return new Allowance(
                    calls,
                    sessionsPerTunnel,
                    icrqsInFlight,
                    candidateTimeout,
                    lockout,
                    refusedLockout,
                    icrqsPerSecond,
                    codes,
                    choosing);
        }

        public Allowance withCodes(List<CodeRule> rules) {
            return new Allowance(
                    calls,
                    sessionsPerTunnel,
                    icrqsInFlight,
                    candidateTimeout,
                    lockout,
                    refusedLockout,
                    setupRate,
                    rules,
                    choosing);
        }
    }

    /** Callers are told what the LNS cannot tell them. */
    public LnsProfile(
            String name,
            TunnelSettings tunnel,
            SessionSettings session,
            Encapsulation data,
            Allowance allowance) {
        this(name, tunnel, session, data, allowance, Acknowledge.AUTO);
    }

    /**
     * How an LNS is chosen among others.
     *
     * @param weight its share among equals; 0 takes as many calls as it may have
     * @param tunnels tunnels for calls that may share one: the next is opened when one is full
     * @param patience how long a caller waits for a word of it while there is another to go to
     * @param probe whether, after a failure, the LAC itself tries it before callers do
     */
    public record Choosing(int weight, int tunnels, Duration patience, boolean probe) {
        public static final Choosing USUAL = new Choosing(0, 1, Duration.ofMillis(500), true);
    }

    public LnsProfile with(SessionSettings other) {
        return new LnsProfile(name, tunnel, other, data, allowance, acknowledge);
    }

    public LnsProfile with(Encapsulation other) {
        return new LnsProfile(name, tunnel, session, other, allowance, acknowledge);
    }

    public LnsProfile with(Allowance other) {
        return new LnsProfile(name, tunnel, session, data, other, acknowledge);
    }

    public LnsProfile with(Acknowledge other) {
        return new LnsProfile(name, tunnel, session, data, allowance, other);
    }

    /** The code point of control packets, whether it is negotiated (AVP 47) or not. */
    int controlDscp() {
        return Math.max(tunnel.controlDscp(), 0);
    }

    /** The PHB of a session's data where it is negotiated (AVP 48), else none. */
    int sessionDs() {
        return tunnel.negotiateDscp()
                ? data.datagrams().dscp() << DSCP_SHIFT
                : ControlMessage.ABSENT;
    }

    /** Good values for all that is not configured. */
    public static LnsProfile defaults(String hostName) {
        return new LnsProfile(
                "",
                TunnelSettings.defaults(hostName),
                SessionSettings.DEFAULTS,
                Encapsulation.DEFAULT,
                Allowance.DEFAULT);
    }
}
