package org.lacserver.wiring;

import org.lacserver.config.AccessGroup;
import org.lacserver.config.LacConfig;
import org.lacserver.io.PathMtu;
import org.lacserver.port.Encapsulation;
import org.lacserver.pppoe.ethernet.Posix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a good configuration meets on this machine: interfaces, devices and files that are not
 * there, MTUs, certificates that end.
 */
final class StartNotes {
    private StartNotes() {}

    /** A sentence each; empty when all fits. */
    static List<String> of(LacConfig config) {
        List<String> notes = new ArrayList<>();
        for (String port : config.access().ports()) {
            access(port, largestMru(config, port)).ifPresent(note -> notes.add(port + ": " + note));
        }
        for (LacConfig.Modem modem : config.modems()) {
            if (!Files.exists(modem.device())) {
                notes.add(modem.name() + ": there is no " + modem.device());
            }
        }
        notes.addAll(RadiusServers.notes(config.radius(), Instant.now()));
        for (InetSocketAddress local : Settings.localAddresses(config)) {
            core(local, config)
                    .ifPresent(
                            note -> notes.add(local.getAddress().getHostAddress() + ": " + note));
        }
        return notes;
    }

    /** Of all lines that may be there. */
    static int largestMru(LacConfig config, String port) {
        int largest = config.access().otherwise().service().mru();
        for (AccessGroup group : config.access().groups().named()) {
            if (group.ports().isEmpty() || group.ports().contains(port)) {
                largest = Math.max(largest, group.service().mru());
            }
        }
        return largest;
    }

    private static int largestMru(LacConfig config) {
        return config.access().ports().stream()
                .mapToInt(port -> largestMru(config, port))
                .max()
                .orElse(config.access().otherwise().service().mru());
    }

    private static Optional<String> access(String port, int mru) {
        if (Posix.ifNameToIndex(port) == 0) {
            return Optional.of("there is no such interface; it is used when there is one");
        }
        try {
            return access(mtuOf(port), mru);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Asked of the kernel: Java does not know interfaces without an address. */
    private static int mtuOf(String port) throws IOException {
        int socket = Posix.socket(Posix.AF_INET, Posix.SOCK_DGRAM, 0);
        try {
            return Posix.mtuOf(socket, port);
        } finally {
            Posix.close(socket);
        }
    }

    static Optional<String> access(int mtu, int mru) {
        int plain = PathMtu.accessMtuFor(mru, 1, false);
        int doubleTagged = PathMtu.accessMtuFor(mru, 2, true);
        if (mtu < plain) {
            return Optional.of(
                    "MTU " + mtu + " is too small for MRU " + mru + ": it needs " + plain);
        }
        if (mtu < doubleTagged) {
            return Optional.of(
                    ("MTU " + mtu + " has no room for the largest QinQ frames at MRU " + mru)
                            + (": they need " + PathMtu.accessMtuFor(mru, 2, false))
                            + (" with 802.1Q outside, " + doubleTagged + " with 802.1ad"));
        }
        return Optional.empty();
    }

    private static Optional<String> core(InetSocketAddress local, LacConfig config) {
        try {
            Encapsulation data = LnsSettings.usual(config).data();
            Optional<PathMtu> path = PathMtu.towards(local.getAddress(), largestMru(config), data);
            return path.isEmpty()
                    ? Optional.of("no interface of this host has this address")
                    : path.get().problem(data.datagrams().dontFragment());
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
