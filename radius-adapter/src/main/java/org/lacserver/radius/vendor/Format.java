package org.lacserver.radius.vendor;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** How a vendor's attribute is written; in a dictionary in lower case with hyphens. */
public enum Format {
    STRING,
    /** Four octets. */
    INTEGER,
    /** As RFC 2868 §3.3: a first octet up to 0x1f is a tag. */
    TAGGED_STRING,
    /** As RFC 2868 §3.1: a tag and three octets. */
    TAGGED_INTEGER,
    /** An IPv4 or IPv6 address in octets. */
    ADDRESS,
    /** As Tunnel-Password (RFC 2868 §3.5): a tag, a salt and what is hidden with it. */
    TAGGED_SALTED;

    private static final int MAX_TAG = 0x1f;

    /** A value without its tag; {@code text} is empty where only the octets count. */
    @SuppressWarnings("ArrayRecordComponent") // read only, never compared
    record Value(int tag, String text, byte[] octets) {}

    /** As a dictionary writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value; null when it is not in this format. */
    @Nullable Value read(byte[] value) {
        boolean hasTag = value.length > 0 && (value[0] & 0xff) <= MAX_TAG;
        return switch (this) {
            case STRING -> text(0, value);
            case TAGGED_STRING ->
                    hasTag
                            ? text(value[0], Arrays.copyOfRange(value, 1, value.length))
                            : text(0, value);
            case INTEGER -> value.length == Integer.BYTES ? number(0, value, 0xffff_ffffL) : null;
            case TAGGED_INTEGER ->
                    value.length == Integer.BYTES && hasTag
                            ? number(value[0], value, 0xff_ffffL)
                            : null;
            case ADDRESS -> address(value);
            case TAGGED_SALTED ->
                    value.length == 0
                            ? null
                            : new Value(
                                    hasTag ? value[0] : 0,
                                    "",
                                    Arrays.copyOfRange(value, 1, value.length));
        };
    }

    private static @Nullable Value text(int tag, byte[] octets) {
        return octets.length == 0
                ? null
                : new Value(tag, new String(octets, StandardCharsets.UTF_8), octets);
    }

    private static Value number(int tag, byte[] octets, long mask) {
        return new Value(tag, Long.toString(ByteBuffer.wrap(octets).getInt() & mask), octets);
    }

    private static @Nullable Value address(byte[] octets) {
        try {
            return new Value(0, InetAddress.getByAddress(octets).getHostAddress(), octets);
        } catch (UnknownHostException e) {
            return null; // neither four nor sixteen octets
        }
    }
}
