package org.lacserver.port;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Where a caller stands on the access side.
 *
 * @param accessPort index of the access port, from 0
 * @param accessPortName its interface name
 * @param outerVlan S-VLAN id 1..4094, or the only VLAN; 0 when untagged
 * @param innerVlan C-VLAN id 1..4094; 0 without a second tag
 * @param mac the caller's MAC address in the low 48 bits
 * @param pppoeSessionId 1..65534, unique on its port and VLANs
 * @param circuitId TR-101 agent circuit id, any octets decoded as UTF-8
 * @param remoteId TR-101 agent remote id, likewise
 * @param upKbps actual data rate caller to LAC in kbit/s (TR-101 0x81); 0 when unknown
 * @param downKbps actual data rate LAC to caller in kbit/s (TR-101 0x82); 0 when unknown
 * @param serviceName the PPPoE Service-Name the caller got; may be empty
 * @param attributes all other characteristics of the line by the sub-tag of PPPoE: 0x81..0x8e rates
 *     in kbit/s and delays in ms, 0x90 access loop encapsulation (three octets), 0x91 DSL type,
 *     0x97 PON type, 0x9b..0xa2 and 0xb0..0xb5 rates of G.fast and PON lines in kbit/s, 0xfe IWF
 *     session
 * @param circuit the octets of a circuit id that is not UTF-8 and so is not wholly in its text;
 *     empty for all others
 * @param remote the same of the remote id
 * @param mru the largest LCP Maximum-Receive-Unit there may be; 0 when that is not known
 */
public record Line(
        int accessPort,
        String accessPortName,
        int outerVlan,
        int innerVlan,
        long mac,
        int pppoeSessionId,
        @Nullable String circuitId,
        @Nullable String remoteId,
        long upKbps,
        long downKbps,
        String serviceName,
        Map<Integer, Long> attributes,
        Octets circuit,
        Octets remote,
        int mru) {
    public Line {
        attributes = Map.copyOf(attributes);
    }

    /** A line whose ids are text. */
    public Line(
            int accessPort,
            String accessPortName,
            int outerVlan,
            int innerVlan,
            long mac,
            int pppoeSessionId,
            @Nullable String circuitId,
            @Nullable String remoteId,
            long upKbps,
            long downKbps,
            String serviceName,
            Map<Integer, Long> attributes) {
        this(
                accessPort,
                accessPortName,
                outerVlan,
                innerVlan,
                mac,
                pppoeSessionId,
                circuitId,
                remoteId,
                upKbps,
                downKbps,
                serviceName,
                attributes,
                Octets.EMPTY,
                Octets.EMPTY,
                0);
    }

    /** A line that tells no more than its rates. */
    public Line(
            int accessPort,
            String accessPortName,
            int outerVlan,
            int innerVlan,
            long mac,
            int pppoeSessionId,
            @Nullable String circuitId,
            @Nullable String remoteId,
            long upKbps,
            long downKbps,
            String serviceName) {
        this(
                accessPort,
                accessPortName,
                outerVlan,
                innerVlan,
                mac,
                pppoeSessionId,
                circuitId,
                remoteId,
                upKbps,
                downKbps,
                serviceName,
                Map.of());
    }

    /** The circuit id as the access node sent it; null without one. */
    public @Nullable Octets circuitOctets() {
        return octets(circuitId, circuit);
    }

    /** The remote id as the access node sent it; null without one. */
    public @Nullable Octets remoteOctets() {
        return octets(remoteId, remote);
    }

    private static @Nullable Octets octets(@Nullable String text, Octets otherwise) {
        if (text == null) {
            return null;
        }
        return otherwise.length() > 0 ? otherwise : Octets.utf8(text);
    }

    /** The MAC as people write it, {@code 02:00:5e:10:00:01}. */
    public String macText() {
        return macText(mac);
    }

    /** The same of any MAC address. */
    public static String macText(long mac) {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            int octet = (int) (mac >> shift) & 0xff;
            text.append(Character.forDigit(octet >> 4, 16))
                    .append(Character.forDigit(octet & 15, 16));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }

    /**
     * In 32 bits: 8 of the port's index, 12 of the outer VLAN, 12 of the inner. The 257th port has
     * the numbers of the first again; {@link #portText} tells them apart.
     */
    public long portNumber() {
        return portNumber(accessPort, outerVlan, innerVlan);
    }

    /** The same of a port and VLANs. */
    public static long portNumber(int accessPort, int outerVlan, int innerVlan) {
        return (accessPort & 0xffL) << 24 | (long) outerVlan << 12 | innerVlan;
    }

    /** NAS-Port-Id: {@code eth1}, {@code eth1:200} or {@code eth1:200.17}. */
    public String portText() {
        if (outerVlan == 0) {
            return accessPortName;
        }
        return accessPortName + ":" + outerVlan + (innerVlan == 0 ? "" : "." + innerVlan);
    }
}
