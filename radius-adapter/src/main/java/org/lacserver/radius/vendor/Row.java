package org.lacserver.radius.vendor;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a dictionary.
 *
 * @param name for people
 * @param knob with SET, the setting's name; else empty
 * @param values with SET what values become, {@code *} any; with UNSUPPORTED, the values that ask
 *     for nothing
 */
record Row(
        Key key,
        Format format,
        String name,
        Meaning meaning,
        String knob,
        Map<String, String> values) {

    private static final Pattern PLACE = Pattern.compile("\\{(?:/([1-9]\\d{0,8}))?}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

    Row {
        values = Map.copyOf(values);
    }

    /**
     * Which attribute.
     *
     * @param pair the name before the {@code =} for an attribute of such pairs (Cisco-AVPair);
     *     empty for all others
     */
    record Key(int vendor, int type, String pair) {}

    /** The setting's text; null when the value is one that the dictionary does not have. */
    @Nullable String setting(String value) {
        String template = values.getOrDefault(value, values.get("*"));
        if (template == null) {
            return values.isEmpty() ? value : null;
        }
        Matcher place = PLACE.matcher(template);
        if (!place.find()) {
            return template;
        }
        String by = place.group(1);
        if (by == null) {
            return place.replaceFirst(Matcher.quoteReplacement(value));
        }
        return NUMBER.matcher(value).matches()
                ? place.replaceFirst(Long.toString(Long.parseLong(value) / Long.parseLong(by)))
                : null;
    }

    /** Whether an attribute that we cannot do asks for nothing. */
    boolean isHarmless(String value) {
        return values.containsKey(value);
    }
}
