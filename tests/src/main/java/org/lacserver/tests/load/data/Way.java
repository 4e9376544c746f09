package org.lacserver.tests.load.data;

import java.io.IOException;
import java.util.List;

/**
 * A way of moving packets from one veth pair to another. Its LAC has a network namespace of its
 * own; the interfaces at the other ends of the cables are in this process's one.
 */
interface Way extends AutoCloseable {
    /**
     * What the way has cost so far.
     *
     * @param cpuNanos of the threads or the process that move frames
     * @param heapOctets that these threads have allocated
     */
    record Cost(long cpuNanos, long heapOctets) {
        static final Cost NONE = new Cost(0, 0);
    }

    /** As the operator writes it. */
    String name();

    /** The caller's end of the access cable, the LNS's end of the core cable. */
    String here(Direction from);

    /** How many sessions it has; more cannot be measured. */
    int sessions();

    /** Why there are not more. */
    String whyNotMore();

    /**
     * Whether packets are moved in the softirq of the sender's processor, which is saturated then;
     * otherwise threads move them, whose time tells what it costs.
     */
    boolean isInKernel();

    /** Whether UDP datagrams of L2TP have a checksum, both ways. */
    boolean hasChecksum();

    /** Whether there is a JVM whose threads may allocate. */
    boolean isJava();

    /** A frame that goes in, of session id 0 and time 0. */
    byte[] frame(Direction direction, byte[] packet);

    /** The ids of a session in frames that go in: its id, and the end of the caller's MAC. */
    int[] ids(Direction direction, int session);

    /** Throws unless a frame that came out is right, octet for octet. */
    Frames.Found check(Direction direction, int session, byte[] frame, byte[] packet);

    Cost cost() throws IOException;

    /** What happened inside, for the operator when frames do not come out. */
    List<String> says();

    @Override
    void close() throws IOException;
}
