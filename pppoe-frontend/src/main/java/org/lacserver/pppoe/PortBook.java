package org.lacserver.pppoe;

import java.util.List;

/** The access ports as they are now. */
final class PortBook {
    private final List<FrontendSettings.Port> ports;
    private final long[] macs;
    private final int[] mtus;
    private final PortState[] states;

    /** All are up, until one is told to be otherwise. */
    PortBook(List<FrontendSettings.Port> ports) {
        this.ports = ports;
        macs = ports.stream().mapToLong(FrontendSettings.Port::mac).toArray();
        mtus = ports.stream().mapToInt(FrontendSettings.Port::mtu).toArray();
        states = new PortState[macs.length];
        java.util.Arrays.fill(states, PortState.UP);
    }

    int count() {
        return macs.length;
    }

    String name(int port) {
        return ports.get(port).name();
    }

    /** Our MAC address on it in the low 48 bits; 0 as long as no interface was there. */
    long mac(int port) {
        return macs[port];
    }

    /** Octets of an Ethernet payload that it takes. */
    int mtu(int port) {
        return mtus[port];
    }

    boolean isUp(int port) {
        return states[port] == PortState.UP;
    }

    void set(int port, PortState state, long mac, int mtu) {
        states[port] = state;
        macs[port] = mac;
        mtus[port] = mtu;
    }
}
