package org.lacserver.tests.interop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One pppd over the guest kernel's PPPoE, known by its guest and its number. */
final class Subscriber {

    private static final Duration SETUP = Duration.ofSeconds(25);

    private final Lab lab;
    private final String guest;
    private final int number;

    private Subscriber(Lab lab, String guest, int number) {
        this.lab = lab;
        this.guest = guest;
        this.number = number;
    }

    /** Dials once: pppd's own retry of a PADI after five seconds is all it has. */
    static Subscriber dial(Lab lab, String guest, int number, String user, String... options) {
        return dial(lab, guest, number, 1, user, options).getFirst();
    }

    /** Dials {@code count} subscribers at once; {@code %d} in the user's name is the number. */
    static List<Subscriber> dial(
            Lab lab, String guest, int first, int count, String user, String... options) {
        List<String> command =
                new ArrayList<>(List.of("subscriber", "start", guest, "--user", user));
        command.addAll(List.of("--first", "" + first, "--count", "" + count));
        if (!List.of(options).contains("--password")) {
            command.addAll(List.of("--password", "secret"));
        }
        command.addAll(List.of(options));
        lab.run(command.toArray(String[]::new));
        List<Subscriber> all = new ArrayList<>();
        for (int n = first; n < first + count; n++) {
            all.add(new Subscriber(lab, guest, n));
        }
        return all;
    }

    /** Waits until IPCP is up; fails at once when pppd ends instead. */
    Session awaitUp() {
        Await.until(
                SETUP,
                "subscriber " + number + " up",
                () -> session() != null || ended(),
                this::log);
        Session session = session();
        if (session == null) {
            throw new AssertionError("pppd ended with " + exit() + "\n" + log());
        }
        return session;
    }

    /**
     * Waits until pppd has ended; its exit code by pppd(8): 5 user request, 16 hang-up, 19 auth.
     */
    int awaitExit() {
        Await.until(SETUP, "end of subscriber " + number, this::ended, this::log);
        return Integer.parseInt(exit());
    }

    @Nullable Session session() {
        String line = lab.read("guest/" + guest + "/sessions/ppp" + number);
        return line.endsWith("\n") ? Session.parse(line) : null;
    }

    boolean ended() {
        return !exit().isEmpty();
    }

    private String exit() {
        return lab.read("guest/" + guest + "/sub/" + number + ".exit").strip();
    }

    /** Everything pppd saw and did, packet by packet. */
    String log() {
        return lab.read("guest/" + guest + "/sub/" + number + ".log");
    }

    /** What the kernel counted in this session: octets of IP sent and received. */
    Statistics statistics() {
        String mark = " param=sub/" + number + " ";
        String line =
                lab.read("guest/" + guest + "/history")
                        .lines()
                        .filter(l -> l.contains(mark))
                        .reduce((before, last) -> last)
                        .orElseThrow(() -> new AssertionError("no history of " + number));
        return new Statistics(
                Long.parseLong(Session.field(line, "sent")),
                Long.parseLong(Session.field(line, "rcvd")));
    }

    record Statistics(long sent, long received) {}

    /** Pings the PPP peer through this session. */
    Shell.Result ping(String... options) {
        List<String> command =
                new ArrayList<>(List.of("subscriber", "ping", guest, "" + number, "--"));
        command.addAll(List.of(options));
        return lab.attempt(Duration.ofSeconds(60), command.toArray(String[]::new));
    }

    /** LCP Terminate-Request, then PADT. */
    void hangUp() {
        lab.run("subscriber", "stop", guest, "" + number);
    }

    /** The line is cut: pppd gets no chance to say anything. */
    void kill() {
        lab.run("exec", guest, "read p </run/ppp-sub" + number + ".pid; kill -KILL $p");
    }

    int number() {
        return number;
    }
}
