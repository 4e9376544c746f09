package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;
import org.lacserver.io.Resolved;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.LookupRequest.Auth;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A lookup desk with a few LNSs, a RADIUS that says what a test wants, and an ear. */
abstract class AskedDesk {
    static final long CALL = 7;

    @TempDir Path directory;

    final Heard heard = new Heard();
    FakeRadius radius = new FakeRadius(_ -> FakeRadius.silent());

    static final class Heard implements Inquiry.Ear {
        final List<LookupAnswer> answers = new ArrayList<>();
        final List<Integer> challenges = new ArrayList<>();
        final Deque<LongConsumer> tasks = new ArrayDeque<>();
        @Nullable Inquiry last;

        @Override
        public void answered(long nowNanos, Inquiry inquiry, LookupAnswer answer) {
            answers.add(answer);
            last = inquiry;
        }

        @Override
        public void challenged(long nowNanos, long callId, byte[] eap) {
            assertThat(callId).isEqualTo(CALL);
            challenges.add(eap[1] & 0xff);
        }

        @Override
        public void later(LongConsumer task) {
            tasks.add(task);
        }

        void run() {
            for (LongConsumer task = tasks.poll(); task != null; task = tasks.poll()) {
                task.accept(2);
            }
        }
    }

    LookupDesk desk(String lookup, String groups, Function<LookupRequest, LookupReply> script) {
        radius = new FakeRadius(script);
        Names names =
                (name, medium, then) ->
                        then.accept(
                                name.startsWith("lns")
                                        ? new Resolved(
                                                List.of(
                                                        InetAddress.ofLiteral("192.0.2.81"),
                                                        InetAddress.ofLiteral("192.0.2.82")),
                                                "")
                                        : new Resolved(List.of(), "DNS knows no such name"));
        return new LookupDesk(config(lookup, groups), radius, names, new NasIdentity(1, 32));
    }

    LacConfig config(String lookup, String groups) {
        String text =
                """
                access:
                  ports: [eth1]
                  groups: [%s]
                l2tp: { local-address: 192.0.2.1 }
                lookup: { %s }
                lns-groups:
                  isp:
                    lookup: { realms: [isp.example], users: [ann@*], lines: ["olt7*"] }
                    lns:
                      - { name: isp-1, address: 192.0.2.11, preference: 5 }
                  spare:
                    lookup: { lines: ["spare*"] }
                    lns: [ { name: spare-1, address: 192.0.2.21 } ]
                radius:
                  servers: [ { name: r1, address: 192.0.2.53, secret: hush } ]
                """
                        .formatted(groups, lookup);
        try {
            Path file = Files.writeString(directory.resolve("lac.yaml"), text);
            return switch (ConfigFile.read(file)) {
                case ConfigFile.Reading.Good(LacConfig config) -> config;
                case ConfigFile.Reading.Bad(List<String> problems) ->
                        throw new AssertionError(String.join("\n", problems));
            };
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Line line(@Nullable String circuitId, String service) {
        return new Line(0, "eth1", 200, 0, 0x02005e100001L, 1, circuitId, null, 0, 0, service);
    }

    static Caller caller(Caller.Method method, String name) {
        return new Caller(method, name, 1, Octets.EMPTY, Secret.of(new byte[] {2, 1, 0, 4}));
    }

    LookupAnswer ask(LookupDesk desk, Line line, Caller caller) {
        desk.ask(1, new Event.LookupWanted(CALL, line, caller), heard);
        heard.run();
        return heard.answers.getLast();
    }

    LookupAnswer ask(LookupDesk desk, String name) {
        return ask(desk, line("olt9/1", ""), caller(Caller.Method.PAP, name));
    }

    static String brief(LookupAnswer answer) {
        return switch (answer) {
            case LookupAnswer.Tunnels(_, var candidates, _) ->
                    "to "
                            + String.join(
                                    " then ", candidates.stream().map(Candidate::name).toList());
            case LookupAnswer.Refused(_, var message, _) -> "refused: " + message;
            case LookupAnswer.NameFirst _ -> "name first";
            case LookupAnswer.Unavailable _ -> "unavailable";
        };
    }

    static LookupReply reply(String word) {
        return switch (word) {
            case "tunnel" -> FakeRadius.tunnels(List.of(), FakeRadius.at("192.0.2.99"));
            case "reject" -> FakeRadius.rejects();
            case "none" -> FakeRadius.knowsNoTunnel();
            case "challenge" -> FakeRadius.asksForMore();
            case "unusable" -> FakeRadius.cannotBeUsed();
            default -> FakeRadius.silent();
        };
    }

    /** What RADIUS says to a realm (Outbound) and to a user. */
    static Function<LookupRequest, LookupReply> says(String realm, String user) {
        return request -> reply(request.auth() instanceof Auth.Outbound ? realm : user);
    }
}
