package org.lacserver.call;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How calls are placed, and what bounds them.
 *
 * @param localAddress where tunnels start when a candidate names no client endpoint
 * @param localAddresses all addresses tunnels can start from, that one among them
 * @param localPort our UDP port
 * @param lnsPort the LNSs' UDP port
 * @param lookupTimeout how long an unanswered lookup is waited for
 * @param setupTimeout from the lookup's answer to ICCN
 * @param candidateTimeout how long one LNS may take over a call
 * @param lockout how long a failed LNS is left alone; zero switches lockout off
 * @param refusedLockout the same for a tunnel that was refused as not authorised
 * @param icrqsInFlight unanswered ICRQs a tunnel may have
 * @param queuePerTunnel calls that may wait for one tunnel
 * @param maxCalls calls of the box, in any state
 * @param maxHalfOpenCalls calls of the box that are not established
 * @param maxTunnels tunnels of the box, tombstones included
 * @param maxCallsPerLns calls at one LNS address, in any state, unless {@code lnsLimits} has it
 * @param lnsLimits the same for the LNS addresses that have a limit of their own
 * @param maxSessionsPerTunnel sessions of one tunnel
 */
public record CallSettings(
        InetAddress localAddress,
        Set<InetAddress> localAddresses,
        int localPort,
        int lnsPort,
        Duration lookupTimeout,
        Duration setupTimeout,
        Duration candidateTimeout,
        Duration lockout,
        Duration refusedLockout,
        int icrqsInFlight,
        int queuePerTunnel,
        int maxCalls,
        int maxHalfOpenCalls,
        int maxTunnels,
        int maxCallsPerLns,
        Map<InetAddress, Integer> lnsLimits,
        int maxSessionsPerTunnel) {

    public CallSettings {
        localAddresses = Set.copyOf(localAddresses);
        lnsLimits = Map.copyOf(lnsLimits);
    }

    /** Good values for all that is not configured. */
    public static CallSettings defaults(InetAddress localAddress) {
        return new CallSettings(
                localAddress,
                Set.of(localAddress),
                1701,
                1701,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(300),
                64,
                4096,
                65_536,
                16_384,
                8192,
                65_536,
                Map.of(),
                60_000);
    }

    /** Most calls at one LNS address. */
    int limitOf(InetAddress lns) {
        return lnsLimits.getOrDefault(lns, maxCallsPerLns);
    }
}
