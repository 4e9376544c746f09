package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class WishesTest {
    private static final Effective USUAL = new Effective(List.of());

    @Test
    void whatIsGrantedCountsBeforeTheFileAndSaysSo() {
        Effective so = Wishes.over(USUAL, Map.of("hello", "30s", "omit", "rx-speed, vendor-name"));

        assertThat(so.get(Knobs.HELLO)).isEqualTo(Duration.ofSeconds(30));
        assertThat(so.source(Knobs.HELLO)).isEqualTo("radius");
        assertThat(so.get(Knobs.OMIT))
                .containsExactly(LacConfig.Omission.RX_SPEED, LacConfig.Omission.VENDOR_NAME);
        assertThat(so.get(Knobs.WINDOW)).isEqualTo(USUAL.get(Knobs.WINDOW));
        assertThat(so.source(Knobs.WINDOW)).isEqualTo("default");
        assertThat(USUAL.get(Knobs.HELLO)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void whatCannotBeGrantedIsToldAndTheRestIsGranted() {
        Wishes.Checked checked =
                Wishes.check(
                        Map.of(
                                "hello", "soon",
                                "secret", "s3cret",
                                "nonsense", "1",
                                "codes", "CDN 4",
                                "lenient", "[",
                                "window", "32"));

        assertThat(checked.granted()).containsExactly(Map.entry("window", "32"));
        assertThat(checked.refused())
                .hasSize(5)
                .contains("secret cannot be set for a call", "nonsense cannot be set for a call")
                .anyMatch(line -> line.startsWith("hello = soon: expected "))
                .noneMatch(line -> line.contains("s3cret"));
    }
}
