package org.lacserver.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything wrong with a file, one line each, in the order of its lines. */
final class Problems {
    /** A file of rubbish is told at most this many things. */
    private static final int MOST = 200;

    private static final int LONGEST_VALUE = 60;

    private record Problem(int line, String text) {}

    private final String file;
    private final List<Problem> all = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * @param line from 1; 0 means the file as a whole
     */
    void add(int line, String text) {
        if (all.size() < MOST) {
            all.add(new Problem(line, text));
        }
    }

    /** The form of every message about a value: {@code key = "value": expected …}. */
    void value(int line, String key, String raw, boolean isSecret, String complaint) {
        add(line, key + " = " + (isSecret ? "***" : quote(raw)) + ": " + complaint);
    }

    List<String> lines() {
        return all.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(p -> file + (p.line() > 0 ? ":" + p.line() : "") + ": " + p.text())
                .toList();
    }

    /** In quotes, shortened, without control characters. */
    static String quote(String raw) {
        String shown = raw.length() > LONGEST_VALUE ? raw.substring(0, LONGEST_VALUE) + "…" : raw;
        StringBuilder out = new StringBuilder("\"");
        shown.chars().forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
        return out.append('"').toString();
    }
}
