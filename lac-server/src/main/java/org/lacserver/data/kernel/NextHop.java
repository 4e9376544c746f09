package org.lacserver.data.kernel;

/**
 * Where packets to an LNS go first.
 *
 * @param device index of the interface they leave by
 * @param mtu of IP packets on the way there, as far as the machine knows it
 * @param to the neighbour's MAC address, its first octet in bits 47..40
 * @param from the interface's own
 */
record NextHop(int device, int mtu, long to, long from) {}
