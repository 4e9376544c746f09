package org.lacserver.tests.net;

import org.lacserver.pppoe.ethernet.PosixException;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.LnsTunnel;
import org.lacserver.tests.peer.OutgoingCall;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.ppp.Icmp;
import org.lacserver.tests.peer.ppp.Ppp;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The test LNS as a process: it opens a tunnel to a LAC, has it dial a number, pings through the
 * call, and hangs up. It prints a line for each of these, and the exit code is 0 when all went as
 * asked. {@code --option value} pairs:
 *
 * <ul>
 *   <li>{@code --bind ADDRESS} and {@code --lac ADDRESS}: port 1701 of both; required
 *   <li>{@code --dial NUMBER}: required; {@code --sub-address}, {@code --bearer}, {@code --framing}
 *   <li>{@code --secret S}, {@code --hide yes}, {@code --sequence yes}, {@code --length yes}
 *   <li>{@code --role client|server|none} in the call, {@code --user} and {@code --password} as
 *       client or of the one user as server, {@code --auth pap|chap|none} as server
 *   <li>{@code --pings N} (3), {@code --size OCTETS} (100), {@code --stay SECONDS} (0) in the call,
 *       or until something comes in on standard input
 *   <li>{@code --timeout SECONDS} (30) to each step
 * </ul>
 */
public final class LnsMain {
    private static final int OWN_ADDRESS = 0x0a460001;

    private final Map<String, String> options;
    private final PrintStream out;

    private LnsMain(Map<String, String> options) {
        this.options = options;
        out =
                new PrintStream(
                        new java.io.FileOutputStream(java.io.FileDescriptor.out),
                        true,
                        StandardCharsets.UTF_8);
    }

    /** Does it. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i].replaceFirst("^--", ""), arguments[i + 1]);
        }
        System.exit(new LnsMain(options).run() ? 0 : 1);
    }

    private String option(String name, String usual) {
        return options.getOrDefault(name, usual);
    }

    private String required(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    private int number(String name, int usual) {
        return Integer.parseInt(option(name, Integer.toString(usual)));
    }

    private InetSocketAddress address(String name) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(required(name)), 1701);
    }

    private LnsProfile profile() {
        LnsProfile.Role role =
                switch (option("role", "client")) {
                    case "server" -> LnsProfile.Role.SERVER;
                    case "none" -> LnsProfile.Role.NONE;
                    default -> LnsProfile.Role.CLIENT;
                };
        int auth =
                switch (option("auth", "none")) {
                    case "pap" -> Ppp.PAP;
                    case "chap" -> Ppp.CHAP;
                    default -> 0;
                };
        String password = option("password", "secret");
        LnsProfile.DataBits bits =
                new LnsProfile.DataBits(
                        options.containsKey("length"),
                        options.containsKey("sequence"),
                        -1,
                        false,
                        true);
        return LnsProfile.accepting("test-lns", options.get("secret"), password)
                .proxy(false, auth)
                .pool(OWN_ADDRESS, OWN_ADDRESS)
                .roles(LnsProfile.Role.SERVER, role)
                .client(option("user", "test-lns"), password)
                .options(options.containsKey("hide"), true, 4)
                .bits(bits);
    }

    private boolean run() throws IOException {
        SecureRandom random = new SecureRandom();
        Lns lns = new Lns(profile(), random);
        lns.tunnelIdsFrom(1 + random.nextInt(60_000));
        InetSocketAddress lac = address("lac");
        try (LnsSocket socket = new LnsSocket(address("bind"), lns);
                PeerLoop loop = new PeerLoop(List.of(socket))) {
            LnsTunnel tunnel =
                    loop.ask(
                            () -> {
                                List<LnsTunnel> made = new ArrayList<>();
                                socket.act(sink -> made.add(lns.open(now(), lac, null, sink)));
                                return made.getFirst();
                            });
            if (!until(() -> loop.ask(() -> tunnel.established() || !tunnel.ending().isEmpty()))
                    || !tunnel.established()) {
                out.println("no tunnel: " + tunnel.ending());
                return false;
            }
            out.println("tunnel up");
            boolean good = call(socket, loop, lns, tunnel);
            loop.ask(
                    () -> {
                        socket.act(sink -> lns.stop(now(), tunnel, 6, 0, "bye", sink));
                        return true;
                    });
            until(() -> loop.ask(() -> tunnel.channel().idle()));
            out.println("tunnel down");
            return good;
        }
    }

    private boolean call(LnsSocket socket, PeerLoop loop, Lns lns, LnsTunnel tunnel)
            throws PosixException {
        OutgoingCall order =
                new OutgoingCall(
                        required("dial"),
                        options.get("sub-address"),
                        1,
                        0xffff_ffffL,
                        number("bearer", 3),
                        number("framing", 3));
        LnsCall call =
                loop.ask(
                        () -> {
                            List<LnsCall> made = new ArrayList<>();
                            socket.act(sink -> made.add(lns.dial(now(), tunnel, order, sink)));
                            return made.getFirst();
                        });
        until(
                () ->
                        loop.ask(
                                () ->
                                        call.state() == LnsCall.State.UP
                                                || call.state() == LnsCall.State.ENDED));
        if (loop.ask(call::state) != LnsCall.State.UP) {
            out.println("no call: " + loop.ask(() -> call.state() + " " + call.ending()));
            return false;
        }
        Avp speed = Avp.find(call.occn(), Avp.TX_CONNECT_SPEED);
        out.println(
                "call up "
                        + Icmp.text(call.link().ownAddress())
                        + " to "
                        + Icmp.text(call.link().peerAddress())
                        + " at "
                        + (speed == null ? "no speed" : speed.u32() + " bit/s"));
        int pings = number("pings", 3);
        // the far end's host may need a moment after IPCP before it answers
        for (int i = 0; i < pings + 2 && loop.ask(() -> call.pings().answered()) < pings; i++) {
            int before = loop.ask(() -> call.pings().answered());
            loop.ask(
                    () -> {
                        int size = number("size", 100);
                        socket.act(sink -> lns.ping(now(), call, size, sink));
                        return true;
                    });
            until(() -> loop.ask(() -> call.pings().answered()) > before, 2);
        }
        int answered = loop.ask(() -> call.pings().answered());
        out.println("pings " + answered + " of " + pings);
        until(
                () -> loop.ask(() -> call.state() == LnsCall.State.ENDED) || isTold(),
                number("stay", 0));
        if (loop.ask(call::state) == LnsCall.State.ENDED) {
            out.println("call ended early: " + call.ending());
            return false;
        }
        loop.ask(
                () -> {
                    socket.act(sink -> lns.hangUp(now(), call, sink));
                    return true;
                });
        until(() -> loop.ask(() -> call.state() == LnsCall.State.ENDED));
        out.println("call ended: " + loop.ask(call::ending));
        return answered == pings;
    }

    private static boolean isTold() {
        try {
            return System.in.available() > 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long now() {
        return System.nanoTime();
    }

    private boolean until(BooleanSupplier condition) {
        return until(condition, number("timeout", 30));
    }

    private static boolean until(BooleanSupplier condition, int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return true;
    }
}
