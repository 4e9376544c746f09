package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.CodeRule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A setting that an LNS can have in its own way: declared once, it may stand at several levels of
 * the file.
 *
 * @param <T> what its value is to the program
 */
public abstract sealed class Knob<T> {
    /** Where it may stand; the nearer to the LNS, the stronger. */
    enum Level {
        BOX("l2tp"),
        GROUP("lns-groups.*.defaults"),
        LNS("lns-groups.*.lns[]");

        private final String section;

        Level(String section) {
            this.section = section;
        }

        String path(String name) {
            return section + "." + name;
        }
    }

    /** A value as some level says it; {@code text} is for people and never a secret. */
    record Said<T>(T value, String text) {}

    private final String name;
    private final Set<Level> levels;

    private Knob(String name, Set<Level> levels) {
        this.name = name;
        this.levels = levels;
    }

    /** As in the file; with the section it stands in, as {@code retransmit.first}. */
    public String name() {
        return name;
    }

    Set<Level> levels() {
        return levels;
    }

    /** Its rows of the key table. */
    abstract List<Key> keys(Level level);

    /** As the file shows the default; null when there is none. */
    abstract @Nullable String defaultText();

    abstract Said<T> byDefault();

    /** Null where the section does not say it, or not in a way that can be understood. */
    abstract @Nullable Said<T> read(Level level, Section section, Problems problems);

    /** What can be written in one line. */
    sealed interface Plain {
        /** What it means when written like this; the text has to fit. */
        Said<?> parse(String text);
    }

    @Override
    public String toString() {
        return name;
    }

    private static <T> Kind<Said<T>> said(Kind<T> kind) {
        return new Kind<>(
                kind.expected(),
                kind.example(),
                text -> {
                    T value = kind.parse().apply(text);
                    return value == null ? null : new Said<>(value, kind.isSecret() ? "***" : text);
                },
                kind.isSecret());
    }

    private static <T> Said<T> fitting(Kind<Said<T>> kind, String text) {
        Said<T> said = kind.parse().apply(text);
        if (said == null) {
            throw new IllegalArgumentException(text + ": expected " + kind.expected());
        }
        return said;
    }

    /** One value. */
    public static final class One<T> extends Knob<T> implements Plain {
        private final Kind<Said<T>> kind;
        private final @Nullable String defaultText;
        private final Said<T> byDefault;
        private final Map<Level, Key.Optional<Said<T>>> keys = new EnumMap<>(Level.class);

        private One(
                String name,
                Set<Level> levels,
                Kind<Said<T>> kind,
                @Nullable String defaultText,
                Said<T> byDefault) {
            super(name, levels);
            this.kind = kind;
            this.defaultText = defaultText;
            this.byDefault = byDefault;
            levels.forEach(at -> keys.put(at, new Key.Optional<>(at.path(name), kind)));
        }

        static <T> One<T> of(String name, Set<Level> levels, Kind<T> kind, String defaultText) {
            Kind<Said<T>> said = said(kind);
            return new One<>(name, levels, said, defaultText, fitting(said, defaultText));
        }

        /** With {@code none} where nobody says anything. */
        static <T> One<T> orNone(String name, Set<Level> levels, Kind<T> kind, T none) {
            return new One<>(name, levels, said(kind), null, new Said<>(none, "none"));
        }

        @Override
        List<Key> keys(Level level) {
            Key key = keys.get(level);
            return key == null ? List.of() : List.of(key);
        }

        @Override
        @Nullable String defaultText() {
            return defaultText;
        }

        @Override
        Said<T> byDefault() {
            return byDefault;
        }

        @Override
        @Nullable Said<T> read(Level level, Section section, Problems problems) {
            Key.Optional<Said<T>> key = keys.get(level);
            return key == null ? null : section.get(key).orElse(null);
        }

        @Override
        public Said<T> parse(String text) {
            return fitting(kind, text);
        }
    }

    /** A list of values: what one level says replaces what a weaker one says. */
    public static final class Many<T> extends Knob<List<T>> implements Plain {
        private final Kind<Said<T>> kind;
        private final String defaultText;
        private final Map<Level, Key.Many<Said<T>>> keys = new EnumMap<>(Level.class);

        private Many(String name, Set<Level> levels, Kind<Said<T>> kind, String defaultText) {
            super(name, levels);
            this.kind = kind;
            this.defaultText = defaultText;
            levels.forEach(at -> keys.put(at, new Key.Many<>(at.path(name), kind, List.of(), 0)));
        }

        /**
         * @param defaultText as {@code [a, b]}
         */
        static <T> Many<T> of(String name, Set<Level> levels, Kind<T> kind, String defaultText) {
            return new Many<>(name, levels, said(kind), defaultText);
        }

        @Override
        List<Key> keys(Level level) {
            Key key = keys.get(level);
            return key == null ? List.of() : List.of(key);
        }

        @Override
        String defaultText() {
            return defaultText;
        }

        @Override
        Said<List<T>> byDefault() {
            return parse(defaultText);
        }

        @Override
        @Nullable Said<List<T>> read(Level level, Section section, Problems problems) {
            Key.Many<Said<T>> key = keys.get(level);
            if (key == null) {
                return null;
            }
            List<Said<T>> said = section.get(key);
            return section.has(key) ? together(said) : null;
        }

        @Override
        public Said<List<T>> parse(String text) {
            String inside = text.substring(1, text.length() - 1);
            List<Said<T>> said = new ArrayList<>();
            if (!inside.isEmpty()) {
                Arrays.stream(inside.split(", ", -1)).map(t -> fitting(kind, t)).forEach(said::add);
            }
            return together(said);
        }

        private static <T> Said<List<T>> together(List<Said<T>> said) {
            return new Said<>(
                    said.stream().map(Said::value).toList(),
                    said.stream().map(Said::text).collect(Collectors.joining(", ", "[", "]")));
        }
    }

    /** A list of rules for an LNS's codes, each a section. */
    public static final class Codes extends Knob<List<CodeRule>> {
        private final Map<Level, CodeKeys> keys = new EnumMap<>(Level.class);

        Codes(String name, Set<Level> levels) {
            super(name, levels);
            levels.forEach(at -> keys.put(at, new CodeKeys(at.path(name))));
        }

        @Override
        List<Key> keys(Level level) {
            CodeKeys rule = keys.get(level);
            return rule == null ? List.of() : rule.all();
        }

        @Override
        String defaultText() {
            return "[]";
        }

        @Override
        Said<List<CodeRule>> byDefault() {
            return said(List.of());
        }

        @Override
        @Nullable Said<List<CodeRule>> read(Level level, Section section, Problems problems) {
            CodeKeys rule = keys.get(level);
            return rule == null || !section.has(name())
                    ? null
                    : said(
                            section.items(name()).stream()
                                    .map(item -> rule.read(item, problems))
                                    .toList());
        }

        private static Said<List<CodeRule>> said(List<CodeRule> rules) {
            return new Said<>(
                    rules,
                    rules.stream().map(CodeKeys::text).collect(Collectors.joining("; ", "[", "]")));
        }
    }
}
