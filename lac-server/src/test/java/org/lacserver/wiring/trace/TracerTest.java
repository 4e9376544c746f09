package org.lacserver.wiring.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.ops.CallMatch;

import java.util.concurrent.atomic.AtomicInteger;

final class TracerTest {
    private static Step note() {
        return new Step(Step.Kind.NOTE, 0, 0, null, null, new byte[] {'x'}, 1);
    }

    @Test
    @DisplayName("Whoever reads is woken by the greeting too, when he looked before it was there")
    void theGreetingWakes() {
        Tracer tracer = new Tracer(new CallMatch(CallMatch.By.USER, "alice"), 0);
        AtomicInteger woken = new AtomicInteger();
        assertThat(tracer.take()).isNull();
        tracer.wakes(woken::incrementAndGet);
        tracer.greet(note());
        assertThat(woken).hasValue(1);
        assertThat(tracer.take()).isNotNull();
        tracer.end();
        assertThat(woken).hasValue(2);
        assertThat(tracer.hasEnded()).isTrue();
    }
}
