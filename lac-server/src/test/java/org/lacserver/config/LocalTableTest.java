package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.nio.file.Path;
import java.util.List;

class LocalTableTest {
    private static final String FILE =
            """
            access: { ports: [eth1] }
            l2tp: { local-address: 192.0.2.1 }
            lns-groups:
              realm:
                lookup: { realms: [ISP.example] }
                defaults: { assignment-id: t1, local-address: 192.0.2.9 }
                lns:
                  - { name: late, address: 192.0.2.12, preference: 20 }
                  - { name: soon, address: 192.0.2.11, preference: 5, secret: hush }
                  - { name: even, address: 192.0.2.13, preference: 5 }
              user:
                lookup: { users: ["staff-?@isp.example", "/[0-9]{3,}@.*/"] }
                lns: [ { name: u, address: 192.0.2.21 } ]
              line:
                lookup: { lines: ["olt7 *"] }
                lns: [ { name: l, address: 192.0.2.31 } ]
            """;

    private static LocalTable table(String text) {
        return switch (ShippedFile.read(text, Path.of("/"))) {
            case ConfigFile.Reading.Good(LacConfig config) -> new LocalTable(config);
            case ConfigFile.Reading.Bad(List<String> problems) ->
                    throw new AssertionError(problems.toString());
        };
    }

    static Line line(@org.jspecify.annotations.Nullable String circuit) {
        return new Line(0, "eth1", 200, 17, 0x02005e100001L, 811, circuit, null, 0, 0, "web");
    }

    static Caller caller(String user) {
        return new Caller(Caller.Method.PAP, user, 1, Octets.EMPTY, Secret.NONE);
    }

    private static List<String> names(LookupAnswer answer) {
        return switch (answer) {
            case LookupAnswer.Tunnels(_, List<Candidate> candidates, _) ->
                    candidates.stream().map(Candidate::name).toList();
            case LookupAnswer.Refused(_, String message, _) -> List.of("refused: " + message);
            case LookupAnswer.NameFirst _ -> List.of("name first");
            case LookupAnswer.Unavailable(_, String reason) -> List.of("unavailable: " + reason);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "alice@isp.example, , soon even late",
        "Alice@Isp.EXAMPLE, , soon even late",
        "a@b@isp.example, , soon even late",
        "alice@isp.example.org, , refused: no service for this user",
        "isp.example, , refused: no service for this user",
        "'', , refused: no service for this user",
        "STAFF-1@isp.example, , u",
        "staff-12@isp.example, , soon even late",
        "0123@anywhere, , u",
        "0123@anywhere, olt7 1/3/12, l",
        "'', OLT7 1/3/12, l",
        "'', olt70, refused: no service for this user",
    })
    void linesCountBeforeUsersBeforeRealms(
            String user, @org.jspecify.annotations.Nullable String circuit, String expected) {
        assertThat(String.join(" ", names(table(FILE).answer(line(circuit), caller(user)))))
                .isEqualTo(expected);
    }

    @Test
    void aCandidateCarriesAllThatTheFileSaysOfItsLns() {
        LookupAnswer answer = table(FILE).answer(line(null), caller("a@isp.example"));
        assertThat(answer).isInstanceOf(LookupAnswer.Tunnels.class);
        if (answer instanceof LookupAnswer.Tunnels tunnels) {
            Candidate first = tunnels.candidates().getFirst();
            assertThat(tunnels.source()).isEqualTo("local realm");
            assertThat(first.server().getHostAddress()).isEqualTo("192.0.2.11");
            assertThat(first.client()).isNotNull();
            assertThat(first.assignmentId()).isEqualTo("t1");
            assertThat(first.secret()).isEqualTo(Secret.of("hush"));
            assertThat(first.tag()).isZero();
        }
    }

    @Test
    void aCallerNobodyKnowsGetsTheGroupThatIsNamedForIt() {
        String text = FILE + "lookup: { otherwise: user }\n";
        assertThat(names(table(text).answer(line(null), caller("x")))).containsExactly("u");
        assertThat(table(text).find(line(null), caller("x"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "{mac}, 02:00:5e:10:00:01",
        "{circuit-id|mac}, 02:00:5e:10:00:01",
        "{circuit-id}, ''",
        "x{remote-id|circuit-id}y, xy",
        "{port} {user}, eth1:200.17 a@isp",
        "{service}/{realm}, web/isp",
        "plain, plain",
    })
    void aNumberIsFilledFromLineAndCaller(String template, String expected) {
        NumberTemplate parsed = NumberTemplate.parse(template);
        assertThat(parsed).isNotNull();
        if (parsed != null) {
            assertThat(parsed.render(line(null), caller("a@isp"))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"{", "}", "{mac", "mac}", "{MAC}", "{}", "{mac|}", "{|mac}", "{{mac}}"})
    void aNumberWithUnknownFieldsOrOpenBracesIsNone(String template) {
        assertThat(NumberTemplate.parse(template)).isNull();
    }
}
