package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.radius.lookup.LookupReply;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What RADIUS said, in the core's words. */
class LookupDeskTest {
    private static String source(List<LookupReply.Skipped> skipped) {
        return LookupDesk.answer(
                        new LookupReply.Unusable(
                                "r1", Duration.ofMillis(12), "no tunnel", "", skipped),
                        "no service")
                .source();
    }

    @Test
    void whatIsNotUsedOfAnAnswerIsSaid() {
        assertThat(source(List.of())).isEqualTo("radius r1 12 ms: no tunnel");
        assertThat(
                        source(
                                List.of(
                                        new LookupReply.Skipped(2, "lns9 is no address"),
                                        new LookupReply.Skipped(3, "no type"))))
                .isEqualTo(
                        "radius r1 12 ms: no tunnel; skipped: tag 2 lns9 is no address,"
                                + " tag 3 no type");
    }

    @Test
    void manyOfThemAreCounted() {
        List<LookupReply.Skipped> many =
                IntStream.range(0, 9)
                        .mapToObj(tag -> new LookupReply.Skipped(tag, "no type"))
                        .toList();
        assertThat(source(many)).endsWith("tag 3 no type, 5 more");
    }

    @Test
    void aTunnelAnswerKeepsThemToo() {
        LookupReply.Tunnels reply =
                new LookupReply.Tunnels(
                        "r1",
                        Duration.ofMillis(12),
                        List.of(),
                        List.of(),
                        List.of(new LookupReply.Skipped(2, "no type")),
                        List.of(),
                        0,
                        0,
                        0,
                        0,
                        new byte[0]);
        assertThat(LookupDesk.answer(reply, "").source())
                .isEqualTo("radius r1 12 ms; skipped: tag 2 no type");
    }
}
