package org.lacserver.tests.load;

import org.lacserver.tests.net.Namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process has used so far, as the kernel and its JVM tell. */
public final class ProcessCost {
    /** USER_HZ: a constant of Linux's interface on every architecture Java runs on. */
    private static final long TICK_NANOS = 10_000_000L;

    private final long pid;

    public ProcessCost(long pid) {
        this.pid = pid;
    }

    /** User and system time of all its threads. */
    public long cpuNanos() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
    }

    /** Resident memory in octets. */
    long residentOctets() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    /** Octets of live objects after a collection, -1 when the process is not a JVM. */
    public long liveHeapOctets() throws IOException, InterruptedException {
        if (!Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("java")) {
            return -1; // jcmd would end it: it begins with a SIGQUIT
        }
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Namespaces.Finished histogram =
                Namespaces.run(List.of(jcmd.toString(), Long.toString(pid), "GC.class_histogram"));
        for (String line : histogram.output().lines().toList()) {
            if (line.startsWith("Total")) {
                return Long.parseLong(line.strip().split("\\s+", -1)[2]);
            }
        }
        return -1;
    }
}
