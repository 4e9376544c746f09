package org.lacserver.config;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which VLAN tags a line may have: {@code untagged}, one tag as {@code 200} or {@code 200-299}, two
 * as {@code 200.17}, {@code 200.*} or {@code 100-200.5-9}.
 *
 * @param outer 0-0 untagged
 * @param inner 0-0 without a second tag
 */
public record VlanPattern(LacConfig.Range outer, LacConfig.Range inner) {
    private static final LacConfig.Range NO_TAG = new LacConfig.Range(0, 0);
    private static final LacConfig.Range EVERY_TAG = new LacConfig.Range(1, 4094);
    private static final String TAGS = "(\\d{1,4})(?:-(\\d{1,4}))?";
    private static final Pattern WRITTEN = Pattern.compile(TAGS + "(?:\\.(?:(\\*)|" + TAGS + "))?");

    static Kind<VlanPattern> kind() {
        return new Kind<>(
                "untagged, or VLANs 1..4094 such as 200, 200-299, 200.17, 200.* or 100-200.5-9",
                "untagged",
                VlanPattern::parse,
                false);
    }

    private static @Nullable VlanPattern parse(String written) {
        if (written.equals("untagged")) {
            return new VlanPattern(NO_TAG, NO_TAG);
        }
        Matcher matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            return null;
        }
        LacConfig.Range outer = range(matcher.group(1), matcher.group(2));
        LacConfig.Range inner = NO_TAG;
        if (matcher.group(3) != null) {
            inner = EVERY_TAG;
        } else if (matcher.group(4) != null) {
            inner = range(matcher.group(4), matcher.group(5));
        }
        return outer == null || inner == null ? null : new VlanPattern(outer, inner);
    }

    private static LacConfig.@Nullable Range range(String from, @Nullable String to) {
        int first = Integer.parseInt(from);
        int last = to == null ? first : Integer.parseInt(to);
        boolean isGood = EVERY_TAG.first() <= first && first <= last && last <= EVERY_TAG.last();
        return isGood ? new LacConfig.Range(first, last) : null;
    }

    /** Tags are 1..4094, or 0 for none. */
    boolean holds(int outerVlan, int innerVlan) {
        return holds(outer, outerVlan) && holds(inner, innerVlan);
    }

    private static boolean holds(LacConfig.Range range, int tag) {
        return range.first() <= tag && tag <= range.last();
    }
}
