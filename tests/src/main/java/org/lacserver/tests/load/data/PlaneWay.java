package org.lacserver.tests.load.data;

import org.lacserver.tests.net.Namespaces;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One of the product's data planes in a JVM of its own. */
final class PlaneWay implements Way {
    private static final int PORT = PlaneMain.OWN.getPort();

    private final String name;
    private final Site site;
    private final boolean checksum;
    private final int sessions;
    private final Process process;
    private final BufferedReader answers;
    private final OutputStream questions;

    private PlaneWay(String name, Site site, boolean checksum, int sessions, Process process) {
        this.name = name;
        this.site = site;
        this.checksum = checksum;
        this.sessions = sessions;
        this.process = process;
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        questions = process.getOutputStream();
    }

    /**
     * Starts it and waits until all calls are joined.
     *
     * @param name {@code userspace}, {@code kernel} or {@code kernel-no-checksum}
     * @param directory for its log
     */
    static PlaneWay start(String name, Site site, int sessions, boolean checksum, Path directory)
            throws IOException, InterruptedException {
        String own = PlaneMain.OWN.getAddress().getHostAddress();
        String peer = PlaneMain.PEER.getAddress().getHostAddress();
        site.there("ip", "address", "add", own + "/24", "dev", Site.CORE_PORT);
        String[] lns = {peer, "lladdr", Site.text(Site.LNS), "dev", Site.CORE_PORT};
        site.there("ip", "neigh", "add", lns[0], lns[1], lns[2], lns[3], lns[4]);
        List<String> command = site.namespaces().other(java());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(PlaneMain.class.getName(), name, Integer.toString(sessions)));
        command.add(Boolean.toString(checksum));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(directory.resolve(name + ".log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Namespaces.end(process)));
        PlaneWay way = new PlaneWay(name, site, checksum, sessions, process);
        String first = way.answers.readLine();
        if (!"ready".equals(first)) {
            way.close();
            String log = Files.readString(directory.resolve(name + ".log")).strip();
            throw new IOException(first == null ? "it ended at once: " + log : first);
        }
        site.receiveInBatches();
        return way;
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    private String ask(String question) throws IOException {
        questions.write((question + "\n").getBytes(StandardCharsets.US_ASCII));
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the data plane's process has ended");
        }
        return answer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String here(Direction from) {
        return site.here(from);
    }

    @Override
    public int sessions() {
        return sessions;
    }

    @Override
    public String whyNotMore() {
        return "only " + sessions + " calls were joined";
    }

    @Override
    public boolean isInKernel() {
        return name.startsWith("kernel");
    }

    @Override
    public boolean hasChecksum() {
        return checksum;
    }

    @Override
    public boolean isJava() {
        return true;
    }

    @Override
    public byte[] frame(Direction direction, byte[] packet) {
        if (direction == Direction.UP) {
            return Frames.pppoe(Site.ACCESS, Site.CALLER, 0, packet);
        }
        int from = ip(PlaneMain.PEER);
        int to = ip(PlaneMain.OWN);
        int tunnel = PlaneMain.OWN_TUNNEL;
        return Frames.l2tp(Site.CORE, Site.LNS, from, to, PORT, tunnel, 0, packet, checksum);
    }

    private static int ip(InetSocketAddress address) {
        return ByteBuffer.wrap(address.getAddress().getAddress()).getInt();
    }

    @Override
    public int[] ids(Direction direction, int session) {
        return new int[] {session + 1, (int) Site.CALLER & 0xffff};
    }

    @Override
    public Frames.Found check(Direction direction, int session, byte[] frame, byte[] packet) {
        int id = session + 1;
        return direction == Direction.UP
                ? Frames.isL2tp(
                        frame,
                        Site.LNS,
                        ip(PlaneMain.OWN),
                        PORT,
                        ip(PlaneMain.PEER),
                        PlaneMain.PEER_TUNNEL,
                        PlaneMain.peerSession(id),
                        packet)
                : Frames.isPppoe(frame, Site.CALLER, Site.ACCESS, id, packet);
    }

    @Override
    public Cost cost() throws IOException {
        String[] fields = ask("cost").split(" ", -1);
        return new Cost(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
    }

    @Override
    public List<String> says() {
        List<String> lines = new ArrayList<>();
        try {
            lines.add(name + ": " + ask("counters"));
        } catch (IOException e) {
            lines.add(name + ": " + e.getMessage());
        }
        return lines;
    }

    @Override
    public void close() {
        Namespaces.end(process);
        site.close();
    }
}
