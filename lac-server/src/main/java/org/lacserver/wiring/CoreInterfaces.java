package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.LacConfig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The interfaces towards the LNSs. */
final class CoreInterfaces {
    /** What the machine says of an address. */
    @FunctionalInterface
    interface Owner {
        /** The interface that has it; null when none has. */
        @Nullable Found of(InetAddress address) throws IOException;
    }

    record Found(String name, boolean isLoopback) {}

    private CoreInterfaces() {}

    /**
     * Those that the configuration names, else those that have the core addresses.
     *
     * @throws IOException with one sentence on the address that leads to none
     */
    static List<String> of(LacConfig config) throws IOException {
        List<String> named = config.data().coreInterfaces();
        return named.isEmpty() ? of(Settings.localAddresses(config), CoreInterfaces::owner) : named;
    }

    static List<String> of(Collection<InetSocketAddress> locals, Owner owner) throws IOException {
        List<String> names = new ArrayList<>();
        for (InetSocketAddress local : locals) {
            InetAddress address = local.getAddress();
            Found found = owner.of(address);
            String shown = address.getHostAddress();
            if (found == null) {
                throw new IOException("no interface has the address " + shown);
            }
            if (found.isLoopback()) {
                throw new IOException(
                        shown
                                + " is an address of "
                                + found.name()
                                + ": data.core-interfaces has to name the interfaces towards the"
                                + " LNSs");
            }
            if (!names.contains(found.name())) {
                names.add(found.name());
            }
        }
        return names;
    }

    private static @Nullable Found owner(InetAddress address) throws IOException {
        NetworkInterface owner = NetworkInterface.getByInetAddress(address);
        return owner == null ? null : new Found(owner.getName(), owner.isLoopback());
    }
}
