package org.lacserver.config;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * MAC addresses that begin alike: one as {@code 02:00:5e:10:00:01}, or {@code 02:00:5e:*}.
 *
 * @param value in the low 48 bits
 * @param mask the bits that count
 */
public record MacRange(long value, long mask) {
    private static final Pattern WRITTEN =
            Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}|([0-9a-fA-F]{2}:){1,5}\\*");
    private static final int BITS = 48;

    static Kind<MacRange> kind() {
        return new Kind<>(
                "a MAC address such as 02:00:5e:10:00:01, or its beginning such as 02:00:5e:*",
                "02:00:5e:*",
                MacRange::parse,
                false);
    }

    private static @Nullable MacRange parse(String written) {
        if (!WRITTEN.matcher(written).matches()) {
            return null;
        }
        String digits = written.replaceAll("[:*]", "");
        int rest = BITS - 4 * digits.length();
        long mask = (1L << BITS) - (1L << rest);
        return new MacRange(Long.parseLong(digits, 16) << rest, mask);
    }
}
