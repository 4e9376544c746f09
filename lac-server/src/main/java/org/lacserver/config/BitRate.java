package org.lacserver.config;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bits per second as people write them: {@code 56000}, {@code 40000k}, {@code 40M}, {@code 1G}. */
public final class BitRate {
    /** As much as the AVPs of RFC 2661 §4.4.4 hold. */
    public static final long MOST = 0xffff_ffffL;

    private static final Pattern RATE = Pattern.compile("(\\d{1,10})([kMG]?)");

    private BitRate() {}

    /** Null for what is none, or more than {@link #MOST}. */
    public static @Nullable Long parse(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long unit =
                switch (matcher.group(2)) {
                    case "k" -> 1_000;
                    case "M" -> 1_000_000;
                    case "G" -> 1_000_000_000;
                    default -> 1;
                };
        long amount = Long.parseLong(matcher.group(1));
        return amount > MOST / unit ? null : amount * unit;
    }
}
