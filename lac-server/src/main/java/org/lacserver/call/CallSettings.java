package org.lacserver.call;

import org.jspecify.annotations.Nullable;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;

/**
 * How calls are placed, and what bounds them all.
 *
 * @param localAddress where tunnels over IPv4 start when a candidate names no client endpoint; null
 *     when there are none
 * @param localAddress6 the same over IPv6
 * @param localAddresses all addresses tunnels can start from, those among them
 * @param localPort our UDP port
 * @param lnsPort the LNSs' UDP port
 * @param lookupTimeout how long an unanswered lookup is waited for
 * @param setupTimeout from the lookup's answer to ICCN
 * @param queuePerTunnel calls that may wait for one tunnel
 * @param maxCalls calls of the box, in any state
 * @param maxHalfOpenCalls calls of the box that are not established
 * @param maxTunnels tunnels of the box, tombstones included
 * @param dials what bounds outgoing calls
 */
public record CallSettings(
        @Nullable InetAddress localAddress,
        @Nullable InetAddress localAddress6,
        Set<InetAddress> localAddresses,
        int localPort,
        int lnsPort,
        Duration lookupTimeout,
        Duration setupTimeout,
        int queuePerTunnel,
        int maxCalls,
        int maxHalfOpenCalls,
        int maxTunnels,
        Dials dials) {

    /**
     * What bounds outgoing calls.
     *
     * @param timeout how long the far end may take to answer
     * @param perTunnel outgoing calls in set-up that one tunnel may have
     * @param perBox outgoing calls in set-up that all may have together
     */
    public record Dials(Duration timeout, int perTunnel, int perBox) {
        public static final Dials DEFAULT = new Dials(Duration.ofSeconds(60), 256, 4096);
    }

    public CallSettings {
        localAddresses = Set.copyOf(localAddresses);
    }

    /** Good values for all that is not configured. */
    public static CallSettings defaults(InetAddress localAddress) {
        boolean isV4 = localAddress instanceof Inet4Address;
        return new CallSettings(
                isV4 ? localAddress : null,
                isV4 ? null : localAddress,
                Set.of(localAddress),
                1701,
                1701,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                4096,
                65_536,
                16_384,
                8192,
                Dials.DEFAULT);
    }

    /** Where a tunnel to {@code server} starts by default; null when its family is not served. */
    @Nullable InetAddress localTowards(InetAddress server) {
        return server instanceof Inet4Address ? localAddress : localAddress6;
    }
}
