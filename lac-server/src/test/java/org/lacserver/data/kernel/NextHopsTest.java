package org.lacserver.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Of real interfaces, of the machine that runs the tests. */
class NextHopsTest {
    private static final String NAME = "hop" + ProcessHandle.current().pid() % 100_000;
    private static final InetSocketAddress LOCAL = new InetSocketAddress("198.18.77.1", 1701);
    private static final InetSocketAddress LNS = new InetSocketAddress("198.18.77.2", 1701);
    private static final InetSocketAddress FAR = new InetSocketAddress("198.19.77.9", 1701);
    private static final InetSocketAddress LOCAL6 = new InetSocketAddress("fd26:61:7::1", 1701);
    private static final InetSocketAddress LNS6 = new InetSocketAddress("fd26:61:7::2", 1701);

    private record Told(int destination, @Nullable NextHop hop) {}

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    @BeforeAll
    static void makeInterface() throws IOException {
        String refusal = "";
        try {
            ip("link add " + NAME + "a type veth peer name " + NAME + "b");
            ip("link set " + NAME + "b up");
            ip("link set " + NAME + "a up mtu 1480");
            ip("addr add 198.18.77.1/24 dev " + NAME + "a");
            ip("-6 addr add fd26:61:7::1/64 dev " + NAME + "a nodad");
        } catch (IOException e) {
            refusal = String.valueOf(e.getMessage());
        }
        if (Objects.equals(System.getenv("CI"), "true")) {
            assertThat(refusal).isEmpty();
        }
        assumeTrue(refusal.isEmpty(), "needs an interface of its own: " + refusal);
    }

    @AfterAll
    static void removeInterface() throws IOException {
        if (Files.exists(Path.of("/sys/class/net", NAME + "a"))) {
            ip("link delete " + NAME + "a");
        }
    }

    private static void ip(String arguments) throws IOException {
        Process process =
                new ProcessBuilder(("ip " + arguments).split(" "))
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("ip " + arguments + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Told next() throws InterruptedException {
        Told news = told.poll(5, TimeUnit.SECONDS);
        assertThat(news).as("news of a next hop").isNotNull();
        return Objects.requireNonNull(news);
    }

    private static void neighbour(String address, String mac) throws IOException {
        ip("neigh replace " + address + " lladdr " + mac + " nud permanent dev " + NAME + "a");
    }

    @Test
    @DisplayName("a neighbour's MAC address, its change and its end are told; unknown is none")
    void followsNeighbour() throws Exception {
        try (NextHops hops =
                new NextHops((destination, hop) -> told.add(new Told(destination, hop)))) {
            hops.watch(3, LOCAL, LNS);
            assertThat(next()).isEqualTo(new Told(3, null));
            neighbour("198.18.77.2", "02:00:00:00:00:22");
            NextHop first = Objects.requireNonNull(next().hop());
            assertThat(first.to()).isEqualTo(0x02_0000_0000_22L);
            assertThat(first.mtu()).isEqualTo(1480);
            assertThat(first.from()).isNotZero();
            assertThat(hops.known(3)).isEqualTo(first);
            neighbour("198.18.77.2", "02:00:00:00:00:23");
            assertThat(Objects.requireNonNull(next().hop()).to()).isEqualTo(0x02_0000_0000_23L);
            ip("neigh del 198.18.77.2 dev " + NAME + "a");
            assertThat(next()).isEqualTo(new Told(3, null));
            hops.forget(3);
        }
    }

    @Test
    @DisplayName("a neighbour whose address an operator has set keeps it when others are asked for")
    void leavesWhatIsSet() throws Exception {
        neighbour("198.18.77.2", "02:00:00:00:00:24");
        try (Routes routes = new Routes()) {
            assertThat(routes.probe(LOCAL, LNS)).isNotNull();
            assertThat(routes.probe(LOCAL, LNS)).isNotNull();
        } finally {
            ip("neigh del 198.18.77.2 dev " + NAME + "a");
        }
    }

    @Test
    @DisplayName("a route by another gateway is followed, and its MTU is the packets'")
    void followsRoute() throws Exception {
        neighbour("198.18.77.31", "02:00:00:00:00:31");
        neighbour("198.18.77.32", "02:00:00:00:00:32");
        ip("route replace 198.19.77.0/24 via 198.18.77.31 mtu 1400");
        try (NextHops hops =
                new NextHops((destination, hop) -> told.add(new Told(destination, hop)))) {
            hops.watch(1, LOCAL, FAR);
            NextHop first = Objects.requireNonNull(next().hop());
            assertThat(first.to()).isEqualTo(0x02_0000_0000_31L);
            assertThat(first.mtu()).isEqualTo(1400);
            ip("route replace 198.19.77.0/24 via 198.18.77.32");
            NextHop second = Objects.requireNonNull(next().hop());
            assertThat(second.to()).isEqualTo(0x02_0000_0000_32L);
            assertThat(second.mtu()).isEqualTo(1480);
            ip("route delete 198.19.77.0/24");
            Told last = next();
            // the machine may have a default route
            assertThat(last.hop() == null || !last.hop().equals(second)).isTrue();
        }
    }

    @Test
    @DisplayName("IPv6 goes the same way")
    void followsIpv6() throws Exception {
        try (NextHops hops =
                new NextHops((destination, hop) -> told.add(new Told(destination, hop)))) {
            hops.watch(2, LOCAL6, LNS6);
            assertThat(next()).isEqualTo(new Told(2, null));
            neighbour("fd26:61:7::2", "02:00:00:00:00:66");
            assertThat(Objects.requireNonNull(next().hop()).to()).isEqualTo(0x02_0000_0000_66L);
        }
    }

    @Test
    @DisplayName("an address of this machine has no next hop")
    void knowsItself() throws Exception {
        try (NextHops hops =
                new NextHops((destination, hop) -> told.add(new Told(destination, hop)))) {
            hops.watch(4, LOCAL, LOCAL);
            assertThat(told).containsExactly(new Told(4, null));
        }
    }
}
