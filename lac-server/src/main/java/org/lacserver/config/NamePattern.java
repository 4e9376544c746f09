package org.lacserver.config;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Matches whole names: a glob with {@code *} and {@code ?}, or, between slashes, a regular
 * expression. Case does not matter.
 */
public final class NamePattern {
    private static final int LONGEST = 255;

    /** Matches every name. */
    public static final NamePattern ANY =
            new NamePattern("*", Pattern.compile(".*", Pattern.DOTALL));

    private final String written;
    private final Pattern pattern;

    private NamePattern(String written, Pattern pattern) {
        this.written = written;
        this.pattern = pattern;
    }

    /** Null when {@code written} is empty, too long or not a regular expression. */
    static @Nullable NamePattern parse(String written) {
        if (written.length() <= 2 || !written.startsWith("/") || !written.endsWith("/")) {
            return parseGlob(written);
        }
        return written.length() > LONGEST
                ? null
                : compile(written, written.substring(1, written.length() - 1));
    }

    /** Null when {@code written} is empty or too long. */
    static @Nullable NamePattern parseGlob(String written) {
        if (written.isEmpty() || written.length() > LONGEST) {
            return null;
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return compile(written, regex.toString().replace(".*.*", ".*"));
    }

    private static @Nullable NamePattern compile(String written, String regex) {
        try {
            return new NamePattern(
                    written,
                    Pattern.compile(
                            regex,
                            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            return null;
        }
    }

    /** Names longer than any protocol field here never match. */
    boolean matches(String name) {
        return name.length() <= LONGEST && pattern.matcher(name).matches();
    }

    @Override
    public String toString() {
        return written;
    }
}
