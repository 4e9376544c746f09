package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An agent circuit id or agent remote id: 1..63 octets (TR-101), which need not be text. */
public final class LineId {
    public static final int LONGEST = 63;

    private final byte[] octets;

    private LineId(byte[] octets) {
        this.octets = octets;
    }

    /** Copies 1..63 octets. */
    static LineId of(ByteBuffer value) {
        byte[] octets = new byte[value.remaining()];
        value.get(value.position(), octets);
        return new LineId(octets);
    }

    /** Cut to 63 octets between characters; null of no text. */
    public static @Nullable LineId of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(octets.length, LONGEST);
        while (length < octets.length && length > 0 && (octets[length] & 0xc0) == 0x80) {
            length--;
        }
        return length == 0 ? null : new LineId(Arrays.copyOf(octets, length));
    }

    /** As UTF-8; malformed sequences become the replacement character. */
    public String text() {
        return new String(octets, StandardCharsets.UTF_8);
    }

    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LineId that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return text();
    }
}
