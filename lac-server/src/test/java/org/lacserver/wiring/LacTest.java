package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A start that fails leaves nothing open. */
class LacTest {
    @TempDir private Path directory;

    private LacConfig config(String ports, int port) throws IOException {
        return config(ports, port, "");
    }

    private LacConfig config(String ports, int port, String more) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access:
                  ports: %s
                l2tp:
                  local-address: 127.0.0.1
                  port: %d
                lookup:
                  otherwise: isp
                lns-groups:
                  isp:
                    lns:
                      - name: lns1
                        address: 127.0.0.2
                control:
                  socket: %s
                """
                                .formatted(ports, port, file.resolve("control"))
                        + more);
        return switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(LacConfig good) -> good;
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aPortThatIsNotThereYetIsNoReasonNotToStart() throws IOException {
        LacConfig config = config("[no-such-port]", freePort());
        assertThatThrownBy(() -> Lac.start(config, () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("control socket") // this site's cannot be opened
                .hasMessageNotContaining("no-such-port");
    }

    @Test
    @DisplayName("data.path: kernel where it cannot be had fails the start with one sentence")
    void theKernelPathThatCannotBeHad() throws IOException {
        LacConfig config = config("[no-such-port]", freePort(), "data: { path: kernel }\n");
        assertThatThrownBy(() -> Lac.start(config, () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "data.path = \"kernel\" cannot be had: 127.0.0.1 is an address of lo:"
                                + " data.core-interfaces has to name the interfaces towards the"
                                + " LNSs");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("lac-up") || name.startsWith("lac-down"));
    }

    @Test
    void aDirectoryThatCannotHoldTheAccountingIsNamedWithItsKey() throws IOException {
        Path plain = Files.writeString(directory.resolve("plain"), "a file");
        Path wanted = plain.resolve("accounting");
        LacConfig config =
                config(
                        "[lo]",
                        freePort(),
                        """
                        radius:
                          servers:
                            - { name: r1, address: 127.0.0.3, secret: "0123456789abcdef" }
                        accounting:
                          enabled: yes
                          directory: %s
                        """
                                .formatted(wanted));
        assertThatThrownBy(() -> Lac.start(config, () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("accounting.directory = \"" + wanted + "\": ")
                .hasMessageNotContaining("0123456789abcdef");
    }

    @Test
    void whatWasOpenedBeforeTheFailureIsClosed() throws IOException {
        // as root the port opens and the control socket fails, else the port itself does
        int port = freePort();
        LacConfig config = config("[lo]", port);
        assertThatThrownBy(() -> Lac.start(config, () -> {})).isInstanceOf(IOException.class);
        try (DatagramSocket socket =
                new DatagramSocket(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
            assertThat(socket.isBound()).isTrue();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("lac-engine", "lac-up", "lac-down");
    }

    private static long sockets() throws IOException {
        long sockets = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : descriptors) {
                if (Files.isSymbolicLink(each)
                        && Files.readSymbolicLink(each).toString().startsWith("socket:")) {
                    sockets++;
                }
            }
        }
        return sockets;
    }

    @Test
    void aPortIsClosedWhenTheNextThingCannotBeOpened() throws IOException {
        LacConfig config = config("[lo, no-such-port]", freePort());
        long before = sockets();
        assertThatThrownBy(() -> Lac.start(config, () -> {})).isInstanceOf(IOException.class);
        assertThat(sockets()).isEqualTo(before);
    }
}
