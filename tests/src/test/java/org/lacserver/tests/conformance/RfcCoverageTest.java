package org.lacserver.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.tests.conformance.Citations.Citation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which sections of the RFCs the tests of all modules cite, against {@code
 * conformance/sections.txt}. What is not covered is printed; what is cited and does not exist
 * fails.
 */
class RfcCoverageTest {
    private static final Path ROOT = Path.of("..");

    private final Map<String, String> bare = new LinkedHashMap<>();
    private final Set<String> others = new TreeSet<>();

    /** By RFC, its sections in the order of the list. */
    private final Map<String, List<String>> sections = new LinkedHashMap<>();

    RfcCoverageTest() throws IOException {
        for (String line : Files.readAllLines(Path.of("conformance", "sections.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                read(line);
            }
        }
    }

    private void read(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "bare" -> bare.put(words[1], words[2]);
            case "other" -> others.addAll(List.of(words).subList(1, words.length));
            default -> {
                String section = line.substring(line.indexOf('§') + 1).split("  ", 2)[0];
                sections.computeIfAbsent(words[0], _ -> new ArrayList<>()).add(section);
            }
        }
    }

    @Test
    void everyCitedSectionExists() {
        List<Citation> citations = citations();
        assertThat(citations).isNotEmpty();
        sections.forEach((rfc, all) -> System.out.println(report(rfc, all, citations)));
        assertThat(citations).filteredOn(it -> !exists(it)).isEmpty();
    }

    private List<Citation> citations() {
        return bare.entrySet().stream()
                .flatMap(
                        module ->
                                Citations.of(
                                        ROOT.resolve(module.getKey()).resolve("src/test/java"),
                                        module.getValue())
                                        .stream())
                .toList();
    }

    /** A section that is listed only by its parts may be cited too; it covers none of them. */
    private boolean exists(Citation citation) {
        if (others.contains(citation.document())) {
            return true;
        }
        String section = citation.section();
        return sections.getOrDefault(citation.document(), List.of()).stream()
                .anyMatch(
                        it ->
                                it.equals(section)
                                        || it.startsWith(section + ".")
                                        || it.startsWith(section + " row "));
    }

    private static String report(String rfc, List<String> all, List<Citation> citations) {
        Set<String> cited =
                citations.stream()
                        .filter(it -> it.document().equals(rfc))
                        .map(Citation::section)
                        .collect(Collectors.toSet());
        List<String> missing = all.stream().filter(it -> !cited.contains(it)).toList();
        String line =
                "conformance: %s: %d of %d covered"
                        .formatted(rfc, all.size() - missing.size(), all.size());
        return missing.isEmpty() ? line : line + "; not covered: §" + String.join(", §", missing);
    }

    @Test
    void sectionsRowsAndDocumentsAreFoundInDisplayNames() {
        String source =
                """
                @DisplayName("§7.4.1 rows 6, 9 and 12: a rule")
                @DisplayName(
                        "RFC 2516 §5.3, App. A:"
                                + " and TR-101 App. B, RFC 3145 §2")
                // §9.9 of no test
                """;
        assertThat(Citations.in(source, "2661", "F"))
                .containsExactly(
                        new Citation("2661", "7.4.1 row 6", "F"),
                        new Citation("2661", "7.4.1 row 9", "F"),
                        new Citation("2661", "7.4.1 row 12", "F"),
                        new Citation("2516", "5.3", "F"),
                        new Citation("2516", "A", "F"),
                        new Citation("TR-101", "B", "F"),
                        new Citation("3145", "2", "F"));
    }

    @Test
    void aSectionThatIsNotListedDoesNotExist() {
        assertThat(exists(new Citation("2661", "7.2.1 row 16", "F"))).isTrue();
        assertThat(exists(new Citation("2661", "7.2.1", "F"))).isTrue();
        assertThat(exists(new Citation("2868", "3.10", "F"))).isTrue();
        assertThat(exists(new Citation("2661", "7.2.1 row 17", "F"))).isFalse();
        assertThat(exists(new Citation("2661", "5.8.1", "F"))).isFalse();
        assertThat(exists(new Citation("2616", "5.8", "F"))).isFalse();
    }
}
