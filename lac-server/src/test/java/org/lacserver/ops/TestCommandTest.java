package org.lacserver.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.config.LacConfig;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code lac test lookup} over a control socket. */
@Timeout(60)
class TestCommandTest {
    @TempDir Path directory;

    private final List<Request> asked = new ArrayList<>();
    private Response answer = new Response.Rows(List.of(test(true)));
    private ControlServer server = new ControlServer(Path.of("unused"), (_, _) -> {});
    private String out = "";
    private String err = "";

    private static LookupTest test(boolean isTaken) {
        return new LookupTest(
                "bob@isp.example",
                "eth1:200.17 olt7/1",
                "business",
                List.of("line", "user"),
                List.of(
                        new LookupTest.Stage(
                                "line",
                                "radius r1 2 ms: no tunnel",
                                List.of("User-Name = \"olt7/1\"", "User-Password = ***"),
                                List.of()),
                        new LookupTest.Stage(
                                "user",
                                "radius r1 3 ms",
                                List.of("User-Name = \"bob@isp.example\""),
                                List.of("Tunnel-Type:1 = L2TP"))),
                isTaken ? "tunnels" : "refused",
                "radius r1 3 ms",
                isTaken ? "" : "go away",
                isTaken
                        ? List.of(
                                new LookupTest.Choice(
                                        1, "a", "192.0.2.1", null, 1, false, "skipped: full"),
                                new LookupTest.Choice(
                                        0, "isp-1", "192.0.2.2", "isp", 5, true, "tried first"))
                        : List.of());
    }

    @BeforeEach
    void start() throws IOException {
        server =
                new ControlServer(
                        directory.resolve("control"),
                        (request, respond) -> {
                            asked.add(request);
                            respond.accept(answer);
                        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int lookup(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        Actions none =
                new Actions() {
                    @Override
                    public int run(LacConfig config) {
                        return 0;
                    }

                    @Override
                    public int stop(LacConfig config) {
                        return 0;
                    }

                    @Override
                    public List<String> problems(LacConfig config) {
                        return List.of();
                    }

                    @Override
                    public List<String> notes(LacConfig config) {
                        return List.of();
                    }
                };
        CommandLine lac = LacCommand.create(none);
        lac.setOut(new PrintWriter(outText)).setErr(new PrintWriter(errText));
        List<String> all = new ArrayList<>(List.of("test", "lookup"));
        all.addAll(List.of("--socket", directory.resolve("control").toString()));
        all.addAll(List.of(arguments));
        int code = lac.execute(all.toArray(new String[0]));
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    @Test
    void whatIsKnownOfTheLineAndThePasswordGoToTheBox() throws IOException {
        Path file = Files.writeString(directory.resolve("pw"), "secret word\nmore\n");
        int code =
                lookup(
                        "bob@isp.example",
                        "--password-file",
                        file.toString(),
                        "--line",
                        "olt7/1",
                        "--remote-id",
                        "r",
                        "--mac",
                        "02:00:5e:10:00:01",
                        "--port",
                        "eth1",
                        "--vlan",
                        "200.17",
                        "--service",
                        "gold");
        assertThat(err).isEmpty();
        assertThat(code).isZero();
        assertThat(asked)
                .containsExactly(
                        new Request.TestLookup(
                                "bob@isp.example",
                                "secret word",
                                "olt7/1",
                                "r",
                                "02:00:5e:10:00:01",
                                "eth1",
                                "200.17",
                                "gold"));
        assertThat(asked.getFirst().toString()).doesNotContain("secret");
    }

    @Test
    void eachStageIsToldWithItsAttributesAndThenWhatWouldBeTried() {
        lookup("bob@isp.example");
        assertThat(out)
                .isEqualTo(
                        """
                        caller  bob@isp.example  line eth1:200.17 olt7/1
                        group   business  asks line, user
                        line    radius r1 2 ms: no tunnel
                                sent      User-Name = "olt7/1"
                                          User-Password = ***
                        user    radius r1 3 ms
                                sent      User-Name = "bob@isp.example"
                                received  Tunnel-Type:1 = L2TP
                        result  tunnels  by radius r1 3 ms
                                tag 1  a      192.0.2.1  preference 1  skipped: full
                                isp-1  192.0.2.2  group isp  preference 5  tried first
                        """);
    }

    @Test
    void theExitCodeTellsWhetherAnLnsWouldBeTried() {
        answer = new Response.Rows(List.of(test(false)));
        assertThat(lookup("bob@isp.example")).isEqualTo(1);
        assertThat(out)
                .contains("result  refused  by radius r1 3 ms  the caller hears \"go away\"");
        assertThat(lookup("bob@isp.example", "--json")).isEqualTo(1);
        assertThat(out).contains("\"kind\":\"lookup-test\"", "\"result\":\"refused\"");
        answer = new Response.Refusal("--port eth9: expected one of eth1");
        assertThat(lookup("bob@isp.example")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: --port eth9: expected one of eth1\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--vlan, 4095",
        "--vlan, 200.0",
        "--vlan, 200.1.2",
        "--mac, 02:00",
        "--line, ''",
        "--password-file, /nowhere/at/all",
        "--colour, red",
    })
    void whatIsNotUnderstoodIsExitCodeTwo(String option, String value) {
        assertThat(lookup("bob@isp.example", option, value)).isEqualTo(2);
        assertThat(asked).isEmpty();
        assertThat(err).isNotEmpty();
    }

    @Test
    void withoutANameThereIsNothingToLookUp() {
        assertThat(lookup()).isEqualTo(2);
        assertThat(lookup("")).isEqualTo(2);
    }
}
