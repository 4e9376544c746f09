package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The tags of a discovery packet, as slices of it (RFC 2516 §4). Unknown ones do not matter. */
public final class PppoeTags {
    private static final int HEADER = 4;

    private final ByteBuffer octets;

    private PppoeTags(ByteBuffer octets) {
        this.octets = octets;
    }

    /** Null when a tag reaches beyond the payload. */
    public static @Nullable PppoeTags in(ByteBuffer payload) {
        ByteBuffer octets = payload.slice();
        int at = 0;
        while (at < octets.limit()) {
            if (octets.limit() - at < HEADER) {
                return null;
            }
            if ((octets.getShort(at) & 0xffff) == PppoeCode.END_OF_LIST) {
                return new PppoeTags(octets.limit(at)); // Appendix A: no further tags
            }
            int length = octets.getShort(at + 2) & 0xffff;
            if (length > octets.limit() - at - HEADER) {
                return null;
            }
            at += HEADER + length;
        }
        return new PppoeTags(octets);
    }

    /** The value of the first tag of this type, or null. */
    public @Nullable ByteBuffer first(int type) {
        return next(type, 0);
    }

    public int count(int type) {
        int count = 0;
        for (int at = 0; at < octets.limit(); at += size(at)) {
            count += type(at) == type ? 1 : 0;
        }
        return count;
    }

    /** Whether there is a tag of this type with exactly this value. */
    public boolean has(int type, ByteBuffer value) {
        for (int at = 0; at < octets.limit(); at += size(at)) {
            if (type(at) == type && value(at).equals(value)) {
                return true;
            }
        }
        return false;
    }

    /** The value of the first tag of this type whose data begins with {@code prefix}, or null. */
    public @Nullable ByteBuffer firstWith(int type, int prefix) {
        for (int at = 0; at < octets.limit(); at += size(at)) {
            boolean fits = type(at) == type && size(at) >= HEADER + 4;
            if (fits && octets.getInt(at + HEADER) == prefix) {
                return value(at);
            }
        }
        return null;
    }

    /** The first tag of this type as UTF-8 text, or null. */
    public @Nullable String text(int type) {
        ByteBuffer value = first(type);
        return value == null ? null : StandardCharsets.UTF_8.decode(value).toString();
    }

    private @Nullable ByteBuffer next(int type, int from) {
        for (int at = from; at < octets.limit(); at += size(at)) {
            if (type(at) == type) {
                return value(at);
            }
        }
        return null;
    }

    private int type(int at) {
        return octets.getShort(at) & 0xffff;
    }

    private int size(int at) {
        return HEADER + (octets.getShort(at + 2) & 0xffff);
    }

    private ByteBuffer value(int at) {
        return octets.slice(at + HEADER, size(at) - HEADER);
    }
}
