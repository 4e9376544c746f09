package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What was opened is closed again, whatever comes in between. */
class OpenedTest {
    private final List<String> closed = new ArrayList<>();
    private final Opened opened = new Opened();

    @Test
    void theLastOpenedIsClosedFirstAndAFailureStopsNothing() {
        opened.add(() -> closed.add("port"));
        opened.add(
                () -> {
                    throw new IOException("already gone");
                });
        opened.add(() -> closed.add("socket"));
        opened.close();
        assertThat(closed).containsExactly("socket", "port");
    }

    @Test
    void nothingIsClosedTwice() {
        opened.add(() -> closed.add("port"));
        opened.close();
        opened.close();
        assertThat(closed).containsExactly("port");
    }
}
