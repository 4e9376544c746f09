package org.lacserver.tests.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lacserver.tests.net.DetailRecord;
import org.lacserver.tests.net.FreeRadius;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.l2tp.Avp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What FreeRADIUS writes into its detail file, and what the LNS counted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealAccountingTest {
    private static final String LNS = "10.200.0.11";
    private static final String BAD = "10.200.0.12";
    private static final String PASSWORD = "word";
    private static final long FIRST_MAC = 0x02_00_5e_50_00_00L;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int OUTAGE_SECONDS = 4;

    private static final String SITE =
            """
            access:
              ports: [acc0]
              damping-failures: off
            l2tp:
              local-address: 10.200.0.1
              secret: tunnel-secret
            lookup:
              order: [local]
            lns-groups:
              one:
                lookup: { realms: [one.example] }
                lns: [ { name: one, address: 10.200.0.11 } ]
              bad:
                lookup: { realms: [bad.example] }
                lns: [ { name: bad, address: 10.200.0.12 } ]
            radius:
              dead-time: 1s
              servers:
                - name: r1
                  address: 10.200.0.11
                  secret: radius-secret
                  timeout: 500ms
                  retries: 1
            accounting:
              enabled: yes
              tunnel-records: all
              interim: 1m
            """;

    private static final AccessConcentrator NOBODY =
            new AccessConcentrator(
                    "nobody",
                    FIRST_MAC - 1,
                    _ -> {
                        throw new IllegalStateException("nobody is called");
                    });

    private final Subscriber alice = subscriber(0, "alice@one.example");
    private final Subscriber bob = subscriber(1, "bob@one.example");
    private final Subscriber carol = subscriber(2, "carol@one.example");
    private final Subscriber dave = subscriber(3, "dave@bad.example");
    private final Subscriber erin = subscriber(4, "erin@one.example");
    private final OwnNamespace namespace = new OwnNamespace();
    private RealBox box;
    private FreeRadius radius;

    private static Subscriber subscriber(int index, String user) {
        return new Subscriber(SubscriberProfile.of(FIRST_MAC + index, user, PASSWORD));
    }

    @BeforeAll
    void up() {
        Assumptions.assumeTrue(FreeRadius.installed(), "FreeRADIUS is not installed");
        boolean allowed = namespace.enter();
        if (!allowed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and no network namespace may be made");
        }
        Assumptions.assumeTrue(allowed, "a network namespace takes root");
        RandomGenerator random = RandomGenerator.getDefault();
        Map<String, Lns> lnses = new LinkedHashMap<>();
        LnsProfile good = LnsProfile.accepting("one", "tunnel-secret", PASSWORD);
        lnses.put(LNS, new Lns(good.options(false, true, 64), random));
        lnses.put(BAD, new Lns(LnsProfile.accepting("bad", "another", PASSWORD), random));
        List<Subscriber> all = List.of(alice, bob, carol, dave, erin);
        box = namespace.inside(() -> new RealBox(SITE, all, NOBODY, lnses));
        radius = serve();
    }

    private FreeRadius serve() {
        return namespace.inside(
                () ->
                        FreeRadius.start(
                                box.directory.resolve("radius"),
                                InetAddress.ofLiteral(LNS),
                                "10.200.0.0/24",
                                "radius-secret",
                                ""));
    }

    @AfterAll
    void down() throws IOException {
        if (radius != null) {
            radius.close();
        }
        if (box != null) {
            box.close();
        }
        namespace.close();
    }

    /** Copies of one record are one. */
    private List<DetailRecord> records() {
        try {
            Set<String> seen = new HashSet<>();
            return DetailRecord.all(radius.accounting()).stream()
                    .filter(
                            each ->
                                    seen.add(
                                            each.get("Acct-Status-Type")
                                                    + each.get("Acct-Session-Id")
                                                    + each.get("Event-Timestamp")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<DetailRecord> records(String status, String user) {
        return records().stream().filter(each -> each.is(status, user)).toList();
    }

    private DetailRecord one(String status, String user) {
        List<DetailRecord> found = records(status, user);
        assertThat(found).as("%s of %s", status, user).hasSize(1);
        return found.getFirst();
    }

    private void awaitRecord(String status, Subscriber who) {
        String user = who.profile().user();
        try {
            RealBox.await(PATIENCE, status + " of " + user, () -> !records(status, user).isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + box.log() + "\n" + records(), e);
        }
    }

    private void comes(Subscriber subscriber) {
        box.act(() -> box.access.dial(subscriber));
        box.await("up", () -> subscriber.state() == Subscriber.State.UP);
    }

    private void pings(Subscriber subscriber, int size) {
        int before = subscriber.pings().answered();
        box.act(() -> box.access.act(subscriber, out -> subscriber.ping(now(), size, out)));
        box.await("an answer", () -> subscriber.pings().answered() == before + 1);
    }

    private static long now() {
        return RealBox.now();
    }

    private void goes(Subscriber subscriber) {
        LnsCall call = callOf(subscriber);
        box.act(() -> box.access.act(subscriber, subscriber::drop));
        box.await("the LNS has the CDN", () -> call.state() == LnsCall.State.ENDED);
    }

    private List<LnsCall> calls() {
        List<LnsCall> all = new ArrayList<>();
        box.act(() -> all.addAll(box.lns(LNS).lns().calls()));
        return all;
    }

    private LnsCall callOf(Subscriber subscriber) {
        return calls().stream()
                .filter(call -> call.callerAddress() == subscriber.ipAddress())
                .toList()
                .getLast();
    }

    private static long serial(LnsCall call) {
        return Objects.requireNonNull(Avp.find(call.icrq(), Avp.CALL_SERIAL_NUMBER)).u32();
    }

    private static void assertCounts(DetailRecord record, LnsCall call) {
        assertThat(
                        List.of(
                                record.number("Acct-Input-Packets"),
                                record.number("Acct-Input-Octets"),
                                record.number("Acct-Output-Packets"),
                                record.number("Acct-Output-Octets")))
                .as("frames and octets, up and down: %s", record)
                .containsExactly(
                        call.data().received(),
                        call.data().receivedOctets(),
                        call.data().sent(),
                        call.data().sentOctets());
    }

    @Test
    @DisplayName(
            "RFC 2866, RFC 2867: FreeRADIUS has what happened, call by call, also what happened"
                    + " while it was away")
    void theDetailFileIsTheTruth() throws InterruptedException, SQLException {
        Map<String, LnsCall> byUser = new LinkedHashMap<>();
        for (Subscriber each : List.of(alice, bob, carol)) {
            comes(each);
            byUser.put(each.profile().user(), callOf(each));
            pings(each, 84 + 100 * byUser.size());
        }
        goes(alice);
        box.act(() -> box.access.dial(dave));
        awaitRecord("Stop", alice);
        awaitRecord("Tunnel-Link-Stop", alice);
        awaitRecord("Start", carol);
        RealBox.await(
                PATIENCE,
                "Tunnel-Reject",
                () ->
                        records().stream()
                                .anyMatch(r -> r.get("Acct-Status-Type").equals("Tunnel-Reject")));

        radius.close();
        long gone = Instant.now().getEpochSecond();
        pings(carol, 1000);
        goes(carol);
        comes(erin);
        byUser.put(erin.profile().user(), callOf(erin));
        pings(erin, 500);
        goes(erin);
        long after = Instant.now().getEpochSecond();
        RealBox.await(
                PATIENCE,
                "the outage lasts",
                () -> Instant.now().getEpochSecond() >= after + OUTAGE_SECONDS);
        radius = serve();
        awaitRecord("Stop", carol);
        awaitRecord("Stop", erin);
        for (DetailRecord late :
                List.of(
                        one("Stop", "carol@one.example"),
                        one("Start", "erin@one.example"),
                        one("Stop", "erin@one.example"))) {
            assertThat(late.seconds("Event-Timestamp"))
                    .as("RFC 2869 §5.3: when it happened")
                    .isBetween(gone, after);
            assertThat(late.number("Acct-Delay-Time"))
                    .as("RFC 2866 §5.2: how late it is")
                    .isGreaterThanOrEqualTo(OUTAGE_SECONDS - 1)
                    .isBetween(
                            late.number("Timestamp") - late.seconds("Event-Timestamp") - 1,
                            late.number("Timestamp") - late.seconds("Event-Timestamp") + 1);
        }

        awaitRecord("Interim-Update", bob);
        assertCounts(one("Interim-Update", "bob@one.example"), callOf(bob));
        assertThat(box.terminate()).isIn(0, 143);
        assertThat(box.leftInQueue()).isZero();
        assertThat(records().getLast().get("Acct-Status-Type")).isEqualTo("Accounting-Off");
        byUser.forEach(this::assertTold);
        assertThat(one("Stop", "alice@one.example").get("Acct-Terminate-Cause"))
                .isEqualTo("User-Request");
        assertThat(one("Stop", "bob@one.example").get("Acct-Terminate-Cause"))
                .isEqualTo("Admin-Reboot");
        assertTunnelTold(byUser);
    }

    private void assertTold(String user, LnsCall call) {
        DetailRecord start = one("Start", user);
        DetailRecord stop = one("Stop", user);
        List<DetailRecord> all = records();
        assertThat(all.indexOf(start)).isLessThan(all.indexOf(stop));
        assertThat(stop.get("Acct-Session-Id")).isEqualTo(start.get("Acct-Session-Id"));
        assertCounts(stop, call);
        DetailRecord linkStart = one("Tunnel-Link-Start", user);
        DetailRecord linkStop = one("Tunnel-Link-Stop", user);
        assertThat(all.indexOf(linkStart)).isLessThan(all.indexOf(linkStop));
        assertCounts(linkStop, call);
        for (DetailRecord each : List.of(start, stop, linkStart, linkStop)) {
            assertThat(each.number("Acct-Tunnel-Connection")).isEqualTo(serial(call));
            assertThat(each.get("Acct-Authentic")).isEqualTo("Local");
        }
    }

    /** RFC 2867 §3.2: one tunnel, its links' octets together. */
    private void assertTunnelTold(Map<String, LnsCall> byUser) {
        DetailRecord start = ofTunnel("Tunnel-Start");
        DetailRecord stop = ofTunnel("Tunnel-Stop");
        String session = start.get("Acct-Session-Id");
        assertThat(stop.get("Acct-Session-Id")).isEqualTo(session);
        assertThat(stop.number("Acct-Link-Count")).isEqualTo(byUser.size());
        assertThat(stop.number("Acct-Input-Octets"))
                .isEqualTo(
                        byUser.values().stream().mapToLong(c -> c.data().receivedOctets()).sum());
        assertThat(stop.number("Acct-Output-Octets"))
                .isEqualTo(byUser.values().stream().mapToLong(c -> c.data().sentOctets()).sum());
        for (String user : byUser.keySet()) {
            assertThat(one("Tunnel-Link-Stop", user).get("Acct-Multi-Session-Id"))
                    .isEqualTo(session);
        }
        assertThat(ofTunnel("Tunnel-Reject").attributes()).containsValue(BAD);
    }

    private DetailRecord ofTunnel(String status) {
        List<DetailRecord> found =
                records().stream().filter(r -> r.get("Acct-Status-Type").equals(status)).toList();
        assertThat(found).as(status).hasSize(1);
        return found.getFirst();
    }
}
