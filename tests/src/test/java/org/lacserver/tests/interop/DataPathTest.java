package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.data.kernel.KernelPath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A pppd's TCP through each path to real LNSs; on the kernel path the process may be killed
 * meanwhile.
 */
@RealPeers
final class DataPathTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration MOMENT = Duration.ofSeconds(10);
    private static final int MUCH = 1_000_000;
    private static final int LONG_SECONDS = 20;

    private Lab lab;
    private Path bpf;
    private Xl2tpd xl2tpd;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private Product product;

    private int number;
    private String noKernelPath = "";

    @BeforeAll
    void up() throws IOException {
        lab = Lab.up("data", 1600);
        bpf = Files.createDirectories(lab.directory().resolve("bpf"));
        // before the daemon: `ip netns exec` gives it the mounts that there are
        Shell.Result mount =
                Shell.run(MOMENT, Map.of(), List.of("mount", "-t", "bpf", "bpf", bpf.toString()));
        if (!mount.ok()) {
            noKernelPath = mount.output().strip();
        } else if (KernelPath.class.getResource("lac.bpf.o") == null) {
            noKernelPath = "built without clang";
        }
        lab.run("radius", "start");
        xl2tpd = lab.xl2tpd("lns1", "--auth", "any", "--mtu", "1492");
        lab.l2tpns("ns2", "--mtu", "1530", "--auth", "chap pap");
        lab.subscriberGuest("s1");
        xl2tpd.exec("iperf3 -s -D").orFail();
    }

    @AfterEach
    void stop() {
        if (product != null) {
            product.close();
        }
    }

    @AfterAll
    void down() {
        if (lab != null) {
            Shell.run(MOMENT, Map.of(), List.of("umount", String.valueOf(bpf)));
            lab.close();
        }
    }

    /** Skips what needs the kernel path where there is none; in CI it is there. */
    private void needKernelPath() {
        if (noKernelPath.isEmpty()) {
            return;
        }
        String reason = "no kernel path here: " + noKernelPath;
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and " + reason);
        }
        System.out.println("SKIPPED: " + reason);
        Assumptions.abort(reason);
    }

    private Product start(String path, String onStart) {
        String yaml =
                Site.byRadius()
                        + """
                        data:
                          path: %s
                          on-start: %s
                          pin-directory: %s
                        """
                                .formatted(path, onStart, bpf.resolve("lac"));
        product = Product.start(lab, yaml);
        return product;
    }

    private Subscriber dial(String realm) {
        number++;
        return Subscriber.dial(
                lab, "s1", number, "u" + number + "@" + realm, "--vlan", "" + (100 + number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "userspace"})
    @DisplayName("each path carries full packets and TCP both ways, to xl2tpd and to l2tpns")
    void tcpThroughEachPath(String path) {
        if (path.equals("kernel")) {
            needKernelPath();
        }
        start(path, "fresh");
        Subscriber first = dial("isp1.test");
        Subscriber second = dial("isp2.test");
        Session session = first.awaitUp();
        second.awaitUp();
        for (Subscriber one : List.of(first, second)) {
            one.ping("-c", "5", "-i", "0.2", "-M", "do", "-s", "1464").orFail();
        }

        assertThat(iperf(session, "-t", "2")).isGreaterThan(MUCH);
        assertThat(iperf(session, "-t", "2", "-R")).isGreaterThan(MUCH);

        JsonNode data = product.show("data").get(0);
        System.out.println(product.lac("show", "data").orFail());
        assertThat(data.get("path").asText()).isEqualTo(path);
        assertThat(data.get(path + "Calls").asInt()).isEqualTo(2);
        long moved = 0;
        for (JsonNode each : data.get("interfaces")) {
            moved += each.get("moved").asLong();
        }
        assertThat(moved > MUCH / 1492)
                .as("frames the kernel moved: " + moved)
                .isEqualTo(path.equals("kernel"));
        assertThat(product.show("data", "--calls"))
                .allSatisfy(call -> assertThat(call.get("path").asText()).isEqualTo(path));

        if (path.equals("kernel")) {
            assertThat(product.terminate()).isZero();
        } else {
            assertThat(product.removeLeftovers().orFail()).contains("the box has stopped");
            assertThat(product.isRunning()).as("--stop waits for the end").isFalse();
        }
        assertThat(pinned()).as("an orderly stop leaves nothing").isEmpty();
    }

    @Test
    @DisplayName(
            "kill -9 does not stop TCP on the kernel path; adopt keeps it, fresh and --stop end it")
    void killedInTheMiddle() throws IOException, InterruptedException {
        needKernelPath();
        start("kernel", "fresh");
        Subscriber subscriber = dial("isp1.test");
        Session session = subscriber.awaitUp();
        String counter = "/sys/class/net/" + session.interfaceName() + "/statistics/rx_bytes";
        Path output = lab.directory().resolve("iperf.json");
        Process transfer =
                lab.start(
                        output,
                        List.of(
                                "exec",
                                "-t",
                                "60",
                                "s1",
                                client(session, "-R", "-t", "" + LONG_SECONDS)));
        awaitMore(counter, MUCH, "TCP flows");
        Await.until(
                MOMENT,
                "the call is on the kernel path",
                () -> product.show("data").get(0).get("kernelCalls").asInt() == 1,
                () -> product.lac("show", "data").output());

        product.kill();
        awaitMore(counter, MUCH, "TCP flows without the daemon");
        assertThat(pinned()).isNotEmpty();
        start("kernel", "adopt");
        JsonNode adopted = product.show("data").get(0).get("adopted");
        assertThat(adopted.get("flows").asInt()).isEqualTo(1);
        assertThat(adopted.get("seconds").asInt()).isBetween(1, 300);

        assertThat(transfer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(transfer.exitValue()).as(Files.readString(output)).isZero();
        assertThat(iperf(session, "-t", "1", "-R")).as("by the adopted flow").isGreaterThan(MUCH);

        product.kill();
        start("kernel", "fresh");
        subscriber.ping("-c", "1", "-W", "1");
        assertThat(subscriber.awaitExit()).as("a PADT at his first frame").isNotZero();

        product.kill();
        assertThat(pinned()).isNotEmpty();
        String said = product.removeLeftovers().orFail();
        assertThat(said.lines()).as(said).hasSize(1);
        assertThat(pinned()).as("--stop leaves nothing").isEmpty();
    }

    /** What one run of iperf3 of the subscriber's moved, in octets; -R is from the LNS to him. */
    private long iperf(Session session, String... options) {
        String text = lab.run("exec", "-t", "60", "s1", client(session, options));
        try {
            return JSON.readTree(text).get("end").get("sum_received").get("bytes").asLong();
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static String client(Session session, String... options) {
        return "iperf3 -J -c %s -B %s %s"
                .formatted(session.remote(), session.local(), String.join(" ", options));
    }

    private void awaitMore(String counter, long octets, String what) {
        long before = octets(counter);
        Await.until(
                MOMENT,
                what,
                () -> octets(counter) > before + octets,
                () -> octets(counter) + " octets, " + before + " before\n" + product.log());
    }

    private long octets(String counter) {
        return Long.parseLong(lab.run("exec", "s1", "cat " + counter).strip());
    }

    /** What is kept below the directory for maps and links. */
    private List<Path> pinned() {
        Path pins = bpf.resolve("lac");
        if (!Files.exists(pins)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(pins)) {
            return all.filter(each -> !Files.isDirectory(each)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
