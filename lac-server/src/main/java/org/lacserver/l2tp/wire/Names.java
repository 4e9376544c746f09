package org.lacserver.l2tp.wire;

import java.util.Map;

/** Names for people of what is not understood but known to exist (IANA l2tp-parameters). */
final class Names {
    private static final Map<Integer, String> AVPS =
            Map.ofEntries(
                    Map.entry(40, "Rx Minimum BPS"),
                    Map.entry(41, "Rx Maximum BPS"),
                    Map.entry(42, "Service Category"),
                    Map.entry(43, "Service Name"),
                    Map.entry(44, "Calling Sub-Address"),
                    Map.entry(45, "VPI/VCI"),
                    Map.entry(47, "Control Connection DS"),
                    Map.entry(48, "Session DS"),
                    Map.entry(49, "LCP Want Options"),
                    Map.entry(50, "LCP Allow Options"),
                    Map.entry(51, "LNS Last Sent CONFREQ"),
                    Map.entry(52, "LNS Last Received CONFREQ"),
                    Map.entry(53, "Modem On-Hold Capable"),
                    Map.entry(54, "Modem On-Hold Status"),
                    Map.entry(55, "PPPoE Relay"),
                    Map.entry(56, "PPPoE Relay Response Capability"),
                    Map.entry(57, "PPPoE Relay Forward Capability"),
                    Map.entry(58, "Extended Vendor ID"),
                    Map.entry(76, "Failover Capability"),
                    Map.entry(77, "Tunnel Recovery"),
                    Map.entry(78, "Suggested Control Sequence"),
                    Map.entry(79, "Failover Session State"),
                    Map.entry(97, "Connect Speed Update"),
                    Map.entry(98, "Connect Speed Update Enable"));

    private static final Map<Integer, String> MESSAGES =
            Map.of(
                    17, "MDMST", 18, "SRRQ", 19, "SRRP", 20, "ACK", 21, "FSQ", 22, "FSR", 28,
                    "CSUN", 29, "CSURQ");

    private Names() {}

    static String avp(int vendor, int number) {
        if (vendor != 0) {
            return "AVP " + vendor + ":" + number;
        }
        AvpType type = AvpType.of(number);
        return type != null ? type.label() : AVPS.getOrDefault(number, "AVP " + number);
    }

    static String message(int number) {
        MessageType type = MessageType.of(number);
        return type != null ? type.label() : MESSAGES.getOrDefault(number, "message " + number);
    }
}
