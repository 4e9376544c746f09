package org.lacserver.radius.lookup;

import org.lacserver.radius.client.Attribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The sub-attributes of Vendor-Specific attributes (RFC 2865 §5.26) in a reply. */
final class VendorAttributes {
    private static final int VENDOR_SPECIFIC = 26;
    private static final int CISCO = 9;
    private static final int CISCO_AV_PAIR = 1;
    private static final int ERX = 4874;
    private static final int ERX_TX_CONNECT_SPEED = 162;
    private static final int ERX_RX_CONNECT_SPEED = 163;
    private static final int RTBRICK = 50058;
    private static final int RTBRICK_TX_CONNECT_SPEED = 42;
    private static final int RTBRICK_RX_CONNECT_SPEED = 43;
    private static final int HEADER = 2;

    @SuppressWarnings("ArrayRecordComponent") // stays in this class
    private record Sub(int vendor, int type, byte[] value) {}

    private final List<Sub> all = new ArrayList<>();

    VendorAttributes(List<Attribute> attributes) {
        for (Attribute attribute : attributes) {
            if (attribute.type() == VENDOR_SPECIFIC) {
                slice(ByteBuffer.wrap(attribute.value()));
            }
        }
    }

    /** What is left of a malformed attribute is passed over: nobody can tell what it says. */
    private void slice(ByteBuffer value) {
        if (value.remaining() < Integer.BYTES) {
            return;
        }
        int vendor = value.getInt();
        while (value.remaining() >= HEADER) {
            int type = value.get() & 0xff;
            int length = value.get() & 0xff;
            if (length < HEADER || length - HEADER > value.remaining()) {
                return;
            }
            byte[] sub = new byte[length - HEADER];
            value.get(sub);
            all.add(new Sub(vendor, type, sub));
        }
    }

    /** LAC to caller in bit/s as the server wants it told to the LNS; 0 when it says nothing. */
    long txConnectSpeed() {
        return speed(ERX_TX_CONNECT_SPEED, RTBRICK_TX_CONNECT_SPEED);
    }

    /** Caller to LAC in bit/s as the server wants it told to the LNS; 0 when it says nothing. */
    long rxConnectSpeed() {
        return speed(ERX_RX_CONNECT_SPEED, RTBRICK_RX_CONNECT_SPEED);
    }

    private long speed(int erx, int rtbrick) {
        for (Sub sub : all) {
            boolean isSpeed =
                    (sub.vendor() == ERX && sub.type() == erx)
                            || (sub.vendor() == RTBRICK && sub.type() == rtbrick);
            if (isSpeed && sub.value().length == Integer.BYTES) {
                return ByteBuffer.wrap(sub.value()).getInt() & 0xffff_ffffL;
            }
        }
        return 0;
    }

    /** The values of {@code Cisco-AVPair}, as {@code name=value} or {@code name*value}. */
    List<String> pairs() {
        List<String> pairs = new ArrayList<>();
        for (Sub sub : all) {
            if (sub.vendor() == CISCO && sub.type() == CISCO_AV_PAIR) {
                pairs.add(new String(sub.value(), StandardCharsets.UTF_8));
            }
        }
        return pairs;
    }
}
