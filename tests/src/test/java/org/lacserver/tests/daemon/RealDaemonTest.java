package org.lacserver.tests.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.tests.net.LnsSocket;
import org.lacserver.tests.peer.AcCall;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.AccessConcentrator.Manner;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.LnsProfile.DataBits;
import org.lacserver.tests.peer.LnsTunnel;
import org.lacserver.tests.peer.OutgoingCall;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppTerms;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The daemon over veth and UDP: IPv6, data in each LNS's own way, and calls that an LNS has dialled
 * to a PPPoE server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealDaemonTest {
    private static final String SIX = "fd00:200::11";
    private static final String MARKED = "10.200.0.11";
    private static final String PLAIN = "10.200.0.12";
    private static final String CALLING = "10.200.0.13";
    private static final String SECRET = "tunnel-secret";
    private static final String PASSWORD = "word";
    private static final long FIRST_MAC = 0x02_00_5e_10_00_01L;
    private static final long REMOTE_MAC = 0x02_00_5e_20_00_01L;

    private static final String SITE =
            """
            access:
              ports: [acc0]
              damping-failures: off
            l2tp:
              local-address: 10.200.0.1
              local-address-v6: fd00:200::1
              secret: tunnel-secret
            lns-groups:
              six:
                lookup: { realms: [six.example] }
                lns:
                  - { name: six, address: "fd00:200::11" }
              marked:
                lookup: { realms: [marked.example] }
                lns:
                  - name: marked
                    address: 10.200.0.11
                    dscp: 46
                    df: yes
                    udp-checksum: no
                    length-bit: yes
                    sequencing: require
                    priority-bit: lcp
                    ff03: lcp
              plain:
                lookup: { realms: [plain.example] }
                lns:
                  - name: plain
                    address: 10.200.0.12
                    dscp: 10
                    offset: 4
                    ff03: never
              calling:
                lookup: { realms: [calling.example] }
                lns:
                  - { name: calling, address: 10.200.0.13, accept-tunnels: yes }
            dial:
              timeout: 3s
            dial-plan:
              - { number: "5551234", port: acc0, limit: 1 }
              - { number: "700", port: acc0, lns: [plain] }
            """;

    private final List<Subscriber> subscribers =
            List.of(
                    subscriber(0, "alice@six.example"),
                    subscriber(1, "bob@six.example"),
                    subscriber(2, "carol@marked.example"),
                    subscriber(3, "dave@plain.example"));

    private final AccessConcentrator concentrator =
            new AccessConcentrator(
                    "remote",
                    REMOTE_MAC,
                    id ->
                            PppTerms.server(
                                    "remote",
                                    id,
                                    Ppp.CHAP,
                                    user -> PASSWORD,
                                    () -> new byte[16],
                                    0x0a420001,
                                    0x0a420001 + id));

    private final OwnNamespace namespace = new OwnNamespace();
    private RealBox box;

    private static Subscriber subscriber(int index, String user) {
        return new Subscriber(SubscriberProfile.of(FIRST_MAC + index, user, PASSWORD));
    }

    private static LnsProfile profile(String name) {
        return LnsProfile.accepting(name, SECRET, PASSWORD);
    }

    @BeforeAll
    void up() {
        boolean allowed = namespace.enter();
        if (!allowed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and no network namespace may be made");
        }
        Assumptions.assumeTrue(allowed, "a network namespace takes root");
        Map<String, Lns> lnses = new LinkedHashMap<>();
        RandomGenerator random = RandomGenerator.getDefault();
        lnses.put(SIX, new Lns(profile("six"), random));
        lnses.put(
                MARKED,
                new Lns(
                        profile("marked")
                                .renegotiating(Ppp.CHAP)
                                .wants(true, List.of())
                                .bits(new DataBits(true, true, -1, false, true)),
                        random));
        lnses.put(PLAIN, new Lns(profile("plain").renegotiating(Ppp.PAP), random));
        lnses.put(CALLING, new Lns(profile("calling").client("calling", PASSWORD), random));
        box = namespace.inside(() -> new RealBox(SITE, subscribers, concentrator, lnses));
    }

    @AfterAll
    void down() throws IOException, InterruptedException {
        if (box != null) {
            try {
                int exit = box.terminate();
                assertThat(exit).as(box.log()).isIn(0, 143);
                box.await(
                        "every LNS hears StopCCN",
                        () ->
                                box.lnses.values().stream()
                                        .allMatch(socket -> socket.lns().liveTunnels() == 0));
                assertThat(box.log())
                        .as("the daemon's log")
                        .doesNotContain("a step of the engine failed", "ERROR")
                        .doesNotContain("no such interface"); // acc0 has no address at all
            } finally {
                box.close();
            }
        }
        namespace.close();
    }

    /** Brings a subscriber up and returns his call at the LNS. */
    private LnsCall up(Subscriber subscriber, String lns) {
        Lns peer = box.lns(lns).lns();
        box.act(() -> box.access.dial(subscriber));
        box.await(
                subscriber.profile().user() + " is up",
                () -> subscriber.state() == Subscriber.State.UP);
        List<LnsCall> found = new ArrayList<>();
        box.act(
                () ->
                        peer.calls().stream()
                                .filter(call -> call.callerAddress() == subscriber.ipAddress())
                                .forEach(found::add));
        return found.getLast();
    }

    private void pings(Subscriber subscriber, LnsCall call, String lns, int size) {
        LnsSocket socket = box.lns(lns);
        int before = subscriber.pings().answered();
        int atLns = call.pings().answered();
        box.act(
                () -> {
                    box.access.act(subscriber, out -> subscriber.ping(RealBox.now(), size, out));
                    socket.act(out -> socket.lns().ping(RealBox.now(), call, size, out));
                });
        box.await(
                "pings of " + size + " octets pass both ways",
                () ->
                        subscriber.pings().answered() == before + 1
                                && call.pings().answered() == atLns + 1);
    }

    @Test
    @DisplayName("§8.1: tunnel and calls over IPv6; a PADT becomes a CDN and a CDN a PADT")
    void overIpv6() {
        Subscriber alice = subscribers.get(0);
        Subscriber bob = subscribers.get(1);
        LnsCall first = up(alice, SIX);
        LnsCall second = up(bob, SIX);
        pings(alice, first, SIX, 84);
        pings(bob, second, SIX, 1440);
        assertThat(first.tunnel()).isSameAs(second.tunnel());

        box.act(() -> box.access.act(alice, alice::drop));
        box.await("the LNS gets the CDN", () -> first.state() == LnsCall.State.ENDED);
        assertThat(first.ending()).startsWith("CDN 1");

        LnsSocket socket = box.lns(SIX);
        box.act(
                () ->
                        socket.act(
                                out ->
                                        socket.lns()
                                                .clear(RealBox.now(), second, 3, 0, "over", out)));
        box.await("the caller gets the PADT", () -> bob.state() == Subscriber.State.ENDED);
    }

    @Test
    @DisplayName("§3.1, §5.4, §8.1: each LNS has its own data headers, DSCP, DF and checksum")
    void dataInEachLnsOwnWay() {
        Subscriber carol = subscribers.get(2);
        Subscriber dave = subscribers.get(3);
        Assumptions.assumeTrue(
                CoreCapture.isInstalled() || "true".equals(System.getenv("CI")),
                "tcpdump is not installed");
        try (CoreCapture capture = namespace.inside(() -> new CoreCapture("lns0", box.directory))) {
            LnsCall marked = up(carol, MARKED);
            LnsCall plain = up(dave, PLAIN);
            pings(carol, marked, MARKED, 500);
            pings(dave, plain, PLAIN, 500);
            pings(carol, marked, MARKED, 84);
            assertThat(Avp.find(marked.iccn(), Avp.SEQUENCING_REQUIRED)).isNotNull();
            assertThat(Avp.find(plain.iccn(), Avp.SEQUENCING_REQUIRED)).isNull();
            box.act(() -> box.access.act(carol, out -> carol.hangUp(RealBox.now(), out)));
            box.act(() -> box.access.act(dave, out -> dave.hangUp(RealBox.now(), out)));
            box.await(
                    "both calls are over",
                    () ->
                            marked.state() == LnsCall.State.ENDED
                                    && plain.state() == LnsCall.State.ENDED);
            awaitAll(capture, MARKED);
            awaitAll(capture, PLAIN);
            assertMarked(sentTo(capture, MARKED));
            assertPlain(sentTo(capture, PLAIN));
        }
    }

    /** Waits until tcpdump has written all that an LNS got. */
    private void awaitAll(CoreCapture capture, String lns) {
        RealBox.await(
                Duration.ofSeconds(10),
                "tcpdump has all that " + lns + " got",
                () -> sentTo(capture, lns).size() >= box.lns(lns).lns().counters().datagrams);
    }

    private static List<CoreCapture.Datagram> sentTo(CoreCapture capture, String lns) {
        InetAddress to = InetAddress.ofLiteral(lns);
        return capture.datagrams().stream().filter(datagram -> datagram.to().equals(to)).toList();
    }

    private static void assertMarked(List<CoreCapture.Datagram> sent) {
        assertThat(sent).isNotEmpty().allMatch(datagram -> datagram.dscp() == 46);
        assertThat(sent.stream().filter(CoreCapture.Datagram::isControl))
                .isNotEmpty()
                .allMatch(control -> !control.dontFragment() && control.checksum() != 0);
        List<CoreCapture.Datagram> data = sent.stream().filter(d -> !d.isControl()).toList();
        assertThat(data)
                .allMatch(datagram -> datagram.dontFragment() && datagram.checksum() == 0)
                .allMatch(datagram -> datagram.hasLength())
                .allMatch(datagram -> datagram.length() == datagram.octets().limit())
                .allMatch(datagram -> !datagram.hasOffset())
                .allMatch(datagram -> datagram.hasPriority() == datagram.isLcp())
                .allMatch(datagram -> datagram.hasAddressAndControl() == datagram.isLcp())
                .allMatch(datagram -> datagram.hasNs());
        assertThat(data).anyMatch(CoreCapture.Datagram::isLcp).anyMatch(d -> !d.isLcp());
        for (int i = 0; i < data.size(); i++) {
            assertThat(data.get(i).ns()).isEqualTo(i);
        }
    }

    private static void assertPlain(List<CoreCapture.Datagram> sent) {
        assertThat(sent)
                .isNotEmpty()
                .allMatch(datagram -> datagram.dscp() == 10 && datagram.checksum() != 0)
                .allMatch(datagram -> !datagram.dontFragment());
        List<CoreCapture.Datagram> data = sent.stream().filter(d -> !d.isControl()).toList();
        assertThat(data)
                .allMatch(datagram -> !datagram.hasLength() && !datagram.hasNs())
                .allMatch(datagram -> datagram.hasOffset() && datagram.offset() == 4)
                .allMatch(datagram -> !datagram.hasPriority())
                .allMatch(datagram -> !datagram.hasAddressAndControl());
        assertThat(data).anyMatch(CoreCapture.Datagram::isLcp).anyMatch(d -> !d.isLcp());
    }

    // ---- calls that an LNS has dialled ----

    private LnsTunnel tunnel() throws IOException {
        LnsSocket socket = box.lns(CALLING);
        InetSocketAddress lac = new InetSocketAddress(InetAddress.getByName(RealBox.LOCAL), 1701);
        List<LnsTunnel> found = new ArrayList<>();
        box.act(
                () ->
                        socket.lns().tunnels().stream()
                                .filter(LnsTunnel::established)
                                .forEach(found::add));
        if (found.isEmpty()) {
            box.act(
                    () ->
                            socket.act(
                                    out ->
                                            found.add(
                                                    socket.lns()
                                                            .open(RealBox.now(), lac, null, out))));
            box.await("the LNS's tunnel is up", () -> found.getFirst().established());
        }
        return found.getFirst();
    }

    private LnsCall dial(String number) throws IOException {
        LnsSocket socket = box.lns(CALLING);
        LnsTunnel tunnel = tunnel();
        List<LnsCall> made = new ArrayList<>();
        box.act(
                () ->
                        socket.act(
                                out ->
                                        made.add(
                                                socket.lns()
                                                        .dial(
                                                                RealBox.now(),
                                                                tunnel,
                                                                OutgoingCall.to(number),
                                                                out))));
        return made.getFirst();
    }

    /** A call that is up, and has carried pings both ways. */
    private LnsCall dialled() throws IOException {
        box.act(() -> concentrator.manner(Manner.HONEST));
        LnsCall call = dial("5551234");
        box.await(
                "the dialled call is up: " + call.ending(),
                () -> call.state() == LnsCall.State.UP || call.state() == LnsCall.State.ENDED);
        assertThat(call.state()).as(call.ending()).isEqualTo(LnsCall.State.UP);
        LnsSocket socket = box.lns(CALLING);
        AcCall far = concentrator.calls().getLast();
        box.act(
                () -> {
                    socket.act(out -> socket.lns().ping(RealBox.now(), call, 1440, out));
                    box.remote.act(out -> concentrator.ping(RealBox.now(), far, 84, out));
                });
        box.await(
                "pings pass through the dialled call",
                () -> call.pings().answered() == 1 && far.link().pings().answered() == 1);
        return call;
    }

    @Test
    @DisplayName("§5.2.2, §7.5.1: OCRQ, PPPoE, OCCN, pings; the LNS hangs up and PADT is sent")
    void theLnsHangsUp() throws IOException {
        LnsCall call = dialled();
        AcCall far = concentrator.calls().getLast();
        LnsSocket socket = box.lns(CALLING);
        box.act(
                () ->
                        socket.act(
                                out -> socket.lns().clear(RealBox.now(), call, 3, 0, "over", out)));
        box.await("the far end is hung up", () -> !far.lives());
        assertThat(far.ending()).startsWith("PADT");
    }

    @Test
    @DisplayName("§7.5.1: the far end hangs up, the LNS gets CDN 1")
    void theFarEndHangsUp() throws IOException {
        LnsCall call = dialled();
        AcCall far = concentrator.calls().getLast();
        box.act(() -> box.remote.act(out -> concentrator.padt(far, out)));
        box.await("the LNS gets the CDN", () -> call.state() == LnsCall.State.ENDED);
        assertThat(call.ending()).startsWith("CDN 1");
    }

    @Test
    @DisplayName("§4.4.2: a number that has as many calls as it may have is CDN 4")
    void theLimitOfANumber() throws IOException {
        LnsCall call = dialled();
        LnsCall second = dial("5551234");
        box.await("the second one is refused", () -> second.state() == LnsCall.State.ENDED);
        assertThat(second.ending()).startsWith("CDN 4");
        LnsSocket socket = box.lns(CALLING);
        box.act(
                () ->
                        socket.act(
                                out -> socket.lns().clear(RealBox.now(), call, 3, 0, "over", out)));
        box.await("the far end is hung up", () -> concentrator.liveCalls() == 0);
    }

    @ParameterizedTest
    @DisplayName("§4.4.2: why a dialled call could not be made")
    @CsvSource({
        "999, HONEST, CDN 6",
        "700, HONEST, CDN 3",
        "5551234, SILENT, CDN 10",
        "5551234, SILENT_TO_PADR, CDN 10",
        "5551234, SYSTEM_ERROR, CDN 8",
        "5551234, REFUSES_SERVICE, CDN 6"
    })
    void itCannotBeMade(String number, Manner manner, String cdn) throws IOException {
        box.act(() -> concentrator.manner(manner));
        LnsCall call = dial(number);
        box.await("the call has ended", () -> call.state() == LnsCall.State.ENDED);
        assertThat(call.ending()).startsWith(cdn);
        assertThat(concentrator.liveCalls()).isZero();
    }

    @Test
    @DisplayName(
            "§7.5.1 rows of wait-cs-answer: cleared while the far end is dialled, its late answer"
                    + " is hung up")
    void clearedBeforeTheFarEndAnswers() throws IOException {
        box.act(() -> concentrator.manner(Manner.SILENT_TO_PADR));
        int asked = concentrator.padrs();
        LnsCall call = dial("5551234");
        box.await("the PADR is out", () -> concentrator.padrs() > asked);
        LnsSocket socket = box.lns(CALLING);
        box.act(
                () ->
                        socket.act(
                                out -> socket.lns().clear(RealBox.now(), call, 3, 0, "over", out)));
        box.act(() -> concentrator.manner(Manner.HONEST));
        LnsCall next = dialled();
        box.await("there is one call", () -> concentrator.liveCalls() == 1);
        box.act(
                () ->
                        socket.act(
                                out -> socket.lns().clear(RealBox.now(), next, 3, 0, "over", out)));
        box.await("and then none", () -> concentrator.liveCalls() == 0);
    }
}
