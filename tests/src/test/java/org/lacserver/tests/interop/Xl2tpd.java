package org.lacserver.tests.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** xl2tpd with pppd and the kernel's L2TP, in a guest. */
final class Xl2tpd implements Lns {

    private final Lab lab;
    private final String guest;

    Xl2tpd(Lab lab, String guest) {
        this.lab = lab;
        this.guest = guest;
    }

    void start(String... options) {
        List<String> command = new ArrayList<>(List.of("lns", "start", guest));
        command.addAll(List.of(options));
        lab.run(command.toArray(String[]::new));
    }

    @Override
    public String address() {
        return Lab.XL2TPD;
    }

    @Override
    public List<String> users() {
        return lab.readAll("guest/" + guest + "/sessions").stream()
                .map(line -> Session.field(line, "user"))
                .toList();
    }

    /** As the kernel sees them: the entry of the tunnel itself, session 0, is none. */
    @Override
    public int sessions() {
        return (int)
                kernel().lines()
                        .filter(l -> l.contains(" SESSION '") && !l.contains("/0'"))
                        .count();
    }

    @Override
    public int tunnels() {
        return (int) kernel().lines().filter(l -> l.startsWith("TUNNEL '")).count();
    }

    private String kernel() {
        return exec("cat /proc/net/pppol2tp").orFail();
    }

    @Override
    public Shell.Result ping(String address, String... options) {
        return exec("ping " + String.join(" ", options) + " " + address);
    }

    Shell.Result exec(String line) {
        return lab.attempt(Duration.ofSeconds(60), "exec", guest, line);
    }

    @Override
    public String log() {
        return lab.read("guest/" + guest + "/lns/xl2tpd.log");
    }

    @Override
    public void hangUp(String user) {
        awaitUser(user); // the subscriber may be up a little before the LNS says so
        String line =
                lab.readAll("guest/" + guest + "/sessions").stream()
                        .filter(l -> Session.field(l, "user").equals(user))
                        .findFirst()
                        .orElseThrow();
        lab.run("lns", "hangup", guest, Session.field(line, "if"));
    }

    /** StopCCN to one LAC, the daemon stays. */
    @Override
    public void stop() {
        lab.run("lns", "stop", guest);
    }

    /** No trace of anyone: a new process, as tests that broke something leave it. */
    void restart(String... options) {
        stop();
        start(options);
    }

    @Override
    public String toString() {
        return "xl2tpd " + Arrays.asList(guest, address());
    }
}
