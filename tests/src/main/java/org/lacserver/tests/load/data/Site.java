package org.lacserver.tests.load.data;

import org.lacserver.tests.net.Namespaces;

import java.io.IOException;
import java.util.List;

/** The namespace of one LAC, with its two cables: the MAC addresses are the same at every site. */
final class Site implements AutoCloseable {
    static final long CALLER = 0x02_00_00_00_01_02L;
    static final long ACCESS = 0x02_00_00_00_01_01L;
    static final long CORE = 0x02_00_00_00_02_01L;
    static final long LNS = 0x02_00_00_00_02_02L;
    static final String ACCESS_PORT = "acc0";
    static final String CORE_PORT = "core0";

    private final Namespaces namespaces;
    private final String access;
    private final String core;

    private Site(Namespaces namespaces, String access, String core) {
        this.namespaces = namespaces;
        this.access = access;
        this.core = core;
    }

    /** Lays the cables. */
    static Site open(int number) throws IOException, InterruptedException {
        Namespaces namespaces = Namespaces.open();
        Site site = new Site(namespaces, "sub" + number, "lns" + number);
        namespaces.cable(site.access, ACCESS_PORT);
        namespaces.cable(site.core, CORE_PORT);
        must(List.of("ip", "link", "set", site.access, "address", text(CALLER)));
        must(List.of("ip", "link", "set", site.core, "address", text(LNS)));
        site.there("ip", "link", "set", ACCESS_PORT, "address", text(ACCESS));
        site.there("ip", "link", "set", CORE_PORT, "address", text(CORE));
        return site;
    }

    Namespaces namespaces() {
        return namespaces;
    }

    String here(Direction from) {
        return from == Direction.UP ? access : core;
    }

    /** A process whose network namespace is the LAC's. */
    long pid() {
        return namespaces.pid();
    }

    /** Runs a command in the LAC's namespace. */
    void there(String... command) throws IOException, InterruptedException {
        must(namespaces.other(command));
    }

    /** The LAC's interfaces take frames as a network card's driver does. */
    void receiveInBatches() throws IOException, InterruptedException {
        there("ethtool", "-K", ACCESS_PORT, "gro", "on");
        there("ethtool", "-K", CORE_PORT, "gro", "on");
    }

    static String text(long mac) {
        StringBuilder text = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(text.isEmpty() ? "" : ":")
                    .append(String.format("%02x", mac >> shift & 0xff));
        }
        return text.toString();
    }

    static void must(List<String> command) throws IOException, InterruptedException {
        Namespaces.Finished finished = Namespaces.run(command);
        if (finished.exit() != 0) {
            throw new IOException(String.join(" ", command) + ": " + finished.output().strip());
        }
    }

    @Override
    public void close() {
        namespaces.close();
    }
}
