package org.lacserver.data;

import org.lacserver.io.Arrivals;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.LongSupplier;

/** A thread that goes up, and all that is its own. */
record UpForwarder(ForwardingThread thread, UpWork work, Tallies tallies) {
    /**
     * @param number among those that go up, from 0
     * @param ports those that it reads
     */
    static UpForwarder of(
            int number,
            List<AccessPort> ports,
            CallTables tables,
            Arrivals arrivals,
            Gate gate,
            LongSupplier clock,
            LongSupplier laneClock,
            Arena arena,
            long busyPollNanos)
            throws PosixException {
        Tallies tallies = new Tallies();
        UpWork work =
                new UpWork(
                        ports,
                        tables,
                        arrivals,
                        new UpPath(tallies),
                        new DatagramBatch(number, arena, tallies),
                        new StrangersGate(gate, clock),
                        arena,
                        tallies,
                        laneClock);
        int[] rings = ports.stream().mapToInt(AccessPort::receiveFd).toArray();
        String name = number == 0 ? "lac-up" : "lac-up-" + number;
        return new UpForwarder(
                new ForwardingThread(name, rings, arena, work, busyPollNanos), work, tallies);
    }
}
