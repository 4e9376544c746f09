package org.lacserver.pppoe.admission;

/**
 * Calls that some lines may have; 0 is without bound.
 *
 * @param perMac of one MAC address on the same port and VLANs
 * @param perVlan of one VLAN, or pair of VLANs, of a port
 * @param perCircuit with the same circuit id
 * @param perPort of the port they are on, before their own are refused
 * @param all of all these lines together
 */
public record LimitRules(int perMac, int perVlan, int perCircuit, int perPort, int all) {
    public LimitRules {
        if (perMac < 0 || perVlan < 0 || perCircuit < 0 || perPort < 0 || all < 0) {
            throw new IllegalArgumentException("limits: not negative");
        }
    }

    int of(LimitScope scope) {
        return switch (scope) {
            case MAC -> perMac;
            case VLAN -> perVlan;
            case CIRCUIT -> perCircuit;
            case PORT -> perPort;
            case PROFILE -> all;
            case BOX -> 0;
        };
    }
}
