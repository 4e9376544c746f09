package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.lookup.Endpoint;
import org.lacserver.radius.lookup.Exchanged;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.TunnelSet;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A RADIUS that answers at once, by a script. */
final class FakeRadius implements LookupDesk.Radius {
    static final Duration RTT = Duration.ofMillis(12);

    final List<LookupRequest> asked = new ArrayList<>();
    private final Function<LookupRequest, LookupReply> script;

    FakeRadius(Function<LookupRequest, LookupReply> script) {
        this.script = script;
    }

    @Override
    public void lookup(LookupRequest request, Consumer<LookupReply> then) {
        asked.add(request);
        then.accept(script.apply(request));
    }

    @Override
    public void rehearse(LookupRequest request, Consumer<Exchanged> then) {
        asked.add(request);
        then.accept(
                new Exchanged(
                        script.apply(request),
                        List.of("User-Name = \"" + request.userName() + '"'),
                        List.of("Class = \"k\"")));
    }

    /** {@code Pap bob@x}: what was asked, in short. */
    List<String> brief() {
        return asked.stream()
                .map(each -> each.auth().getClass().getSimpleName() + " " + each.userName())
                .toList();
    }

    static LookupReply tunnels(List<String> groups, Endpoint... servers) {
        return tunnelsFrom(null, groups, servers);
    }

    static LookupReply tunnelsFrom(
            @Nullable Endpoint client, List<String> groups, Endpoint... servers) {
        List<TunnelSet> sets = new ArrayList<>();
        for (Endpoint server : servers) {
            sets.add(
                    new TunnelSet(
                            sets.size() + 1,
                            10,
                            server,
                            client,
                            TunnelSet.Medium.ANY,
                            new byte[0],
                            null,
                            null,
                            null,
                            null,
                            30,
                            3,
                            Map.of("hello", "30s")));
        }
        return new LookupReply.Tunnels("r1", RTT, sets, groups, List.of(), terms("", 0, ""));
    }

    static Endpoint at(String address) {
        return new Endpoint.Address(InetAddress.ofLiteral(address));
    }

    static LookupReply rejects() {
        return new LookupReply.Refused("r1", RTT, "go away", new byte[] {4, 1, 0, 4});
    }

    static LookupReply knowsNoTunnel() {
        return new LookupReply.NoTunnel("r1", RTT, "", terms("k", 900, "S=1"));
    }

    static LookupReply asksForMore() {
        return new LookupReply.Unusable("r1", RTT, "Access-Challenge", "PIN?", List.of());
    }

    static LookupReply.Terms terms(String accountingClass, long seconds, String success) {
        byte[] octets = accountingClass.getBytes(StandardCharsets.UTF_8);
        return new LookupReply.Terms(
                octets.length == 0 ? List.of() : List.of(octets),
                0,
                seconds,
                0,
                0,
                0,
                success.getBytes(StandardCharsets.UTF_8));
    }

    static LookupReply cannotBeUsed() {
        return new LookupReply.Unusable(
                "r1", RTT, "nothing usable", "", List.of(new LookupReply.Skipped(1, "type GRE")));
    }

    static LookupReply silent() {
        return new LookupReply.NoAnswer("no server answers");
    }

    static LookupReply challenges(int round) {
        return new LookupReply.Challenge(
                "r1", RTT, new byte[] {1, (byte) round, 0, 4}, new byte[] {(byte) round}, 0);
    }
}
