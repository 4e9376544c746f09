package org.lacserver.pppoe.ethernet;

/**
 * What an access port's interface was when it was last looked at.
 *
 * @param ifIndex the kernel's number of it; 0 when there is none
 * @param name its present name; the configured one when there is none
 * @param isUp set up, and with a carrier
 * @param mac its first octet in bits 47..40; 0 when there never was an interface
 * @param mtu octets of an Ethernet payload
 * @param problem why it cannot be used although it is there; empty when it can
 */
public record PortLook(int ifIndex, String name, boolean isUp, long mac, int mtu, String problem) {
    public boolean isThere() {
        return ifIndex != 0;
    }
}
