package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

class CoreInterfacesTest {
    private static final Map<String, CoreInterfaces.Found> MACHINE =
            Map.of(
                    "192.0.2.1", new CoreInterfaces.Found("eth0", false),
                    "192.0.2.2", new CoreInterfaces.Found("eth0", false),
                    "198.51.100.1", new CoreInterfaces.Found("eth2", false),
                    "203.0.113.1", new CoreInterfaces.Found("lo", true));

    private static List<String> of(String... addresses) throws IOException {
        return CoreInterfaces.of(
                List.of(addresses).stream()
                        .map(each -> new InetSocketAddress(InetAddress.ofLiteral(each), 1701))
                        .toList(),
                address -> MACHINE.get(address.getHostAddress()));
    }

    @Test
    @DisplayName("the core interfaces are those that have the core addresses, each once")
    void owners() throws IOException {
        assertThat(of("192.0.2.1", "198.51.100.1", "192.0.2.2")).containsExactly("eth0", "eth2");
    }

    @Test
    @DisplayName("an address of a loopback interface leads to none: the sentence names the key")
    void loopback() {
        assertThatThrownBy(() -> of("203.0.113.1"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "203.0.113.1 is an address of lo: data.core-interfaces has to name the"
                                + " interfaces towards the LNSs");
    }

    @Test
    @DisplayName("an address that no interface has leads to none")
    void nobody() {
        assertThatThrownBy(() -> of("192.0.2.99"))
                .isInstanceOf(IOException.class)
                .hasMessage("no interface has the address 192.0.2.99");
    }
}
