package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.ConfigFile;
import org.lacserver.port.LnsView;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ControlDeskTest {
    private static LnsView view(String name, String address, LnsView.State state) {
        return new LnsView(name, InetAddress.ofLiteral(address), state, 0, 0, null, 0, 0);
    }

    @Test
    void lnssThatNoCallHasLedToAreShownToo(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access: { ports: [eth1] }
                l2tp: { local-address: 192.0.2.1 }
                lookup: { otherwise: isp }
                lns-groups:
                  isp:
                    lns: [ { name: one, address: 192.0.2.2 }, { name: two, address: 192.0.2.3 } ]
                """);
        switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(var config) ->
                    assertThat(
                                    ControlDesk.withUnused(
                                            List.of(
                                                    view("far", "10.0.0.1", LnsView.State.UP),
                                                    view("one", "192.0.2.2", LnsView.State.DOWN)),
                                            config.allLns()))
                            .containsExactly(
                                    view("far", "10.0.0.1", LnsView.State.UP),
                                    view("one", "192.0.2.2", LnsView.State.DOWN),
                                    view("two", "192.0.2.3", LnsView.State.IDLE));
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        }
    }
}
