package org.lacserver.data.kernel;

/**
 * Sizes and places of what the program and the daemon share: src/main/bpf/lac.h, whose compiler
 * proves the same numbers.
 */
final class Layout {
    /** Changes with lac.h: what a daemon of another version left is not adopted. */
    static final int VERSION = 1;

    /** An element of an array map begins at a multiple of this. */
    static final int ALIGNMENT = 8;

    static final int INDEX_LINE = 64;
    static final int IDS_OF_LINE = 16;

    // struct lane, first in both calls
    static final int LANE_WANTED = 0;
    static final int LANE_HANDLED = 4;
    static final int LANE_DIRECT = 8;
    static final int LANE_PASSED = 12;
    static final int ALWAYS = 2;

    static final int UP_CALL = 64;
    static final int UP_VLANS = 16;
    static final int UP_PORT = 20;
    static final int UP_SESSION = 22;
    static final int UP_MAC = 24;
    static final int UP_FLAGS = 30;
    static final int UP_PEER_TUNNEL = 32;
    static final int UP_PEER_SESSION = 34;
    static final int UP_DESTINATION = 36;
    static final int UP_LCP = 40;
    static final int UP_SLOT = 44;
    static final int FLAG_LENGTH = 1;
    static final int FLAG_ADDRESS = 2;
    static final int FLAG_ADDRESS_LCP = 4;
    static final int FLAG_PRIORITY_LCP = 8;

    static final int DOWN_CALL = 64;
    static final int DOWN_TUNNEL = 16;
    static final int DOWN_SESSION = 18;
    static final int DOWN_DESTINATION = 20;
    static final int DOWN_PORT = 24;
    static final int DOWN_TAGS = 26;
    static final int DOWN_LCP = 28;
    static final int DOWN_HEADER = 32;
    static final int DOWN_PPPOE = 52;
    static final int DOWN_SLOT = 56;

    static final int MOVED = 32;
    static final int MOVED_UP_FRAMES = 0;
    static final int MOVED_UP_OCTETS = 8;
    static final int MOVED_DOWN_FRAMES = 16;
    static final int MOVED_DOWN_OCTETS = 24;

    static final int DESTINATION = 64;
    static final int DESTINATION_LOCAL = 0;
    static final int DESTINATION_PEER = 16;
    static final int DESTINATION_LOCAL_PORT = 32;
    static final int DESTINATION_PEER_PORT = 34;
    static final int DESTINATION_FAMILY = 36;
    static final int DESTINATION_TOS = 37;
    static final int DESTINATION_FLAGS = 38;
    static final int DESTINATION_DEVICE = 40;
    static final int DESTINATION_MTU = 44;
    static final int DESTINATION_TO_MAC = 48;
    static final int DESTINATION_FROM_MAC = 54;
    static final int TO_CHECKSUM = 1;
    static final int TO_DONT_FRAGMENT = 2;

    static final int PORT = 16;
    static final int PORT_MAC = 0;
    static final int PORT_MTU = 6;

    static final int UP_KEY = 16;
    static final int UP_KEY_VLANS = 0;
    static final int UP_KEY_PORT = 4;
    static final int UP_KEY_SESSION = 6;
    static final int UP_KEY_MAC = 8;
    static final int DOWN_KEY = 4;

    static final int CPU = 256;
    static final int CPU_RUNNING = 0;
    static final int CPU_IP_ID = 8;
    static final int CPU_COUNT = 16;

    /** Elements of an index for each access port, and of the one for our session ids. */
    static final int IDS = 1 << 16;

    /** {@code own_port} of a program on an interface of the core side only. */
    static final int NO_PORT = 0xffff;

    private Layout() {}

    /** How far apart elements of an array map are. */
    static int stride(int valueSize) {
        return (valueSize + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
