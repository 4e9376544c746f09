package org.lacserver.pppoe.admission;

/**
 * Frames a second of one kind that are taken; 0 is without bound. For moments a quarter of a
 * second's worth is taken at once.
 *
 * @param box of all ports together
 * @param port of one access port
 * @param vlan of one VLAN, or pair of VLANs, on a port
 * @param mac of one MAC address in a VLAN
 */
public record Rates(int box, int port, int vlan, int mac) {
    public static final Rates OFF = new Rates(0, 0, 0, 0);

    public Rates {
        if (box < 0 || port < 0 || vlan < 0 || mac < 0) {
            throw new IllegalArgumentException("rates: not negative");
        }
    }
}
