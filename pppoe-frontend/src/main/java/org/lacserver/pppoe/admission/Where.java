package org.lacserver.pppoe.admission;

/**
 * Where a caller stands.
 *
 * @param portName of the port with that index
 * @param outerVlan 0 when untagged
 * @param innerVlan 0 without a second tag
 */
public record Where(int port, String portName, int outerVlan, int innerVlan, long mac) {}
