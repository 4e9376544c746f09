package org.lacserver.tests.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the display names of tests cite: {@code @DisplayName("§7.4.1 rows 6, 9: …")},
 * {@code @DisplayName("RFC 2516 §5.2, App. A: …")}.
 */
final class Citations {
    private static final Pattern DISPLAY_NAME =
            Pattern.compile("@DisplayName\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"[\\s+]*)+)\\)");
    private static final Pattern DOCUMENT_OR_SECTION =
            Pattern.compile(
                    "RFC (?<rfc>\\d+)|(?<report>TR-\\d+)"
                            + "|(?:§|App\\. |Appendix )(?<section>[0-9A-Z](?:\\.?[0-9]+)*)"
                            + "(?: rows? (?<rows>\\d+(?:(?:, | and )\\d+)*))?");

    /**
     * One citation.
     *
     * @param document an RFC's number, or the name of what is none
     * @param section as in {@code 7.4.1} or {@code 7.4.1 row 6}
     * @param file where it is
     */
    record Citation(String document, String section, String file) {}

    private Citations() {}

    /** Of all tests below a module's test sources. */
    static List<Citation> of(Path testSources, String bare) {
        if (!Files.isDirectory(testSources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(testSources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .flatMap(file -> in(text(file), bare, file.getFileName().toString()).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Citation> in(String source, String bare, String file) {
        List<Citation> found = new ArrayList<>();
        Matcher names = DISPLAY_NAME.matcher(source);
        while (names.find()) {
            String document = bare;
            Matcher part =
                    DOCUMENT_OR_SECTION.matcher(names.group(1).replaceAll("\"\\s*\\+\\s*\"", ""));
            while (part.find()) {
                String section = part.group("section");
                if (section == null) {
                    document = part.group("rfc") != null ? part.group("rfc") : part.group("report");
                } else if (part.group("rows") == null) {
                    found.add(new Citation(document, section, file));
                } else {
                    for (String row : part.group("rows").split(", | and ", -1)) {
                        found.add(new Citation(document, section + " row " + row, file));
                    }
                }
            }
        }
        return found;
    }
}
