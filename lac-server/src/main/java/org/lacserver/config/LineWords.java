package org.lacserver.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What counts for some access lines: every {@link LineKey} with its value. */
final class LineWords {
    private final Map<LineKey<?>, Object> said = new HashMap<>();

    private LineWords() {}

    /** For lines of which nothing else is said. */
    static LineWords usual(Section access) {
        LineWords words = new LineWords();
        LineKeys.ALL.forEach(key -> words.said.put(key, read(key, access)));
        return words;
    }

    /** For the lines of a group: its own words, else the usual ones. */
    static LineWords of(Section group, LineWords usual) {
        LineWords words = new LineWords();
        words.said.putAll(usual.said);
        for (LineKey<?> key : LineKeys.ALL) {
            readOwn(key, group).ifPresent(value -> words.said.put(key, value));
        }
        return words;
    }

    private static <T> Object read(LineKey<T> key, Section access) {
        return key.read(access);
    }

    private static <T> Optional<Object> readOwn(LineKey<T> key, Section group) {
        return key.readOwn(group).map(value -> value);
    }

    @SuppressWarnings("unchecked") // put in by this key
    <T> T get(LineKey<T> key) {
        Object value = said.get(key);
        if (value == null) {
            throw new IllegalStateException(key.name() + " is in no table");
        }
        return (T) value;
    }
}
