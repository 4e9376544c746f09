package org.lacserver.io;

import org.lacserver.port.Encapsulation;
import org.lacserver.port.Encapsulation.AddressControl;
import org.lacserver.port.Encapsulation.Sequencing;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/**
 * Whether a caller's largest packet still fits the core's interface in one piece once it is
 * wrapped.
 *
 * @param pppMru largest payload of a PPP frame, 1492 with plain PPPoE
 * @param coreMtu MTU of the interface towards the LNS
 * @param overhead octets of IP, UDP, L2TP and PPP in front of the payload
 */
public record PathMtu(int pppMru, int coreMtu, int overhead) {
    /** PPPoE and PPP protocol in front of the payload of an Ethernet frame (RFC 2516 §7). */
    public static final int PPPOE_OVERHEAD = 8;

    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int UDP = 8;
    private static final int L2TP = 6;
    private static final int LENGTH = 2;
    private static final int SEQUENCE = 4;
    private static final int OFFSET_SIZE = 2;
    private static final int ADDRESS_AND_CONTROL = 2;
    private static final int PROTOCOL = 2;

    /** With the longest header of a frame that is not LCP's. */
    public static PathMtu of(int pppMru, int coreMtu, boolean ipv6, Encapsulation data) {
        int overhead = (ipv6 ? IPV6 : IPV4) + UDP + L2TP + PROTOCOL;
        overhead += data.lengthBit() ? LENGTH : 0;
        overhead += data.sequencing() == Sequencing.REQUIRE ? SEQUENCE : 0;
        overhead += data.offset() < 0 ? 0 : OFFSET_SIZE + data.offset();
        overhead += data.addressControl() == AddressControl.ALWAYS ? ADDRESS_AND_CONTROL : 0;
        return new PathMtu(pppMru, coreMtu, overhead);
    }

    /** For the core interface that owns a local address; empty when no interface has it. */
    public static Optional<PathMtu> towards(InetAddress local, int pppMru, Encapsulation data)
            throws IOException {
        NetworkInterface owner = NetworkInterface.getByInetAddress(local);
        return owner == null
                ? Optional.empty()
                : Optional.of(of(pppMru, owner.getMTU(), local instanceof Inet6Address, data));
    }

    /** Length of the IP packet that carries the largest PPP frame. */
    public int largestPacket() {
        return pppMru + overhead;
    }

    /** The largest PPP payload that crosses unfragmented. */
    public int fits() {
        return Math.min(pppMru, coreMtu - overhead);
    }

    public boolean isFragmented() {
        return largestPacket() > coreMtu;
    }

    /**
     * The MTU that an access port needs for full-size frames: Linux sends one 802.1Q tag beyond the
     * MTU, but neither a second one nor an outer tag of 802.1ad.
     *
     * @param tags of a frame, 0 to 2
     * @param outer8021ad whether the outer tag's TPID is 88a8
     */
    public static int accessMtuFor(int pppMru, int tags, boolean outer8021ad) {
        int free = tags > 0 && !outer8021ad ? 1 : 0;
        return pppMru + PPPOE_OVERHEAD + 4 * (tags - free);
    }

    /** One sentence for the operator; empty when everything fits. */
    public Optional<String> problem(boolean dontFragment) {
        if (!isFragmented()) {
            return Optional.empty();
        }
        return Optional.of(
                "PPP payloads above "
                        + fits()
                        + " octets are "
                        + (dontFragment ? "dropped (df is on)" : "sent as IP fragments")
                        + ": with MRU "
                        + pppMru
                        + " an L2TP packet has "
                        + largestPacket()
                        + " octets, the core interface's MTU is "
                        + coreMtu);
    }
}
