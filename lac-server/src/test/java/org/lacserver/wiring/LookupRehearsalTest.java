package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;
import org.lacserver.io.Resolved;
import org.lacserver.ops.LookupTest;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;
import org.lacserver.port.Event;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.LookupRequest.Auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** What {@code lac test lookup} is answered. */
class LookupRehearsalTest {
    @TempDir Path directory;

    private FakeRadius radius = new FakeRadius(_ -> FakeRadius.silent());

    private Response rehearse(
            String order, Request.TestLookup request, Function<LookupRequest, LookupReply> script)
            throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("lac.yaml"),
                        """
                        access: { ports: [eth1, eth2] }
                        l2tp: { local-address: 192.0.2.1 }
                        lookup: { order: %s }
                        lns-groups:
                          isp:
                            lookup: { realms: [isp.example] }
                            lns: [ { name: isp-1, address: 192.0.2.11 } ]
                        radius:
                          servers: [ { name: r1, address: 192.0.2.53, secret: hush } ]
                        """
                                .formatted(order));
        if (!(ConfigFile.read(file) instanceof ConfigFile.Reading.Good(LacConfig config))) {
            throw new AssertionError(ConfigFile.read(file));
        }
        radius = new FakeRadius(script);
        LookupDesk desk =
                new LookupDesk(
                        config,
                        radius,
                        (_, _, then) -> then.accept(new Resolved(List.of(), "none")),
                        new NasIdentity(1, 32));
        List<Response> answers = new ArrayList<>();
        Deque<LongConsumer> tasks = new ArrayDeque<>();
        LookupRehearsal.begin(
                request,
                config.access().ports(),
                desk,
                (candidates, now) -> {
                    assertThat(now).isPositive();
                    return candidates.stream()
                            .map(each -> new Event.Decision(each, "tried first"))
                            .toList();
                },
                tasks::add,
                1,
                answers::add);
        for (LongConsumer task = tasks.poll(); task != null; task = tasks.poll()) {
            task.accept(2);
        }
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    private static LookupTest test(Response response) {
        return (LookupTest) ((Response.Rows) response).rows().getFirst();
    }

    private static Request.TestLookup request(String user, String password, String port) {
        String known = password.isEmpty() ? null : password;
        return new Request.TestLookup(
                user, known, "olt7/1", null, "02:00:5e:10:00:01", port, "200.17", "");
    }

    @Test
    void theLineIsAskedAboutFirstAndThenTheUserWithHisPassword() throws IOException {
        LookupTest test =
                test(
                        rehearse(
                                "[line, user]",
                                request("bob@b.example", "word", "eth2"),
                                request ->
                                        request.auth() instanceof Auth.Outbound
                                                ? FakeRadius.knowsNoTunnel()
                                                : FakeRadius.tunnels(
                                                        List.of("isp"),
                                                        FakeRadius.at("192.0.2.99"))));
        assertThat(radius.brief()).containsExactly("Outbound olt7/1", "Pap bob@b.example");
        assertThat(test.stages().stream().map(LookupTest.Stage::name))
                .containsExactly("line", "user");
        assertThat(test.stages().getLast().sent()).containsExactly("User-Name = \"bob@b.example\"");
        assertThat(test.line()).isEqualTo("eth2:200.17 olt7/1");
        assertThat(test.group()).isEqualTo("default");
        assertThat(test.choices().stream().map(LookupTest.Choice::lns))
                .containsExactly("192.0.2.99", "isp-1");
        assertThat(test.choices().getFirst().first()).isTrue();
    }

    @Test
    void withoutAPasswordTheUserIsNotAskedAbout() throws IOException {
        LookupTest test =
                test(
                        rehearse(
                                "[realm, user]",
                                request("bob@b.example", "", "eth1"),
                                _ -> FakeRadius.knowsNoTunnel()));
        assertThat(radius.brief()).containsExactly("Outbound b.example");
        assertThat(test.stages().getLast().outcome()).isEqualTo("not asked without a password");
        assertThat(test.result()).isEqualTo("refused");
        assertThat(test.choices()).isEmpty();
    }

    @Test
    void theLocalTableIsExplainedToo() throws IOException {
        LookupTest test =
                test(
                        rehearse(
                                "[local, user]",
                                request("bob@isp.example", "", "eth1"),
                                _ -> FakeRadius.silent()));
        assertThat(test.stages().stream().map(each -> each.name() + ": " + each.outcome()))
                .containsExactly("local: local isp");
        assertThat(test.source()).isEqualTo("local isp");
        assertThat(test.choices().getFirst().group()).isEqualTo("isp");
    }

    @Test
    void silenceIsNoAnswerAtAll() throws IOException {
        LookupTest test =
                test(
                        rehearse(
                                "[user]",
                                request("bob@b.example", "word", "eth1"),
                                _ -> FakeRadius.silent()));
        assertThat(test.result()).isEqualTo("unavailable");
        assertThat(test.source()).isEqualTo("radius: no server answers");
    }

    @Test
    void aPortThatIsNotThereIsSaidToBeSo() throws IOException {
        assertThat(
                        rehearse(
                                "[local]",
                                request("bob@isp.example", "", "eth9"),
                                _ -> FakeRadius.silent()))
                .isEqualTo(new Response.Refusal("--port eth9: expected one of eth1, eth2"));
    }
}
