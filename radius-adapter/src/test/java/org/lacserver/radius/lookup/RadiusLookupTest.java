package org.lacserver.radius.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lacserver.radius.FakeRadius;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.Counter;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.lookup.LookupRequest.Auth;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Over real UDP on loopback: the shell around what the other tests prove in virtual time. */
@Timeout(30)
class RadiusLookupTest {
    private static final String SECRET = "s3cret";

    static LookupRequest request(String userName, Auth auth) {
        return new LookupRequest(
                userName,
                auth,
                new AccessLine(
                        "02:00:5e:10:00:01",
                        "isp",
                        "eth1:200.17",
                        13_107_217,
                        34,
                        "dslam1 eth 1/1",
                        "remote",
                        10_000,
                        100_000),
                "0a1b2c3d");
    }

    static Auth pap(String password) {
        return new Auth.Pap(password.getBytes(StandardCharsets.UTF_8));
    }

    private static RadiusSettings settings(int port) {
        return RadiusSettings.of("lac1", List.of(server("r1", port, Duration.ofSeconds(2), 4)));
    }

    private static Server server(String name, int port, Duration timeout, int retries) {
        return new Server(
                name,
                InetAddress.getLoopbackAddress(),
                port,
                port,
                SECRET,
                timeout,
                retries,
                Require.YES);
    }

    @Test
    @DisplayName("An Access-Accept with two tagged sets comes back in preference order")
    void acceptsTunnels() throws Exception {
        try (FakeRadius fake =
                        new FakeRadius(
                                r ->
                                        RadiusPackets.accept()
                                                .signed()
                                                .tagged(64, 2, 3)
                                                .tagged(65, 2, 1)
                                                .tagged(67, 2, "192.0.2.2")
                                                .tagged(83, 2, 20)
                                                .tagged(64, 1, 3)
                                                .tagged(65, 1, 1)
                                                .tagged(67, 1, "192.0.2.1")
                                                .tagged(83, 1, 10)
                                                .tunnelPassword(1, "tunnel-secret", r, SECRET)
                                                .to(r, SECRET));
                RadiusLookup lookup =
                        new RadiusLookup(settings(fake.port()), LookupSettings.DEFAULT)) {
            CompletableFuture<LookupReply> reply = new CompletableFuture<>();
            lookup.lookup(request("a@isp", pap("pw")), reply::complete);
            LookupReply.Tunnels tunnels = (LookupReply.Tunnels) reply.get(20, TimeUnit.SECONDS);
            assertThat(tunnels.sets()).extracting(TunnelSet::tag).containsExactly(1, 2);
            assertThat(tunnels.sets().getFirst().password())
                    .isEqualTo("tunnel-secret".getBytes(StandardCharsets.UTF_8));
            assertThat(tunnels.toString()).doesNotContain("tunnel-secret");
            assertThat(lookup.servers().getFirst().count(Counter.ACCEPTS)).isEqualTo(1);
            assertThat(lookup.servers().getFirst().rtt()).isPositive();
            assertThat(lookup.counters()).containsEntry("r1.accepts", 1L);
        }
    }

    @Test
    @DisplayName("RFC 2865 §3: 2,000 requests are in flight at once, over several source ports")
    void manyInFlight() throws Exception {
        int callers = 2_000;
        CountDownLatch arrived = new CountDownLatch(callers);
        Queue<LookupReply> replies = new ConcurrentLinkedQueue<>();
        CountDownLatch answered = new CountDownLatch(callers);
        try (FakeRadius fake =
                        new FakeRadius(
                                r -> {
                                    arrived.countDown();
                                    return RadiusPackets.reject()
                                            .signed()
                                            .text(18, r.text(1))
                                            .to(r, SECRET);
                                });
                RadiusLookup lookup =
                        new RadiusLookup(settings(fake.port()), LookupSettings.DEFAULT)) {
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < callers; i++) {
                String user = "user" + i;
                lookup.lookup(
                        request(user, pap("pw")),
                        reply -> {
                            replies.add(reply);
                            if (!(reply instanceof LookupReply.Refused refused)
                                    || !refused.replyMessage().equals(user)) {
                                wrong.add(user + ": " + reply);
                            }
                            answered.countDown();
                        });
            }
            assertThat(answered.await(25, TimeUnit.SECONDS)).isTrue();
            assertThat(wrong).isEmpty();
            assertThat(replies).hasSize(callers);
        }
    }

    @Test
    @DisplayName("A silent server is given up by the clock, and the next one answers")
    void failsOver() throws Exception {
        try (FakeRadius silent = new FakeRadius(_ -> null);
                FakeRadius fake =
                        new FakeRadius(r -> RadiusPackets.reject().signed().to(r, SECRET))) {
            Server first = server("r1", silent.port(), Duration.ofMillis(40), 2);
            Server second = server("r2", fake.port(), Duration.ofSeconds(10), 2);
            RadiusSettings settings = RadiusSettings.of("lac1", List.of(first, second));
            try (RadiusLookup lookup = new RadiusLookup(settings, LookupSettings.DEFAULT)) {
                CompletableFuture<LookupReply> reply = new CompletableFuture<>();
                lookup.lookup(request("a", pap("pw")), reply::complete);
                LookupReply.Refused refused = (LookupReply.Refused) reply.get(20, TimeUnit.SECONDS);
                assertThat(refused.server()).isEqualTo("r2");
                assertThat(lookup.servers().getFirst().alive()).isFalse();
                assertThat(lookup.counters()).containsEntry("r1.timeouts", 3L);
            }
        }
    }

    @Test
    @DisplayName("Closing answers what is open, and what is asked afterwards")
    void closes() throws Exception {
        CompletableFuture<LookupReply> open = new CompletableFuture<>();
        CompletableFuture<LookupReply> late = new CompletableFuture<>();
        try (FakeRadius fake = new FakeRadius(r -> null)) {
            RadiusLookup lookup = new RadiusLookup(settings(fake.port()), LookupSettings.DEFAULT);
            lookup.lookup(request("a", pap("pw")), open::complete);
            lookup.close();
            lookup.lookup(request("b", pap("pw")), late::complete);
        }
        assertThat(open.get(5, TimeUnit.SECONDS)).isInstanceOf(LookupReply.NoAnswer.class);
        assertThat(late.get(5, TimeUnit.SECONDS)).isInstanceOf(LookupReply.NoAnswer.class);
    }
}
