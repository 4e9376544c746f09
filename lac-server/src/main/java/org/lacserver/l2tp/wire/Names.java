package org.lacserver.l2tp.wire;

import java.util.Map;

/** Names for people of what is not understood but known to exist (IANA l2tp-parameters). */
final class Names {
    private static final Map<Integer, String> AVPS =
            Map.of(58, "Extended Vendor ID", 93, "Tunnel Switching Aggregator ID");

    private static final Map<Integer, String> MESSAGES =
            Map.of(18, "SRRQ", 19, "SRRP", 20, "ACK", 21, "FSQ", 22, "FSR");

    private Names() {}

    static String avp(int vendor, int number) {
        if (vendor != 0) {
            LineAvp line = vendor == VendorAvp.ADSL_FORUM ? LineAvp.of(number) : null;
            return line != null ? line.label() : "AVP " + vendor + ":" + number;
        }
        AvpType type = AvpType.named(number);
        return type != null ? type.label() : AVPS.getOrDefault(number, "AVP " + number);
    }

    static String message(int number) {
        MessageType type = MessageType.of(number);
        return type != null ? type.label() : MESSAGES.getOrDefault(number, "message " + number);
    }
}
