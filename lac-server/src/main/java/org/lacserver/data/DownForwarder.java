package org.lacserver.data;

import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSocket;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A thread that goes down, and all that is its own.
 *
 * @param batches frames on their way out, by access port
 */
record DownForwarder(
        ForwardingThread thread,
        DownWork work,
        DownPath path,
        List<FrameBatch> batches,
        Tallies tallies) {
    /**
     * @param number among those that go down, from 0
     * @param sockets those that it reads
     */
    static DownForwarder of(
            int number,
            List<AccessPort> ports,
            List<CoreSocket> sockets,
            CallTables tables,
            Arrivals arrivals,
            LongSupplier clock,
            LongSupplier laneClock,
            Arena arena,
            long busyPollNanos)
            throws PosixException {
        Tallies tallies = new Tallies();
        DownPath path = new DownPath(tables.tunnels(), tallies);
        List<FrameBatch> batches =
                ports.stream().map(port -> new FrameBatch(port.dataFd(), arena, tallies)).toList();
        DownWork work =
                new DownWork(
                        ports.stream().mapToInt(AccessPort::mtu).max().orElse(0),
                        sockets,
                        arrivals,
                        path,
                        batches,
                        arena,
                        tallies,
                        clock,
                        laneClock);
        int[] datagrams = sockets.stream().mapToInt(CoreSocket::fd).toArray();
        String name = number == 0 ? "lac-down" : "lac-down-" + number;
        return new DownForwarder(
                new ForwardingThread(name, datagrams, arena, work, busyPollNanos),
                work,
                path,
                batches,
                tallies);
    }
}
