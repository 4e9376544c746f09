package org.lacserver.tests.load;

import org.lacserver.tests.net.FreeRadius;
import org.lacserver.tests.net.LacProcess;
import org.lacserver.tests.net.Namespaces;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The LAC that is measured: the product, or Debian's l2tpns. */
public final class LacUnderTest implements AutoCloseable {
    public static final String SECRET = "bench-secret";
    public static final String RADIUS = "10.200.0.250";

    private final long pid;
    private final Path log;
    private final List<AutoCloseable> parts;

    private LacUnderTest(long pid, Path log, List<AutoCloseable> parts) {
        this.pid = pid;
        this.log = log;
        this.parts = parts;
    }

    public long pid() {
        return pid;
    }

    Path log() {
        return log;
    }

    public static String lnsAddress(int index) {
        return "10.200.0." + (11 + index);
    }

    public static String realm(int index) {
        return "isp-" + index + ".example";
    }

    public static LacUnderTest start(BenchOptions options, Namespaces namespaces, Path directory)
            throws IOException, InterruptedException {
        return options.lac().equals("lac")
                ? product(options, namespaces, directory)
                : l2tpns(options, namespaces, directory);
    }

    private static LacUnderTest product(BenchOptions options, Namespaces namespaces, Path directory)
            throws IOException, InterruptedException {
        Path socket = directory.resolve("control");
        StringBuilder config =
                new StringBuilder(
                        """
                        access:
                          ports: [acc0]
                          half-open-limit: 5000
                          damping-failures: off
                          admission:
                            padi-rate-per-vlan: off # all subscribers are in one
                            padi-rate-per-port: off
                        l2tp:
                          local-address: 10.200.0.1
                        control:
                          socket: %s
                        lns-groups:
                        """
                                .formatted(socket));
        for (int i = 0; i < options.lnses(); i++) {
            config.append(
                    """
                      isp-%d:
                        lookup: { realms: [%s] }
                        defaults: { secret: "${file:tunnel.secret}" }
                        lns:
                          - { name: lns-%d, address: %s }
                    """
                            .formatted(i, realm(i), i, lnsAddress(i)));
        }
        Path file = directory.resolve("lac.yaml");
        Files.writeString(directory.resolve("tunnel.secret"), SECRET);
        Files.writeString(file, config);
        Path log = directory.resolve("lac.log");
        LacProcess lac = LacProcess.start(namespaces, file, socket, log, options.heap());
        return new LacUnderTest(lac.pid(), log, List.of(lac));
    }

    private static LacUnderTest l2tpns(BenchOptions options, Namespaces namespaces, Path directory)
            throws IOException, InterruptedException {
        if (!FreeRadius.installed() || !Files.isExecutable(Path.of("/usr/sbin/l2tpns"))) {
            throw new IOException("for this, install l2tpns and freeradius");
        }
        List<AutoCloseable> parts = new ArrayList<>();
        parts.add(
                FreeRadius.start(
                        directory.resolve("radius"),
                        InetAddress.ofLiteral(RADIUS),
                        "10.200.0.0/24",
                        "radius-secret",
                        users(options)));
        Path etc = Files.createDirectories(directory.resolve("l2tpns"));
        Path log = directory.resolve("l2tpns.log");
        Files.writeString(etc.resolve("ip_pool"), "10.99.0.0/16\n");
        Files.writeString(etc.resolve("users"), "");
        Files.writeString(
                etc.resolve("startup-config"),
                """
                set debug 1
                set log_file "%s"
                set pid_file "%s"
                set hostname "lac"
                set l2tp_secret "%s"
                set bind_address 10.200.0.1
                set bind_address_remotelns 10.200.0.1
                set peer_address 10.98.0.1
                set iftun_address 10.98.0.1
                set tundevicename "tun0"
                set primary_radius %s
                set primary_radius_port 1812
                set radius_secret "radius-secret"
                set radius_authtypes "pap"
                set radius_accounting no
                set allow_duplicate_users yes
                set send_garp no
                set cluster_interface core0
                set cluster_address 239.192.13.1
                set cluster_hb_timeout 10
                set cli_bind_address 127.0.0.1
                set disable_no_spoof yes
                set pppoe_if_to_bind "acc0"
                set pppoe_ac_name "lac"
                """
                        .formatted(log, directory.resolve("l2tpns.pid"), SECRET, RADIUS));
        // its paths are compiled in: our directory is bound over /etc/l2tpns in a mount
        // namespace of its own
        List<String> command =
                namespaces.other(
                        "setsid", // it signals its whole process group when it ends
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind \"$1\" /etc/l2tpns && exec l2tpns",
                        "l2tpns",
                        etc.toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("l2tpns.out").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Namespaces.end(process)));
        parts.add(() -> Namespaces.end(process));
        LacUnderTest made = new LacUnderTest(process.pid(), log, parts);
        for (int i = 0; i < 150; i++) {
            if (Files.exists(log) && Files.readString(log).contains("myself the master")) {
                return made;
            }
            if (!process.isAlive()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        String said = Files.exists(log) ? Files.readString(log) : "";
        made.close();
        throw new IOException(
                "l2tpns did not start:\n"
                        + Files.readString(directory.resolve("l2tpns.out"))
                        + said);
    }

    private static String users(BenchOptions options) {
        StringBuilder users = new StringBuilder();
        for (int i = 0; i < options.lnses(); i++) {
            users.append(
                    """
                    DEFAULT User-Name =~ "@%s$", Auth-Type := Accept
                    \tTunnel-Type:1 = L2TP, Tunnel-Medium-Type:1 = IPv4,
                    \tTunnel-Server-Endpoint:1 = "%s", Tunnel-Password:1 = "%s",
                    \tTunnel-Assignment-Id:1 = "isp-%d"
                    """
                            .formatted(realm(i).replace(".", "\\."), lnsAddress(i), SECRET, i));
        }
        return users.toString();
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable part : parts.reversed()) {
            try {
                part.close();
            } catch (IOException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new IOException(failure);
            }
        }
    }
}
