package org.lacserver.tests.interop;

import java.util.ArrayList;
import java.util.List;

/** l2tpns, a userspace LNS; its users and its accounting are on the lab's FreeRADIUS. */
final class L2tpns implements Lns {

    private final Lab lab;
    private final String name;

    L2tpns(Lab lab, String name) {
        this.lab = lab;
        this.name = name;
    }

    void start(String... options) {
        List<String> command = new ArrayList<>(List.of("l2tpns", "start", name));
        command.addAll(List.of(options));
        lab.run(command.toArray(String[]::new));
    }

    @Override
    public String address() {
        return Lab.L2TPNS;
    }

    @Override
    public List<String> users() {
        return live().stream().map(row -> row[3]).toList();
    }

    @Override
    public int sessions() {
        return live().size();
    }

    /** It keeps a session without address for 15 seconds after its end. */
    private List<String[]> live() {
        return rows("show session").stream().filter(row -> !row[4].equals("0.0.0.0")).toList();
    }

    /** Those that are not dying: it keeps them for 15 seconds to answer repetitions. */
    @Override
    public int tunnels() {
        return (int)
                rows("show tunnels").stream()
                        .filter(row -> List.of(row).stream().anyMatch(c -> c.startsWith("Open")))
                        .count();
    }

    /** The table under the heading line, split at blanks. */
    private List<String[]> rows(String command) {
        return lab.run("l2tpns", "cli", name, command)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
                .map(line -> line.split("\\s+", -1))
                .toList();
    }

    @Override
    public Shell.Result ping(String address, String... options) {
        List<String> command = new ArrayList<>(List.of("ping"));
        command.addAll(List.of(options));
        command.add(address);
        return lab.inNamespace("ns-" + name, command.toArray(String[]::new));
    }

    @Override
    public String log() {
        return lab.read("l2tpns-" + name + "/log");
    }

    /** RFC 5176 Disconnect-Request to this LNS, which sends a CDN. */
    @Override
    public void hangUp(String user) {
        awaitUser(user);
        lab.run("radius", "disconnect", address(), "User-Name=" + user);
    }

    @Override
    public void stop() {
        lab.run("l2tpns", "stop", name);
    }

    @Override
    public String toString() {
        return "l2tpns [" + name + ", " + address() + "]";
    }
}
