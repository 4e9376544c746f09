package org.lacserver.ops;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A call for tests. */
final class Samples {
    static final Line LINE =
            new Line(
                    0,
                    "eth1",
                    200,
                    17,
                    0x02005e100001L,
                    811,
                    "olt7 1/3/12",
                    "DE.X.4711",
                    40_100,
                    248_900,
                    "internet",
                    java.util.Map.of(),
                    org.lacserver.port.Octets.EMPTY,
                    org.lacserver.port.Octets.EMPTY,
                    1500);
    static final Counters COUNTERS =
            new Counters(1_100_000, 1_200_000_000L, 14_200_000, 18_400_000_000L);

    static final AccountingState ACCOUNTING =
            new AccountingState(
                    60_000,
                    1_234_567,
                    1_234_560,
                    10_000,
                    4_000,
                    998.44,
                    1_000,
                    7_000_000,
                    12,
                    3,
                    "/var/lib/lac/accounting",
                    "disk full",
                    List.of("records wait in memory alone"),
                    List.of(
                            new AccountingState.Server(
                                    "radius1",
                                    "192.0.2.53:1813",
                                    "udp",
                                    "alive",
                                    1.25,
                                    15,
                                    6_999_999,
                                    70)));

    static final CallDetail.Way WAY = new CallDetail.Way("kernel", "");

    private Samples() {}

    static Candidate candidate(int tag, String name, String address, int preference) {
        return new Candidate(
                tag,
                preference,
                name,
                InetAddress.ofLiteral(address),
                null,
                Secret.of("hush"),
                null,
                null,
                null,
                null);
    }

    static Event.TunnelFacts tunnel() {
        return new Event.TunnelFacts(
                5,
                771,
                "ispA1",
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1701),
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.11"), 1701),
                "lns1.isp.example");
    }

    static Event.CallFacts facts(long id, String user, Event.@Nullable TunnelFacts tunnel) {
        Candidate locked = candidate(1, "ispA2", "192.0.2.12", 10);
        Candidate used = candidate(2, "ispA1", "192.0.2.11", 10);
        return new Event.CallFacts(
                id,
                tunnel == null ? 0 : 90_211,
                LINE,
                user,
                Octets.EMPTY,
                Caller.Method.CHAP,
                "radius r1 14ms",
                LookupAnswer.Terms.NONE,
                null,
                tunnel == null ? null : used,
                tunnel,
                tunnel == null ? 0 : 811,
                tunnel == null ? 0 : 20_410,
                tunnel == null
                        ? List.of()
                        : List.of(
                                new Event.Decision(locked, "skipped: locked out (timeout)"),
                                new Event.Decision(used, "used")));
    }

    static Event.CallEnded ended(String user, String reason) {
        return new Event.CallEnded(
                42,
                facts(42, user, tunnel()),
                new Event.End(
                        Event.By.LNS,
                        EndCause.NAS_REQUEST,
                        reason,
                        3,
                        0,
                        12,
                        Duration.ofMillis(38)),
                COUNTERS,
                "");
    }
}
