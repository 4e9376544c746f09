package org.lacserver.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.LacConfig;
import org.lacserver.port.LnsAction;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

@Timeout(60)
class LacCommandTest {
    private static final String CONFIG =
            """
            access: { ports: [eth1] }
            l2tp: { local-address: 192.0.2.1 }
            lns-groups:
              isp:
                lookup: { realms: [isp.example] }
                lns: [ { name: one, address: 192.0.2.11 } ]
            """;

    @TempDir Path directory;

    private final List<Request> asked = new ArrayList<>();
    private final List<LacConfig> ran = new ArrayList<>();
    private final List<LacConfig> stopped = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Response answer = new Response.Rows(List.of());
    private ControlServer server = new ControlServer(Path.of("unused"), (_, _) -> {});
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws IOException {
        server.close();
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

    private int lac(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        Actions actions =
                new Actions() {
                    @Override
                    public int run(LacConfig config) {
                        ran.add(config);
                        return 7;
                    }

                    @Override
                    public int stop(LacConfig config) {
                        stopped.add(config);
                        return 3;
                    }

                    @Override
                    public List<String> problems(LacConfig config) {
                        return List.copyOf(problems);
                    }

                    @Override
                    public List<String> notes(LacConfig config) {
                        return List.of("eth1 has an MTU of 1492");
                    }
                };
        CommandLine lac = LacCommand.create(actions);
        lac.setOut(new PrintWriter(outText)).setErr(new PrintWriter(errText));
        int code = lac.execute(arguments);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    private int remote(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--socket", directory.resolve("control").toString()));
        return lac(all.toArray(new String[0]));
    }

    private String config(String text) throws IOException {
        return Files.writeString(directory.resolve("lac.yaml"), text).toString();
    }

    @Test
    void runHandsTheConfigurationOverAndPassesTheExitCodeOn() throws IOException {
        assertThat(lac("run", "--config", config(CONFIG))).isEqualTo(7);
        assertThat(ran).hasSize(1);
    }

    @Test
    void runStopHandsTheConfigurationToWhoeverEndsTheBox() throws IOException {
        assertThat(lac("run", "--config", config(CONFIG), "--stop")).isEqualTo(3);
        assertThat(stopped).hasSize(1);
        assertThat(ran).isEmpty();
    }

    @Test
    void aBadConfigurationStartsNothingAndIsToldWhole() throws IOException {
        String file = config(CONFIG.replace("eth1", "e/1").replace("192.0.2.11", "x"));
        assertThat(lac("run", "-c", file)).isEqualTo(1);
        assertThat(ran).isEmpty();
        assertThat(err)
                .isEqualTo(
                        file
                                + ":1: access.ports = \"e/1\": expected a network interface name"
                                + " such as eth1\n"
                                + file
                                + ":6: lns-groups.isp.lns[1].address = \"x\": expected a host's"
                                + " IP address such as 192.0.2.11 or 2001:db8::11\n"
                                + "2 problems\n");
        assertThat(lac("check", "-c", file)).isEqualTo(1);
    }

    @Test
    void checkRefusesWhatCouldNotStart() throws IOException {
        problems.add("radius.dictionary: /d:1: x: expected a number");
        assertThat(lac("check", "-c", config(CONFIG))).isEqualTo(1);
        assertThat(err).isEqualTo("radius.dictionary: /d:1: x: expected a number\n1 problem\n");
        assertThat(out).isEmpty();
    }

    @Test
    void checkSaysWhatIsThereAndStartsNothing() throws IOException {
        String file = config(CONFIG);
        assertThat(lac("check", "-c", file)).isZero();
        assertThat(out)
                .isEqualTo(
                        "note: eth1 has an MTU of 1492\n"
                                + file
                                + " is good: 1 access port, 1 group, 1 LNS, 0 RADIUS servers\n");
        assertThat(ran).isEmpty();
    }

    @Test
    void showSortsAndMatches() {
        answer =
                new Response.Rows(
                        List.of(
                                new Reply.CounterRow("pppoe.padi", 5),
                                new Reply.CounterRow("l2tp.icrq", 70),
                                new Reply.CounterRow("pppoe.pado", 1000)));
        assertThat(remote("show", "counters", "--sort", "-value", "--match", "^PPPOE")).isZero();
        assertThat(out)
                .isEqualTo(
                        """
                        COUNTER     VALUE
                        pppoe.pado  1,000
                        pppoe.padi      5
                        """);
        assertThat(remote("show", "counters", "--json", "--sort", "counter")).isZero();
        assertThat(out)
                .isEqualTo(
                        """
                        [{"kind":"counter","name":"l2tp.icrq","value":70},
                         {"kind":"counter","name":"pppoe.padi","value":5},
                         {"kind":"counter","name":"pppoe.pado","value":1000}]
                        """);
        assertThat(remote("show", "counters", "--sort", "x")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: --sort x: expected one of counter, value\n");
        assertThat(remote("show", "counters", "--match", "(")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: --match (: not a regular expression\n");
    }

    @Test
    void whatCountsForAnLnsIsATableWithItsSources() {
        answer =
                new Response.Rows(
                        List.of(
                                new Reply.KnobRow("hello", "7s", "lns one"),
                                new Reply.KnobRow("secret", "***", "group isp")));
        assertThat(remote("show", "lns", "one", "--effective")).isZero();
        assertThat(asked).containsExactly(new Request.ShowKnobs("one"));
        assertThat(out)
                .isEqualTo(
                        """
                        SETTING  VALUE  SOURCE
                        hello    7s     lns one
                        secret   ***    group isp
                        """);
        assertThat(remote("show", "lns", "one", "--effective", "--json", "--match", "hel"))
                .isZero();
        assertThat(out).contains("\"value\":\"7s\"").doesNotContain("secret");
    }

    @Test
    void effectiveNeedsANameAndANameNeedsEffective() {
        for (List<String> words : List.of(List.of("one"), List.of("--effective"))) {
            List<String> all = new ArrayList<>(List.of("show", "lns"));
            all.addAll(words);
            assertThat(remote(all.toArray(new String[0]))).isEqualTo(1);
            assertThat(err).contains("expected the name of an LNS with --effective, or neither");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void codesAreShownOfOneLnsOrOfThoseNotNamed() {
        answer =
                new Response.Rows(
                        List.of(
                                new Reply.CodeRow(
                                        "CDN 4/0",
                                        "next",
                                        "tunnel",
                                        "60s",
                                        true,
                                        "nas-request",
                                        "full",
                                        "lns one")));
        assertThat(remote("show", "codes", "one")).isZero();
        assertThat(remote("show", "codes")).isZero();
        assertThat(asked)
                .containsExactly(new Request.ShowCodes("one"), new Request.ShowCodes(null));
        assertThat(out)
                .isEqualTo(
                        """
                        CODE     THEN  LOCK    FOR  ALARM  CAUSE        PADT  SOURCE
                        CDN 4/0  next  tunnel  60s  yes    nas-request  full  lns one
                        """);
    }

    @Test
    void quirksAreShownWithoutABox() {
        server.close();
        assertThat(lac("show", "quirks")).isZero();
        assertThat(out).contains("xl2tpd", "line-avps", "REASON");
        assertThat(lac("show", "quirks", "--json")).isZero();
        assertThat(out).startsWith("[").contains("\"quirk\":\"xl2tpd\"");
    }

    @Test
    void showCallFindsByAnythingOrByOneThing() {
        assertThat(remote("show", "call", "alice@isp")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: no such call\n");
        assertThat(remote("show", "call", "circuit", "olt7 1/3/12")).isEqualTo(1);
        assertThat(remote("show", "call", "colour", "blue")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: expected [user|mac|circuit|port|id] VALUE\n");
        assertThat(asked)
                .containsExactly(
                        new Request.ShowCall(new CallMatch(CallMatch.By.ANY, "alice@isp")),
                        new Request.ShowCall(new CallMatch(CallMatch.By.CIRCUIT, "olt7 1/3/12")));
    }

    @Test
    void aMatchFitsWholeValuesOnly() {
        var facts = Samples.facts(42, "alice@ispA", Samples.tunnel());
        for (String key :
                List.of("ALICE@ispa", "02-00-5E-10-00-01", "0200.5e10.0001", "OLT7 1/3/12", "42")) {
            assertThat(new CallMatch(CallMatch.By.ANY, key).fits(facts)).as(key).isTrue();
        }
        for (String key : List.of("alice", "4", "811", "", "02:00:5e", "02005e100001")) {
            assertThat(new CallMatch(CallMatch.By.ANY, key).fits(facts)).as(key).isFalse();
        }
        assertThat(new CallMatch(CallMatch.By.PORT, "eth1:200.17").fits(facts)).isTrue();
        assertThat(new CallMatch(CallMatch.By.USER, "42").fits(facts)).isFalse();
    }

    @Test
    void clearCountsFirstAndThenAsks() {
        answer = new Response.Rows(List.of(new Reply.Cleared(3912, 4, true, List.of("ispA1"))));
        assertThat(remote("clear", "tunnel", "ispA1", "--dry-run")).isZero();
        assertThat(out).isEqualTo("will clear 4 tunnels with 3,912 calls\n  ispA1\n");
        assertThat(asked)
                .containsExactly(new Request.ClearTunnel("ispA1", "cleared by operator", true));
        asked.clear();
        assertThat(remote("clear", "call", "user", "a", "--yes", "--reason", "moved")).isZero();
        assertThat(asked)
                .containsExactly(
                        new Request.ClearCall(new CallMatch(CallMatch.By.USER, "a"), "moved", true),
                        new Request.ClearCall(
                                new CallMatch(CallMatch.By.USER, "a"), "moved", false));
        answer = new Response.Rows(List.of(new Reply.Cleared(0, 0, true, List.of())));
        assertThat(remote("clear", "call", "nobody", "--yes")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: nothing to clear\n");
    }

    @Test
    void anLnsIsTakenAwayFromCallersOnlyWithAYesAndGivenBackWithout() {
        answer =
                new Response.Rows(
                        List.of(new Reply.Steered("ispA1", "192.0.2.11", "up", 3912, 4, true)));
        assertThat(remote("drain", "ispA1", "--reason", "new software")).isEqualTo(1);
        assertThat(out)
                .isEqualTo("would be draining: ispA1 192.0.2.11, up, 4 tunnels with 3,912 calls\n");
        assertThat(err).isEqualTo("lac: not done; --yes does it without asking\n");
        String me = System.getProperty("user.name");
        Request dry = new Request.SetLns("ispA1", LnsAction.DRAIN, "new software", true, me);
        assertThat(asked).containsExactly(dry);
        asked.clear();
        assertThat(remote("drain", "ispA1", "--yes", "--reason", "new software")).isZero();
        assertThat(asked)
                .containsExactly(
                        dry,
                        new Request.SetLns("ispA1", LnsAction.DRAIN, "new software", false, me));
        assertThat(remote("lock", "ispA1")).isEqualTo(1);
        for (String giving : List.of("undrain", "unlock", "probe")) {
            asked.clear();
            assertThat(remote(giving, "ispA1")).as(giving).isZero();
            assertThat(asked).hasSize(2);
        }
        answer = new Response.Refusal("no LNS x");
        assertThat(remote("drain", "x", "--yes")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: no LNS x\n");
    }

    @Test
    void aSpeedIsSetInOneDirectionOrBoth() {
        var view =
                new org.lacserver.port.CallView(
                        Samples.facts(42, "alice@ispA", Samples.tunnel()),
                        "established",
                        0,
                        null,
                        org.lacserver.port.CallView.Link.UNTOLD,
                        new org.lacserver.port.CallView.Rates(
                                250_000_000, 40_000_000, 250_000_000, 40_000_000, true));
        answer =
                new Response.Rows(
                        List.of(Views.detail(view, Samples.COUNTERS, Samples.WAY, "off", 0)));
        CallMatch alice = new CallMatch(CallMatch.By.ANY, "alice@ispA");
        assertThat(remote("set", "speed", "alice@ispA", "--down", "250M", "--up", "40000k"))
                .isZero();
        assertThat(out)
                .isEqualTo(
                        "call 42 of alice@ispA: down 250,000k up 40,000k; ispA1 is told (CSUN)\n");
        assertThat(remote("set", "speed", "id", "42", "--up", "56000")).isZero();
        assertThat(remote("set", "speed", "--down=1G", "alice@ispA")).isZero();
        assertThat(asked)
                .containsExactly(
                        new Request.SetSpeed(alice, 250_000_000, 40_000_000),
                        new Request.SetSpeed(new CallMatch(CallMatch.By.ID, "42"), 0, 56_000),
                        new Request.SetSpeed(alice, 1_000_000_000, 0));
    }

    @Test
    void aSpeedThatIsNoneIsNotSet() {
        assertThat(remote("set", "speed", "alice")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: expected --down SPEED, --up SPEED or both\n");
        for (String wrong : List.of("0", "40 M", "40m", "-1", "5G", "fast", "")) {
            assertThat(remote("set", "speed", "alice", "--down", "1M", "--up=" + wrong))
                    .isEqualTo(1);
            assertThat(err)
                    .isEqualTo(
                            "lac: --up "
                                    + wrong
                                    + ": expected a speed of 1..4294967295 bits per second, such"
                                    + " as 40M\n");
        }
        assertThat(remote("set", "speed", "colour", "blue", "--up", "1M")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: expected [user|mac|circuit|port|id] VALUE\n");
        assertThat(remote("set", "speed")).isEqualTo(2);
        assertThat(remote("set")).isEqualTo(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void aCallIsMoved() {
        answer = new Response.Rows(List.of(new Reply.Moved(42, "alice@ispA", "ispA2", false)));
        assertThat(remote("move", "call", "alice@ispA", "--to", "ispA2", "--reason", "upgrade"))
                .isZero();
        assertThat(out).isEqualTo("call 42 of alice@ispA is at ispA2 now\n");
        answer = new Response.Rows(List.of(new Reply.Moved(42, "alice@ispA", "ispA2", true)));
        assertThat(remote("move", "call", "id", "42", "--to", "ispA")).isZero();
        assertThat(out).endsWith("call 42 of alice@ispA was at ispA2 already\n");
        assertThat(asked)
                .containsExactly(
                        new Request.MoveCall(
                                new CallMatch(CallMatch.By.ANY, "alice@ispA"), "ispA2", "upgrade"),
                        new Request.MoveCall(
                                new CallMatch(CallMatch.By.ID, "42"), "ispA", "moved by operator"));
        assertThat(remote("move", "call", "alice@ispA")).isEqualTo(2);
        assertThat(remote("move")).isEqualTo(2);
        answer = new Response.Refusal("the call stays where it is: full");
        assertThat(remote("move", "call", "alice@ispA", "--to", "ispA2")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: the call stays where it is: full\n");
    }

    @Test
    void aRefusalIsToldAndIsAFailure() {
        answer = new Response.Refusal("the box is stopping\u001b[2J");
        assertThat(remote("show", "lns")).isEqualTo(1);
        assertThat(err).isEqualTo("lac: the box is stopping?[2J\n");
    }

    @Test
    void whatIsNotUnderstoodIsExitCodeTwo() {
        assertThat(lac()).isEqualTo(2);
        assertThat(err).contains("Usage: lac").contains("run").contains("show");
        assertThat(lac("show")).isEqualTo(2);
        assertThat(lac("fly")).isEqualTo(2);
        assertThat(lac("--help")).isZero();
        assertThat(lac("--version")).isZero();
        assertThat(out).startsWith("lac ");
    }
}
