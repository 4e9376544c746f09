package org.lacserver.tests.net;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One record of FreeRADIUS's detail file. */
public record DetailRecord(Map<String, String> attributes) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("MMM d yyyy HH:mm:ss z", Locale.ROOT);

    /** All records of the file, in its order. */
    public static List<DetailRecord> all(String text) {
        return Arrays.stream(text.split("\n\n", -1))
                .filter(block -> !block.isBlank())
                .map(DetailRecord::parse)
                .toList();
    }

    private static DetailRecord parse(String block) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String line : block.split("\n", -1)) {
            int equals = line.indexOf(" = ");
            if (line.startsWith("\t") && equals > 0) {
                String value = line.substring(equals + 3);
                attributes.put(line.substring(1, equals), value.replace("\"", ""));
            }
        }
        return new DetailRecord(attributes);
    }

    /** Empty when there is none. */
    public String get(String name) {
        return attributes.getOrDefault(name, "");
    }

    public long number(String name) {
        return Long.parseLong(get(name));
    }

    /** A date's seconds since 1970. */
    public long seconds(String name) {
        return ZonedDateTime.parse(get(name).replaceAll(" +", " "), DATE).toEpochSecond();
    }

    public boolean is(String status, String user) {
        return get("Acct-Status-Type").equals(status) && get("User-Name").equals(user);
    }
}
