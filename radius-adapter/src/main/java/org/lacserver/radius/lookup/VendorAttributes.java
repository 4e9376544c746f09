package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Type;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The sub-attributes of Vendor-Specific attributes (RFC 2865 §5.26) in a reply. */
final class VendorAttributes {
    private static final int CISCO = 9;
    private static final int CISCO_AV_PAIR = 1;
    private static final int HEADER = 2;

    /** One of them, as it came. */
    @SuppressWarnings("ArrayRecordComponent") // read only, never compared
    record Sub(int vendor, int type, byte[] value) {}

    private final List<Sub> all = new ArrayList<>();

    VendorAttributes(List<Attribute> attributes) {
        for (Attribute attribute : attributes) {
            if (attribute.type() == Type.VENDOR_SPECIFIC) {
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

    List<Sub> all() {
        return all;
    }

    /** The value of the first attribute of that kind; null when there is none. */
    byte @Nullable [] first(int vendor, int type) {
        for (Sub sub : all) {
            if (sub.vendor() == vendor && sub.type() == type) {
                return sub.value();
            }
        }
        return null;
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
