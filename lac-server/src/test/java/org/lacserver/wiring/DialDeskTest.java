package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialFailure;
import org.lacserver.port.DialTarget;
import org.lacserver.port.Event;
import org.lacserver.radius.lookup.DialReply;
import org.lacserver.radius.lookup.DialRequest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who is asked about a called number, and what is made of the answers. */
class DialDeskTest {
    private static final String SERVER = "r1";

    @TempDir Path dir = Path.of(".");
    private final List<DialRequest> asked = new ArrayList<>();

    private LacConfig config(String order) throws IOException {
        Path file =
                Files.writeString(
                        dir.resolve("lac.yaml"),
                        """
                        access: { ports: [eth1, eth2] }
                        l2tp: { local-address: 192.0.2.1 }
                        lookup: { order: [radius], dial-order: [%s] }
                        radius: { servers: [{ name: r1, address: 192.0.2.53, secret: s3cret }] }
                        dial-plan:
                          - { number: "555", port: eth2 }
                        modems:
                          - { name: m1, device: /dev/ttyS0 }
                          - { name: m2, device: /dev/ttyS1 }
                        """
                                .formatted(order));
        return switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(var good) -> good;
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    private DialAnswer answer(String order, String number, @Nullable DialReply reply)
            throws IOException {
        DialDesk desk =
                new DialDesk(
                        config(order),
                        (request, then) -> {
                            asked.add(request);
                            if (reply != null) {
                                then.accept(reply);
                            }
                        });
        List<DialAnswer> answers = new ArrayList<>();
        desk.ask(wanted(number), answers::add);
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    private static Event.DialWanted wanted(String number) {
        InetSocketAddress local = new InetSocketAddress("192.0.2.1", 1701);
        InetSocketAddress peer = new InetSocketAddress("192.0.2.11", 1701);
        Event.TunnelFacts tunnel = new Event.TunnelFacts(1, 2, "lns1", local, peer, "lns1.isp");
        return new Event.DialWanted((1L << 62) + 1, tunnel, number, "9", 0, 64_000, 3, 3);
    }

    private static DialReply route(@Nullable String port, @Nullable String modem, long minimum) {
        return new DialReply.Route(
                SERVER,
                Duration.ofMillis(4),
                port,
                200,
                17,
                7,
                "gold",
                "ac7",
                modem,
                "0777",
                0,
                minimum,
                0);
    }

    private static DialFailure failure(DialAnswer answer) {
        return ((DialAnswer.Refused) answer).failure();
    }

    @Test
    void theDialPlanIsAskedFirstWhereItStandsFirst() throws IOException {
        DialAnswer answer = answer("local, radius", "555", null);
        assertThat(answer).isInstanceOf(DialAnswer.Route.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void radiusIsAskedAboutANumberThatThePlanDoesNotHave() throws IOException {
        DialAnswer answer = answer("local, radius", "777", route("eth2", null, 0));
        assertThat(asked).containsExactly(new DialRequest("777", "9", "lns1.isp", "192.0.2.11"));
        assertThat(answer)
                .isEqualTo(
                        new DialAnswer.Route(
                                "radius r1 4 ms",
                                "radius 777",
                                new DialTarget.Pppoe(1, 200, 17, 7, "gold", "ac7"),
                                65_535,
                                0,
                                1_000_000_000L));
    }

    @Test
    void radiusNamesAModemOrAny() throws IOException {
        assertThat(((DialAnswer.Route) answer("radius", "7", route(null, "m2", 0))).target())
                .isEqualTo(new DialTarget.Modem(1, "0777"));
        assertThat(((DialAnswer.Route) answer("radius", "7", route(null, "any", 0))).target())
                .isEqualTo(new DialTarget.Modem(-1, "0777"));
    }

    @Test
    void whatRadiusNamesButIsNotHereIsAnInvalidDestination() throws IOException {
        DialAnswer port = answer("radius", "7", route("eth9", null, 0));
        assertThat(failure(port)).isEqualTo(DialFailure.INVALID_DESTINATION);
        assertThat(((DialAnswer.Refused) port).text()).isEqualTo("there is no access port eth9");
        assertThat(failure(answer("radius", "7", route(null, "m9", 0))))
                .isEqualTo(DialFailure.INVALID_DESTINATION);
    }

    @Test
    void aSpeedThatTheFarEndDoesNotHaveIsRefused() throws IOException {
        assertThat(failure(answer("radius", "7", route("eth1", null, 128_000))))
                .isEqualTo(DialFailure.NOT_CAPABLE);
    }

    @Test
    void silenceGoesOnToThePlanAndIsNoFacilitiesWhenNobodyKnows() throws IOException {
        DialReply silence = new DialReply.NoAnswer("no answer");
        assertThat(answer("radius, local", "555", silence)).isInstanceOf(DialAnswer.Route.class);
        assertThat(failure(answer("radius, local", "777", silence)))
                .isEqualTo(DialFailure.NO_FACILITIES);
    }

    @Test
    void aRejectIsFinal() throws IOException {
        DialReply reject = new DialReply.Refused(SERVER, Duration.ZERO, "");
        assertThat(failure(answer("radius, local", "555", reject)))
                .isEqualTo(DialFailure.INVALID_DESTINATION);
    }

    @Test
    void aNumberThatNobodyKnowsIsAnInvalidDestination() throws IOException {
        assertThat(failure(answer("local", "777", null)))
                .isEqualTo(DialFailure.INVALID_DESTINATION);
    }
}
