package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.pppoe.ethernet.Posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a test class of the kernel path needs: a cable to the subscriber, one to LNSs in a network
 * namespace of their own, and a bpffs.
 *
 * @param core our end of the second cable
 * @param namespace where its other end is
 */
record KernelLab(VethPair access, String core, String namespace, int number, Path bpffs)
        implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final AtomicInteger LABS = new AtomicInteger();

    /** Throws with the reason when this process may not make one. */
    static KernelLab create() throws IOException {
        int number = LABS.incrementAndGet();
        String name = "kern" + ProcessHandle.current().pid() + "x" + number;
        VethPair access = VethPair.create();
        Path bpffs = Files.createTempDirectory("lac-bpffs");
        KernelLab lab = new KernelLab(access, name + "a", name, number, bpffs);
        run("mount", "-t", "bpf", "bpf", bpffs.toString());
        String peer = name + "b";
        VethPair.ip("netns", "add", name);
        VethPair.ip("link", "add", lab.core, "type", "veth", "peer", "name", peer, "netns", name);
        VethPair.ip("address", "add", lab.local() + "/24", "dev", lab.core);
        VethPair.ip("address", "add", lab.local6() + "/64", "dev", lab.core, "nodad");
        VethPair.ip("link", "set", lab.core, "up");
        for (String host : List.of("11", "12")) {
            VethPair.ip("-n", name, "address", "add", lab.net() + host + "/24", "dev", peer);
            VethPair.ip(
                    "-n", name, "address", "add", lab.net6() + host + "/64", "dev", peer, "nodad");
        }
        VethPair.ip("-n", name, "link", "set", peer, "up");
        run("ip", "netns", "exec", name, "ethtool", "-K", peer, "gro", "on");
        run("ethtool", "-K", access.subscriber(), "gro", "on");
        return lab;
    }

    private String net() {
        return "10.61." + (ProcessHandle.current().pid() + number) % 250 + ".";
    }

    private String net6() {
        return "fd26:62:" + Integer.toHexString(number) + "::";
    }

    String local() {
        return net() + "1";
    }

    String local6() {
        return net6() + "1";
    }

    String lns() {
        return net() + "11";
    }

    String lns6() {
        return net6() + "11";
    }

    String other() {
        return net() + "12";
    }

    String other6() {
        return net6() + "12";
    }

    /** A socket of the other namespace. */
    DatagramSocket socket(InetSocketAddress at) throws IOException {
        AtomicReference<DatagramSocket> opened = new AtomicReference<>();
        AtomicReference<IOException> failed = new AtomicReference<>();
        inNamespace(
                () -> {
                    try {
                        opened.set(new DatagramSocket(at));
                    } catch (IOException e) {
                        failed.set(e);
                    }
                });
        DatagramSocket socket = opened.get();
        if (socket == null) {
            throw new IOException("no socket at " + at, failed.get());
        }
        return socket;
    }

    /** Runs it on a thread of its own, which ends there. */
    private void inNamespace(Runnable work) throws IOException {
        AtomicReference<String> failed = new AtomicReference<>("");
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    if (enter("/var/run/netns/" + namespace)) {
                                        work.run();
                                    } else {
                                        failed.set("setns " + namespace);
                                    }
                                });
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        String why = failed.get();
        if (why != null && !why.isEmpty()) {
            throw new IOException(why);
        }
    }

    @SuppressWarnings("restricted") // what Java has no method for
    private static boolean enter(String path) {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle open =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("open"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
            MethodHandle setns =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("setns"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
            long at = arena.allocateFrom(path).address();
            int fd = (int) open.invokeExact(at, O_RDONLY_CLOEXEC, 0);
            int result = (int) setns.invokeExact(fd, CLONE_NEWNET);
            Posix.close(fd);
            return result == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (String[] command :
                List.of(
                        new String[] {"ip", "netns", "delete", namespace},
                        new String[] {"umount", bpffs.toString()},
                        new String[] {"rmdir", bpffs.toString()})) {
            try {
                run(command);
            } catch (IOException e) {
                failures.add(e);
            }
        }
        access.close();
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }
}
