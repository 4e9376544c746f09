package org.lacserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Against a DNS server on the loopback interface. */
@Timeout(30)
class NameResolverTest {
    private static final int A = 1;
    private static final int AAAA = 28;

    private DatagramSocket socket;
    private Thread server;
    private NameResolver resolver;
    private final AtomicInteger queries = new AtomicInteger();
    private volatile boolean isMute;

    /** {@code name/type} to addresses. */
    private final Map<String, List<String>> zone = new ConcurrentHashMap<>();

    NameResolverTest() throws SocketException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server = new Thread(this::serve, "test-dns");
        resolver = resolver(true, true);
    }

    private NameResolver resolver(boolean ipv4, boolean ipv6) {
        return new NameResolver(
                List.of(new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort())),
                Duration.ofMillis(300),
                ipv4,
                ipv6);
    }

    @BeforeEach
    void start() {
        server.setDaemon(true);
        server.start();
    }

    @AfterEach
    void stop() {
        resolver.close();
        socket.close();
    }

    private void serve() {
        byte[] octets = new byte[512];
        try {
            while (!socket.isClosed()) {
                DatagramPacket query = new DatagramPacket(octets, octets.length);
                socket.receive(query);
                queries.incrementAndGet();
                if (!isMute) {
                    byte[] reply = reply(ByteBuffer.wrap(octets, 0, query.getLength()));
                    socket.send(new DatagramPacket(reply, reply.length, query.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            assertThat(socket.isClosed()).isTrue();
        }
    }

    // RFC 1035 §4.1
    private byte[] reply(ByteBuffer query) {
        short id = query.getShort();
        query.position(12);
        int from = query.position();
        StringBuilder name = new StringBuilder();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            name.append(name.isEmpty() ? "" : ".");
            name.append(new String(label, StandardCharsets.US_ASCII));
        }
        int type = query.getShort();
        query.getShort();
        byte[] question = new byte[query.position() - from];
        query.get(from, question);
        List<String> addresses = zone.getOrDefault(name + "/" + type, List.of());
        boolean isKnown = zone.keySet().stream().anyMatch(key -> key.startsWith(name + "/"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(12).putShort(id);
        header.putShort((short) (isKnown ? 0x8180 : 0x8183)).putShort((short) 1);
        header.putShort((short) addresses.size()).putInt(0);
        out.writeBytes(header.array());
        out.writeBytes(question);
        for (String text : addresses) {
            byte[] address = InetAddress.ofLiteral(text).getAddress();
            out.writeBytes(
                    ByteBuffer.allocate(12 + address.length)
                            .putShort((short) 0xc00c)
                            .putShort((short) type)
                            .putShort((short) 1)
                            .putInt(60)
                            .putShort((short) address.length)
                            .put(address)
                            .array());
        }
        return out.toByteArray();
    }

    private static Resolved ask(NameResolver resolver, String name, boolean ipv4, boolean ipv6)
            throws InterruptedException, ExecutionException {
        CompletableFuture<Resolved> answer = new CompletableFuture<>();
        resolver.resolve(name, ipv4, ipv6, answer::complete);
        return answer.get();
    }

    private static List<String> texts(Resolved resolved) {
        return resolved.addresses().stream().map(InetAddress::getHostAddress).toList();
    }

    @Test
    void bothFamiliesAreAskedForAndComeTogether() throws Exception {
        zone.put("lns.isp.example/" + A, List.of("192.0.2.1", "192.0.2.2"));
        zone.put("lns.isp.example/" + AAAA, List.of("2001:db8::1"));
        assertThat(texts(ask(resolver, "LNS.isp.example", true, true)))
                .containsExactly("192.0.2.1", "192.0.2.2", "2001:db8:0:0:0:0:0:1");
        assertThat(queries).hasValue(2);
        ask(resolver, "lns.isp.example.", true, true);
        assertThat(queries).hasValue(2);
        assertThat(resolver.counters()).containsEntry("names-asked", 2L);
    }

    @Test
    void onlyFamiliesOfOursAndOfTheMediumAreAskedFor() throws Exception {
        zone.put("lns.isp.example/" + A, List.of("192.0.2.1"));
        zone.put("lns.isp.example/" + AAAA, List.of("2001:db8::1"));
        assertThat(texts(ask(resolver, "lns.isp.example", false, true)))
                .containsExactly("2001:db8:0:0:0:0:0:1");
        try (NameResolver four = resolver(true, false)) {
            assertThat(texts(ask(four, "lns.isp.example", true, true)))
                    .containsExactly("192.0.2.1");
            assertThat(ask(four, "lns.isp.example", false, true).fault())
                    .isEqualTo("no address of ours is of its family");
        }
    }

    @Test
    void aNameThatIsNotThereIsSaidToBeSo() throws Exception {
        assertThat(ask(resolver, "gone.isp.example", true, false).fault())
                .isEqualTo("DNS knows no such name");
    }

    @Test
    void aSilentDnsIsSaidToBeSo() throws Exception {
        isMute = true;
        assertThat(ask(resolver, "lns.isp.example", true, false).fault())
                .isEqualTo("DNS does not answer");
        assertThat(resolver.counters()).containsEntry("names-failed", 1L);
    }
}
