package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Caller;
import org.lacserver.port.Line;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of a Calling or Called Number AVP (RFC 2661 §4.4.3) with {@code {fields}} filled from
 * the line and the caller. {@code {circuit-id|mac}} takes the first that is known.
 */
public final class NumberTemplate {
    private static final int LONGEST = 255;

    /** What may stand between braces. */
    private enum Field {
        MAC,
        CIRCUIT_ID,
        REMOTE_ID,
        PORT,
        USER,
        REALM,
        SERVICE;

        String spelling() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        String valueOf(Line line, Caller caller) {
            return switch (this) {
                case MAC -> line.macText();
                case CIRCUIT_ID -> orEmpty(line.circuitId());
                case REMOTE_ID -> orEmpty(line.remoteId());
                case PORT -> line.portText();
                case USER -> caller.userName();
                case REALM -> caller.realm();
                case SERVICE -> line.serviceName();
            };
        }

        private static String orEmpty(@Nullable String text) {
            return text == null ? "" : text;
        }
    }

    private sealed interface Part {
        record Text(String text) implements Part {}

        record FirstKnown(List<Field> fields) implements Part {}
    }

    private final String written;
    private final List<Part> parts;

    private NumberTemplate(String written, List<Part> parts) {
        this.written = written;
        this.parts = List.copyOf(parts);
    }

    static String fields() {
        return Arrays.stream(Field.values())
                .map(field -> "{" + field.spelling() + "}")
                .collect(Collectors.joining(" "));
    }

    /** Null when a brace is left open or a field is unknown. */
    static @Nullable NumberTemplate parse(String written) {
        if (written.length() > LONGEST) {
            return null;
        }
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < written.length()) {
            int open = written.indexOf('{', at);
            String text = written.substring(at, open < 0 ? written.length() : open);
            if (text.indexOf('}') >= 0) {
                return null;
            }
            parts.add(new Part.Text(text));
            if (open < 0) {
                break;
            }
            int close = written.indexOf('}', open);
            List<Field> fields = close < 0 ? null : choice(written.substring(open + 1, close));
            if (fields == null) {
                return null;
            }
            parts.add(new Part.FirstKnown(fields));
            at = close + 1;
        }
        return new NumberTemplate(written, parts);
    }

    private static @Nullable List<Field> choice(String between) {
        List<Field> fields = new ArrayList<>();
        for (String name : between.split("\\|", -1)) {
            Field found = null;
            for (Field field : Field.values()) {
                found = field.spelling().equals(name) ? field : found;
            }
            if (found == null) {
                return null;
            }
            fields.add(found);
        }
        return fields;
    }

    /** Nothing is written, so nothing is ever known. */
    public boolean isEmpty() {
        return written.isEmpty();
    }

    /** Whether the line alone does not tell all. */
    boolean needsCaller() {
        return parts.stream()
                .anyMatch(
                        part ->
                                part instanceof Part.FirstKnown(List<Field> fields)
                                        && (fields.contains(Field.USER)
                                                || fields.contains(Field.REALM)));
    }

    /** At most 255 characters; empty when nothing is known. */
    public String render(Line line, Caller caller) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String text) -> out.append(text);
                case Part.FirstKnown(List<Field> fields) ->
                        out.append(
                                fields.stream()
                                        .map(field -> field.valueOf(line, caller))
                                        .filter(value -> !value.isEmpty())
                                        .findFirst()
                                        .orElse(""));
            }
        }
        return out.substring(0, Math.min(out.length(), LONGEST)).strip();
    }

    @Override
    public String toString() {
        return written;
    }
}
