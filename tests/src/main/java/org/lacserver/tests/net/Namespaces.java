package org.lacserver.tests.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Network namespaces without names: this JVM starts itself again inside a fresh one, and a second
 * one lives as long as a child holds it. When the processes end, the kernel removes namespaces and
 * interfaces, so nothing is left behind however the test ends.
 */
public final class Namespaces implements AutoCloseable {
    private static final String INSIDE = "LAC_TEST_NAMESPACE";

    private final Process holder;

    private Namespaces(Process holder) {
        this.holder = holder;
    }

    /** Whether this JVM already runs in a namespace of its own. */
    public static boolean inside() {
        return System.getenv(INSIDE) != null;
    }

    /**
     * Runs this JVM's main class again inside a new network namespace, as root or, without root, in
     * a user namespace; returns its exit code, or 3 with one line on standard error when the kernel
     * does not allow it.
     */
    public static int reenter(Class<?> main, String[] arguments)
            throws IOException, InterruptedException {
        boolean root = isRoot();
        List<String> unshare =
                root
                        ? List.of("unshare", "--net", "--mount")
                        : List.of("unshare", "--user", "--map-root-user", "--net", "--mount");
        Finished probe = run(prefixed(unshare, "true"));
        if (probe.exit() != 0) {
            System.err.println(
                    "This needs network namespaces and the kernel forbids them ("
                            + probe.output().strip()
                            + "): run it as root, or allow unprivileged user namespaces (sysctl"
                            + " kernel.unprivileged_userns_clone=1, or"
                            + " kernel.apparmor_restrict_unprivileged_userns=0).");
            return 3;
        }
        List<String> command = new ArrayList<>(unshare);
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(INSIDE, "1");
        Process child = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child)));
        return child.waitFor();
    }

    private static boolean isRoot() throws IOException, InterruptedException {
        return run(List.of("id", "-u")).output().strip().equals("0");
    }

    /** Makes the second namespace, with loopback up in both. */
    public static Namespaces open() throws IOException, InterruptedException {
        // cat ends when this process does: its input is a pipe from here
        Process holder = new ProcessBuilder("unshare", "--net", "cat").start();
        Namespaces made = new Namespaces(holder);
        Runtime.getRuntime().addShutdownHook(new Thread(made::close));
        made.awaitNamespace();
        must(List.of("ip", "link", "set", "lo", "up"));
        made.inOther("ip", "link", "set", "lo", "up");
        return made;
    }

    private void awaitNamespace() throws IOException, InterruptedException {
        String own = namespaceOf("thread-self"); // threads may be in different ones
        for (int i = 0; i < 500 && holder.isAlive(); i++) {
            if (!namespaceOf(Long.toString(holder.pid())).equals(own)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new IOException("no second network namespace");
    }

    private static String namespaceOf(String process) throws IOException {
        return java.nio.file.Files.readSymbolicLink(
                        java.nio.file.Path.of("/proc/" + process + "/ns/net"))
                .toString();
    }

    /** A cable between {@code here} in this namespace and {@code there} in the other one. */
    public void cable(String here, String there) throws IOException, InterruptedException {
        String pid = Long.toString(holder.pid());
        must(
                List.of(
                        "ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns",
                        pid));
        // no IPv6 chatter on either end
        quietly(List.of("sysctl", "-qw", "net.ipv6.conf." + here + ".disable_ipv6=1"));
        quietly(other("sysctl", "-qw", "net.ipv6.conf." + there + ".disable_ipv6=1"));
        must(List.of("ip", "link", "set", here, "up"));
        inOther("ip", "link", "set", there, "up");
        // checksums are written out: what is captured is what was sent
        quietly(List.of("ethtool", "-K", here, "tx", "off"));
        quietly(other("ethtool", "-K", there, "tx", "off"));
    }

    /** An address in this namespace. */
    public void address(String here, String address) throws IOException, InterruptedException {
        must(List.of("ip", "address", "add", address, "dev", here));
    }

    /** An address in the other namespace. */
    public void addressThere(String there, String address)
            throws IOException, InterruptedException {
        inOther("ip", "address", "add", address, "dev", there);
    }

    private void inOther(String... command) throws IOException, InterruptedException {
        must(other(command));
    }

    /** A process that lives in the other namespace as long as this is open. */
    public long pid() {
        return holder.pid();
    }

    /** The command line that runs {@code command} in the other namespace, with the same pid. */
    public List<String> other(String... command) {
        List<String> line = new ArrayList<>();
        line.addAll(List.of("nsenter", "--net=/proc/" + holder.pid() + "/ns/net", "--"));
        line.addAll(List.of(command));
        return line;
    }

    /** What a finished command said. */
    public record Finished(int exit, String output) {}

    /** Runs a command to its end, at most a minute. */
    public static Finished run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Finished(-1, output);
        }
        return new Finished(process.exitValue(), output);
    }

    private static void must(List<String> command) throws IOException, InterruptedException {
        Finished finished = run(command);
        if (finished.exit() != 0) {
            throw new IOException(String.join(" ", command) + ": " + finished.output().strip());
        }
    }

    private static void quietly(List<String> command) throws IOException, InterruptedException {
        try {
            run(command);
        } catch (IOException _) {
            // the tool is not installed; what it does is a nicety
        }
    }

    private static List<String> prefixed(List<String> prefix, String command) {
        List<String> all = new ArrayList<>(prefix);
        all.add(command);
        return all;
    }

    /** Ends a process we started: politely, then by force. */
    public static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        holder.destroy();
    }
}
