package org.lacserver.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.port.LnsAction;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

@Timeout(60)
class ControlSocketTest {
    private static final String SPEED =
            "{\"command\":\"set-speed\",\"match\":{\"by\":\"ANY\",\"key\":\"x\"},";

    @TempDir Path directory;

    private final BlockingQueue<Request> asked = new LinkedBlockingQueue<>();
    private Response answer = new Response.Rows(List.of());
    private ControlServer server = new ControlServer(Path.of("unused"), (_, _) -> {});
    private Path socket = Path.of("unused");

    @BeforeEach
    void start() throws IOException {
        server.close();
        socket = directory.resolve("run/control");
        server =
                new ControlServer(
                        socket,
                        (request, respond) -> {
                            asked.add(request);
                            Thread.ofVirtual().start(() -> respond.accept(answer));
                        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Response ask(Request request) throws IOException {
        return new ControlClient(socket).ask(request);
    }

    /** All that comes back for {@code octets}, once we have said that no more will follow. */
    private String raw(byte[] octets) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            try {
                ByteBuffer rest = ByteBuffer.wrap(octets);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.shutdownOutput();
                return new String(
                        Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "closed"; // in the middle of what we had to say
            }
        }
    }

    private String raw(String line) throws IOException {
        return raw(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyRequestArrivesAsItWasMade() throws Exception {
        List<Request> all =
                List.of(
                        new Request.ShowCalls(),
                        new Request.ShowTunnels(),
                        new Request.ShowLns(),
                        new Request.ShowPorts(),
                        new Request.ShowCounters(),
                        new Request.ShowAccounting(),
                        new Request.ShowPppoe(true),
                        new Request.SetLimit("box", null, 5),
                        new Request.SetLimit("port", "eth1", null),
                        new Request.ClearHold("eth1:200.17 02:00:5e:00:00:01"),
                        new Request.ShowKnobs("isp-a-1"),
                        new Request.ShowCodes(null),
                        new Request.ShowCodes("isp-a-1"),
                        new Request.ShowCall(new CallMatch(CallMatch.By.USER, "alice@isp")),
                        new Request.ClearCall(
                                new CallMatch(CallMatch.By.ANY, "é \"x\""), "why", true),
                        new Request.ClearTunnel("5", "why", false),
                        new Request.SetSpeed(
                                new CallMatch(CallMatch.By.ID, "7"), 0, 4_294_967_295L));
        for (Request request : all) {
            assertThat(ask(request)).isEqualTo(new Response.Rows(List.of()));
            assertThat(asked.take()).isEqualTo(request);
        }
    }

    @Test
    void theKernelSaysWhoSteersAnLns() throws IOException, InterruptedException {
        answer = new Response.Rows(List.of());
        ask(new Request.SetLns("a", LnsAction.DRAIN, "new software", false, "somebody else"));
        String me = System.getProperty("user.name");
        assertThat(asked.take())
                .isEqualTo(new Request.SetLns("a", LnsAction.DRAIN, "new software", false, me));
        ask(new Request.SetLns("", LnsAction.DRAIN, "new software", false, null));
        ask(new Request.SetLns("a", LnsAction.DRAIN, "two\nlines", false, null));
        assertThat(asked).isEmpty();
    }

    @Test
    void everyKindOfAnswerArrivesAsItWasGiven() throws IOException {
        org.lacserver.port.CallView view =
                new org.lacserver.port.CallView(
                        Samples.facts(42, "alice@ispA", Samples.tunnel()), "established", 0, null);
        List<Reply> rows =
                List.of(
                        Views.call(view, Samples.COUNTERS, 0),
                        Views.detail(view, Samples.COUNTERS, Samples.WAY, "off", 0),
                        new Reply.CounterRow("x", Long.MAX_VALUE),
                        new Reply.LnsRow(
                                "a", "192.0.2.1", "up", 1, 2, 0, null, -1, 0, "", 3, 4, 5, 6, 7),
                        new Reply.Steered("a", "192.0.2.1", "draining", 2, 1, false),
                        Samples.ACCOUNTING,
                        new Reply.Cleared(1, 2, true, List.of("alice")));
        answer = new Response.Rows(rows);
        assertThat(ask(new Request.ShowCalls())).isEqualTo(answer);
        answer = new Response.Refusal("the box is stopping");
        assertThat(ask(new Request.ShowCalls())).isEqualTo(answer);
    }

    @Test
    void sixtyThousandRowsArriveWhole() throws IOException {
        List<Reply> rows = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            rows.add(new Reply.CounterRow("a counter with a name of some length " + i, i));
        }
        answer = new Response.Rows(rows);
        assertThat(ask(new Request.ShowCounters())).isEqualTo(answer);
    }

    @Test
    void onlyTheOwnerMayOpenTheSocket() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(directory.resolve("run"))) {
            assertThat(files).containsExactly(socket);
        }
    }

    @Test
    void aSecondBoxIsRefusedAndTheFirstStays() throws IOException {
        ControlServer second = new ControlServer(socket, (_, _) -> {});
        assertThatThrownBy(second::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another lac runs there");
        second.close();
        assertThat(ask(new Request.ShowLns())).isEqualTo(new Response.Rows(List.of()));
    }

    @Test
    void aSocketLeftBehindIsTakenOver() throws IOException {
        server.close();
        assertThat(socket).doesNotExist();
        Files.writeString(socket, "left behind");
        server = new ControlServer(socket, (_, respond) -> respond.accept(answer));
        server.start();
        assertThat(ask(new Request.ShowLns())).isEqualTo(new Response.Rows(List.of()));
    }

    @Test
    void withoutABoxTheClientSaysSo() {
        server.close();
        assertThatThrownBy(() -> ask(new Request.ShowLns()))
                .isInstanceOf(IOException.class)
                .hasMessage("no lac runs here: nobody listens on " + socket);
    }

    @Test
    void whatIsNoRequestIsRefusedInOneLine() throws IOException {
        for (String line :
                List.of(
                        "",
                        "hello",
                        "null",
                        "[]",
                        "{}",
                        "{\"command\":\"reboot\"}",
                        "{\"command\":\"show-calls\",\"x\":1}",
                        "{\"command\":\"show-calls\"} {}",
                        "{\"command\":\"show-call\",\"match\":{\"by\":\"COLOUR\",\"key\":\"x\"}}",
                        "[".repeat(4000),
                        "{\"command\":\"clear-tunnel\",\"tunnel\":\"1\",\"reason\":\"x\"}")) {
            assertThat(raw(line + "\n"))
                    .as(line)
                    .isEqualTo("{\"kind\":\"refused\",\"error\":\"no request this lac knows\"}\n");
        }
        for (String line :
                List.of(
                        "{\"command\":\"show-call\"}",
                        "{\"command\":\"show-call\",\"match\":{\"by\":\"ANY\"}}",
                        "{\"command\":\"clear-tunnel\",\"reason\":\"x\",\"dryRun\":true}",
                        "{\"command\":\"clear-tunnel\",\"tunnel\":\"1\",\"dryRun\":true}",
                        "{\"command\":\"clear-tunnel\",\"tunnel\":\"1\",\"dryRun\":true,"
                                + "\"reason\":\"a\\nb\"}",
                        "{\"command\":\"set-speed\",\"downBps\":1,\"upBps\":1}",
                        SPEED + "\"downBps\":0,\"upBps\":0}",
                        SPEED + "\"downBps\":-1,\"upBps\":1}",
                        SPEED + "\"downBps\":1,\"upBps\":4294967296}")) {
            assertThat(raw(line + "\n")).as(line).contains("\"error\":\"expected a");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void anOversizeRequestIsRefusedAndTheBoxGoesOn() throws IOException {
        assertThat(raw("x".repeat(ControlServer.LONGEST_REQUEST + 1)))
                .isIn(
                        "closed",
                        "{\"kind\":\"refused\",\"error\":\"a request has up to 8192 octets\"}\n");
        assertThat(ask(new Request.ShowLns())).isEqualTo(new Response.Rows(List.of()));
    }

    @Test
    void garbageChangesNothing() throws IOException {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            byte[] octets = new byte[random.nextInt(20_000)];
            random.nextBytes(octets);
            raw(octets);
        }
        assertThat(asked).isEmpty();
        assertThat(ask(new Request.ShowLns())).isEqualTo(new Response.Rows(List.of()));
    }

    @Test
    void tooManyConnectionsAreTurnedAway() throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        try {
            for (int i = 0; i < ControlServer.MOST_CONNECTIONS; i++) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(socket));
                open.add(channel);
            }
            assertThat(raw("")).contains("too many connections");
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }
}
