package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lacserver.call.Profiles;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.Effective;
import org.lacserver.config.LacConfig;
import org.lacserver.config.LocalTable;
import org.lacserver.port.Candidate;
import org.lacserver.port.LookupAnswer;
import org.lacserver.wiring.KnobRows.Place;
import org.lacserver.wiring.KnobRows.Row;
import org.lacserver.wiring.KnobRows.Told;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Each setting of an LNS reaches the core from each level of the file, and moves nothing else. */
class EveryKnobTest {
    @TempDir private Path directory;

    @Test
    void everyKnobHasARowHere() throws IOException {
        assertThat(KnobRows.rows())
                .extracting(Row::knob)
                .containsExactlyElementsOf(
                        config(Map.of()).l2tp().usual().lines().stream()
                                .map(Effective.Line::name)
                                .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.lacserver.wiring.KnobRows#rows")
    void aWordAtAnyLevelReachesTheCoreAndMovesNothingElse(Row row) throws IOException {
        Told before = told(Map.of());
        for (Place place : row.places()) {
            Told after = told(Map.of(place, text(row, row.one())));
            assertThat(row.part().apply(before)).isNotEqualTo(row.oneMeans());
            assertThat(row.part().apply(after)).as("at %s", place).isEqualTo(row.oneMeans());
            for (Row each : KnobRows.rows()) {
                boolean mayMove =
                        row.moves().contains(each.knob()) || each.moves().contains(row.knob());
                if (!each.knob().equals(row.knob()) && !mayMove && !row.knob().equals("quirks")) {
                    assertThat(each.part().apply(after))
                            .as("%s, moved by %s", each.knob(), row.knob())
                            .isEqualTo(each.part().apply(before));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.lacserver.wiring.KnobRows#rows")
    void theNearerWordCounts(Row row) throws IOException {
        for (Place far : row.places()) {
            for (Place near : row.places()) {
                if (far.compareTo(near) < 0) {
                    Told told =
                            told(
                                    Map.of(
                                            far, text(row, row.one()),
                                            near, text(row, row.other())));
                    assertThat(row.part().apply(told))
                            .as("%s behind %s", far, near)
                            .isEqualTo(row.otherMeans());
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.lacserver.wiring.KnobRows#rows")
    void whatTheBoxSaysHoldsForLnssThatTheFileDoesNotName(Row row) throws IOException {
        if (row.places().contains(Place.BOX)) {
            LacConfig config = config(Map.of(Place.BOX, text(row, row.one())));
            Told named = told(config);
            Told stranger =
                    new Told(LnsSettings.usual(config), named.identity(), named.candidate());
            assertThat(row.part().apply(stranger)).isEqualTo(row.oneMeans());
        }
    }

    @Test
    void anLnsThatTheFileDoesNotNameHasTheLimitOfEveryLns() throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(file, text(Map.of()) + "limits: { calls-per-lns: 5 }\n");
        LacConfig config = good(file);
        assertThat(LnsSettings.usual(config).allowance().calls()).isEqualTo(5);
        assertThat(told(config).profile().allowance().calls()).isEqualTo(5);
    }

    // ---- how

    /** The knob as it stands in the file. */
    private static String text(Row row, String value) {
        int dot = row.knob().indexOf('.');
        return dot < 0
                ? row.knob() + ": " + value
                : row.knob().substring(0, dot)
                        + ": { "
                        + row.knob().substring(dot + 1)
                        + ": "
                        + value
                        + " }";
    }

    private static String text(Map<Place, String> said) {
        Map<Place, String> all = new LinkedHashMap<>(said);
        boolean isBoxSecret = all.getOrDefault(Place.BOX, "").startsWith("secret:");
        String secret = isBoxSecret ? "" : ", secret: usual"; // an old one needs it beside it
        return """
        access: { ports: [eth1] }
        l2tp: { local-address: 192.0.2.1%s%s }
        lookup: { otherwise: isp }
        lns-groups:
          isp:
            defaults: { %s }
            lns: [ { name: one, address: 192.0.2.2%s } ]
        """
                .formatted(
                        secret,
                        after(all.get(Place.BOX)),
                        all.getOrDefault(Place.GROUP, ""),
                        after(all.get(Place.LNS)));
    }

    private static String after(@Nullable String text) {
        return text == null ? "" : ", " + text;
    }

    private LacConfig config(Map<Place, String> said) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(file, text(said));
        return good(file);
    }

    private static LacConfig good(Path file) {
        return switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(LacConfig good) -> good;
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    private Told told(Map<Place, String> said) throws IOException {
        return told(config(said));
    }

    private static Told told(LacConfig config) {
        Profiles.Known known = LnsSettings.known(config.allLns().getFirst(), config);
        LookupAnswer answer = new LocalTable(config).otherwise();
        Candidate candidate = ((LookupAnswer.Tunnels) answer).candidates().getFirst();
        return new Told(known.profile(), known.identity(), candidate);
    }
}
