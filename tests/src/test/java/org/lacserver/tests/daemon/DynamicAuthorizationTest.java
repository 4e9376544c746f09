package org.lacserver.tests.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.tests.net.LnsSocket;
import org.lacserver.tests.net.Namespaces;
import org.lacserver.tests.net.RadiusPacket;
import org.lacserver.tests.net.RadiusPeer;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppTerms;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The daemon asked by radclient: RFC 5176. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DynamicAuthorizationTest {
    private static final String ONE = "10.200.0.11";
    private static final String TWO = "10.200.0.12";
    private static final String SECRET = "tunnel-secret";
    private static final String DYNAMIC_SECRET = "dynamic-secret";
    private static final String PASSWORD = "word";
    private static final long FIRST_MAC = 0x02_00_5e_10_00_01L;
    private static final int CSUN = 28;
    private static final String SERVER = "10.200.0.251";

    // RFC 2866 §5, RFC 2867 §4.1
    private static final int STATUS_TYPE = 40;
    private static final int SESSION_ID = 44;
    private static final int TERMINATE_CAUSE = 49;
    private static final int MULTI_SESSION_ID = 50;
    private static final int CONNECTION = 68;
    private static final int START = 1;
    private static final int STOP = 2;
    private static final int ADMIN_RESET = 6;
    private static final int NAS_REQUEST = 10;

    private static final String SITE =
            """
            access:
              ports: [acc0]
              damping-failures: off
            l2tp:
              local-address: 10.200.0.1
              secret: tunnel-secret
              connect-speed-update: yes
            lns-groups:
              one:
                lookup: { realms: [one.example] }
                lns:
                  - { name: one, address: 10.200.0.11 }
              two:
                lookup: { realms: [two.example] }
                lns:
                  - { name: two, address: 10.200.0.12 }
            lookup:
              order: [local]
            radius:
              servers:
                - { name: r1, address: 10.200.0.251, secret: accounting-secret, timeout: 300ms }
            accounting:
              enabled: yes
            dynamic-authorization:
              clients:
                - { address: 10.200.0.0/24, secret: dynamic-secret }
                - { address: 10.200.0.12, secret: dynamic-secret, realms: [two.example] }
            """;

    private final List<Subscriber> subscribers =
            List.of(
                    subscriber(0, "alice@one.example"),
                    subscriber(1, "bob@one.example"),
                    subscriber(2, "carol@one.example"),
                    subscriber(3, "dave@one.example"),
                    subscriber(4, "erin@one.example"));

    private final OwnNamespace namespace = new OwnNamespace();
    private RealBox box;
    private RadiusPeer server;

    private static Subscriber subscriber(int index, String user) {
        return new Subscriber(SubscriberProfile.of(FIRST_MAC + index, user, PASSWORD));
    }

    @BeforeAll
    void up() {
        boolean allowed = namespace.enter();
        boolean isInstalled = Files.isExecutable(Path.of("/usr/bin/radclient"));
        if (!(allowed && isInstalled) && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and no network namespace, or no radclient");
        }
        Assumptions.assumeTrue(allowed, "a network namespace takes root");
        Assumptions.assumeTrue(isInstalled, "radclient (freeradius-utils) is not installed");
        Map<String, Lns> lnses = new LinkedHashMap<>();
        RandomGenerator random = RandomGenerator.getDefault();
        lnses.put(ONE, new Lns(LnsProfile.accepting("one", SECRET, PASSWORD), random));
        lnses.put(TWO, new Lns(LnsProfile.accepting("two", SECRET, PASSWORD), random));
        AccessConcentrator nobody =
                new AccessConcentrator(
                        "remote",
                        0x02_00_5e_20_00_01L,
                        id ->
                                PppTerms.server(
                                        "remote",
                                        id,
                                        Ppp.CHAP,
                                        user -> PASSWORD,
                                        () -> new byte[16],
                                        0x0a420001,
                                        0x0a420001 + id));
        box = namespace.inside(() -> new RealBox(SITE, subscribers, nobody, lnses));
        server = namespace.inside(DynamicAuthorizationTest::server);
    }

    private static RadiusPeer server() throws IOException, InterruptedException {
        Namespaces.run(List.of("ip", "addr", "add", SERVER + "/24", "dev", "lns0"));
        InetAddress address = InetAddress.ofLiteral(SERVER);
        return new RadiusPeer(
                address,
                address,
                "accounting-secret",
                _ -> List.of(),
                List.of(),
                RandomGenerator.getDefault());
    }

    @AfterAll
    void down() throws IOException, InterruptedException {
        if (server != null) {
            server.close();
        }
        if (box != null) {
            try {
                int exit = box.terminate();
                assertThat(exit).as(box.log()).isIn(0, 143);
                assertThat(box.log())
                        .as("the daemon's log")
                        .doesNotContain("a step of the engine failed", SECRET)
                        .doesNotContain(DYNAMIC_SECRET);
            } finally {
                box.close();
            }
        }
        namespace.close();
    }

    private Subscriber up(int index) {
        Subscriber subscriber = subscribers.get(index);
        if (subscriber.state() != Subscriber.State.UP) {
            box.act(() -> box.access.dial(subscriber));
            box.await("up", () -> subscriber.state() == Subscriber.State.UP);
        }
        return subscriber;
    }

    private LnsCall callOf(Subscriber subscriber, String lns) {
        List<LnsCall> found = new ArrayList<>();
        box.act(
                () ->
                        box.lns(lns).lns().calls().stream()
                                .filter(call -> call.callerAddress() == subscriber.ipAddress())
                                .forEach(found::add));
        return found.getLast();
    }

    /** What radclient says of the answer to a request of {@code attributes}. */
    private String asks(String command, String... attributes) {
        return namespace.inside(
                () -> {
                    Path request = Files.createTempFile(box.directory, "request", "");
                    Files.writeString(request, String.join(",", attributes) + "\n");
                    List<String> line = new ArrayList<>(List.of("radclient", "-x", "-t", "25"));
                    line.addAll(List.of("-r", "1", "-f", request.toString()));
                    line.addAll(List.of(RealBox.LOCAL + ":3799", command, DYNAMIC_SECRET));
                    String output = Namespaces.run(line).output();
                    int answer = output.indexOf("Received ");
                    return answer < 0 ? "no answer: " + output : output.substring(answer);
                });
    }

    private void pings(Subscriber subscriber, LnsCall call, String lns) {
        LnsSocket socket = box.lns(lns);
        int before = subscriber.pings().answered();
        int atLns = call.pings().answered();
        box.act(
                () -> {
                    box.access.act(subscriber, out -> subscriber.ping(RealBox.now(), 84, out));
                    socket.act(out -> socket.lns().ping(RealBox.now(), call, 84, out));
                });
        box.await(
                "pings pass both ways",
                () ->
                        subscriber.pings().answered() == before + 1
                                && call.pings().answered() == atLns + 1);
    }

    @Test
    @DisplayName("RFC 5176 §2.1: a Disconnect-ACK once the call is over; PADT and CDN go out")
    void disconnects() {
        Subscriber alice = up(0);
        LnsCall call = callOf(alice, ONE);
        String answer =
                asks("disconnect", "User-Name = alice@one.example", "Reply-Message = moved");
        assertThat(answer).startsWith("Received Disconnect-ACK");
        box.await("the caller gets the PADT", () -> alice.state() == Subscriber.State.ENDED);
        box.await("the LNS gets the CDN", () -> call.state() == LnsCall.State.ENDED);
        assertThat(call.ending()).startsWith("CDN 3").contains("moved");
        assertThat(asks("disconnect", "User-Name = alice@one.example"))
                .startsWith("Received Disconnect-NAK")
                .contains("Error-Cause = Session-Context-Not-Found");
    }

    @ParameterizedTest(name = "RFC 5176 §3.5: {1} for {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "coa | Unsupported-Attribute | User-Name = bob@one.example, Filter-Id = x",
                "disconnect | Unsupported-Attribute | User-Name = bob@one.example, Framed-MTU = 9",
                "disconnect | Missing-Attribute | NAS-Identifier = lac",
                "disconnect | NAS-Identification-Mismatch"
                        + " | User-Name = bob@one.example, NAS-Identifier = other",
                "disconnect | NAS-Identification-Mismatch"
                        + " | User-Name = bob@one.example, NAS-IP-Address = 192.0.2.1",
                "coa | Invalid-Request"
                        + " | User-Name = bob@one.example, User-Name = alice, Session-Timeout = 9",
                "coa | Unsupported-Service | User-Name = bob@one.example,"
                        + " Service-Type = Authorize-Only, State = 0x01",
                "coa | Invalid-Attribute-Value"
                        + " | User-Name = bob@one.example, Acct-Interim-Interval = 5",
                "coa | Administratively-Prohibited | User-Name = bob@one.example,"
                        + " Session-Timeout = 9000, Packet-Src-IP-Address = 10.200.0.12",
                "coa | Session-Context-Not-Found | User-Name = nobody, Session-Timeout = 9000",
                "coa | Multiple-Session-Selection-Unsupported | NAS-Port-Id = acc0,"
                        + " Tunnel-Type:1 = L2TP, Tunnel-Server-Endpoint:1 = 10.200.0.12",
                "coa | Resources-Unavailable | User-Name = bob@one.example, Tunnel-Type:1 = L2TP,"
                        + " Tunnel-Server-Endpoint:1 = 10.200.0.12, Tunnel-Password:1 = wrong",
            })
    void refuses(String command, String cause, String attributes) {
        Subscriber bob = up(1);
        up(2);
        LnsCall call = callOf(bob, ONE);
        assertThat(asks(command, attributes.split(", ")))
                .containsPattern("^Received (CoA|Disconnect)-NAK")
                .containsPattern("Error-Cause = \"?" + cause.replace("-", "[- ]"));
        assertThat(bob.state()).isEqualTo(Subscriber.State.UP);
        pings(bob, call, ONE);
    }

    @Test
    @DisplayName("RFC 5515 §4.1: a CoA that changes the speed becomes a CSUN")
    void tellsSpeeds() {
        Subscriber bob = up(1);
        LnsCall call = callOf(bob, ONE);
        long before = csuns(call);
        assertThat(asks("coa", "User-Name = bob@one.example", "Attr-26 = 0x00000de98206017d7840"))
                .startsWith("Received CoA-ACK");
        box.await("CSUN", () -> csuns(call) == before + 1);
    }

    private static long csuns(LnsCall call) {
        return call.tunnel().heard().stream().filter(heard -> heard.type() == CSUN).count();
    }

    @Test
    @DisplayName("RFC 2865 §5.27: a Session-Timeout in a CoA counts from the call's start")
    void timesOut() {
        Subscriber dave = up(3);
        assertThat(asks("coa", "User-Name = dave@one.example", "Session-Timeout = 1"))
                .startsWith("Received CoA-ACK");
        box.await("the call is over", () -> dave.state() == Subscriber.State.ENDED);
    }

    @Test
    @DisplayName(
            "RFC 5176 §3.6, note 5: a CoA that replaces the tunnel set moves the call; the new LNS"
                    + " negotiates LCP anew, no PADT")
    void movesCalls() {
        Subscriber erin = up(4);
        LnsCall before = callOf(erin, ONE);
        pings(erin, before, ONE);
        int dials = erin.lcpRestarts();
        String[] toTwo = {
            "User-Name = erin@one.example",
            "Tunnel-Type:1 = L2TP",
            "Tunnel-Medium-Type:1 = IPv4",
            "Tunnel-Server-Endpoint:1 = 10.200.0.12",
            "Tunnel-Password:1 = tunnel-secret"
        };
        assertThat(asks("coa", toTwo)).startsWith("Received CoA-ACK");
        box.await("the former LNS is told", () -> before.state() == LnsCall.State.ENDED);
        assertThat(before.ending()).startsWith("CDN 3");
        Lns two = box.lns(TWO).lns();
        box.await("the new LNS has him", () -> two.liveCalls() == 1);
        box.await(
                "he is up again",
                () ->
                        erin.lcpRestarts() > dials
                                && erin.state() == Subscriber.State.UP
                                && two.calls().getLast().callerAddress() == erin.ipAddress());
        pings(erin, callOf(erin, TWO), TWO);
        assertThat(erin.state()).isEqualTo(Subscriber.State.UP);
        assertThat(box.log()).contains("call move id=").contains("to=\"10.200.0.12\"");
        // there already: nothing is done
        int calls = two.calls().size();
        assertThat(asks("coa", toTwo)).startsWith("Received CoA-ACK");
        assertThat(two.calls()).hasSize(calls);
        LnsCall after = callOf(erin, TWO);
        pings(erin, after, TWO);
        assertThat(asks("disconnect", "User-Name = erin@one.example"))
                .startsWith("Received Disconnect-ACK");
        box.await("the new LNS is told", () -> after.state() == LnsCall.State.ENDED);
        assertAccounted(before, after);
    }

    /** One session for each leg, tied together, each with what its LNS counted. */
    private void assertAccounted(LnsCall before, LnsCall after) {
        box.await("both stops", () -> records(STOP).size() == 2);
        String session = records(START).getFirst().text(SESSION_ID);
        assertThat(records(START))
                .extracting(each -> each.text(SESSION_ID), each -> each.text(CONNECTION))
                .containsExactly(
                        tuple(session, serial(before)), tuple(session + "-1", serial(after)));
        assertThat(records(STOP))
                .extracting(
                        each -> each.text(SESSION_ID),
                        each -> each.text(MULTI_SESSION_ID),
                        each -> each.text(CONNECTION))
                .containsExactlyInAnyOrder(
                        tuple(session, session, serial(before)),
                        tuple(session + "-1", session, serial(after)));
        assertThat(records(START).getLast().text(MULTI_SESSION_ID)).isEqualTo(session);
        for (RadiusPacket stop : records(STOP)) {
            boolean isFirst = stop.text(SESSION_ID).equals(session);
            LnsCall leg = isFirst ? before : after;
            assertThat(List.of(stop.number(47), stop.number(42), stop.number(48), stop.number(43)))
                    .as("frames and octets, up and down, of %s", stop.text(SESSION_ID))
                    .containsExactly(
                            leg.data().received(),
                            leg.data().receivedOctets(),
                            leg.data().sent(),
                            leg.data().sentOctets());
            assertThat(stop.number(TERMINATE_CAUSE)).isEqualTo(isFirst ? NAS_REQUEST : ADMIN_RESET);
        }
    }

    private static String serial(LnsCall call) {
        return Long.toString(
                Objects.requireNonNull(Avp.find(call.icrq(), Avp.CALL_SERIAL_NUMBER)).u32());
    }

    /** Of erin; a copy of one that is there is none. */
    private List<RadiusPacket> records(int type) {
        Set<String> seen = new HashSet<>();
        return server.kept().stream()
                .map(RadiusPeer.Kept::packet)
                .filter(each -> each.number(STATUS_TYPE) == type)
                .filter(each -> each.text(1).equals("erin@one.example"))
                .filter(each -> seen.add(each.text(SESSION_ID)))
                .toList();
    }
}
