package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSocket;
import org.lacserver.io.CoreSockets;
import org.lacserver.io.MonotonicClock;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Moves real frames, on threads of which each goes one way: from access ports' rings to the LNSs,
 * or from UDP sockets to the access ports. Frames that no joined call owns, and control messages,
 * go to the engine. No allocation for a frame.
 *
 * <p>The {@link DataPlane} methods are the engine thread's, as are {@link #counters()} and {@link
 * #close}.
 */
public final class UserspaceDataPlane implements DataPlane, AutoCloseable {
    private static final int HELD_ROOM = 65_536 + UpLeg.LONGEST_HEADER;

    private final List<AccessPort> ports;
    private final CoreSockets sockets;
    private final Arena arena = Arena.ofShared();
    private final CallTables tables;
    private final Tallies heldTallies = new Tallies();
    private final List<UpForwarder> ups = new ArrayList<>();
    private final List<DownForwarder> downs = new ArrayList<>();

    /** Which of {@link #downs} reads a local address. */
    private final Map<InetSocketAddress, DownForwarder> downOf = new HashMap<>();

    private final ByteBuffer held = ByteBuffer.allocate(HELD_ROOM);
    private final Gate gate;
    private final long[] ringDrops;
    private boolean closed;

    /**
     * @param ports by their index; they stay the caller's to close, after this
     * @param sockets stay the caller's to close, after this
     * @param arrivals takes what is the engine's
     * @param gate decides what of strangers comes there at all
     */
    public UserspaceDataPlane(
            List<AccessPort> ports,
            CoreSockets sockets,
            Arrivals arrivals,
            Gate gate,
            UserspaceSettings settings)
            throws IOException {
        this(ports, sockets, arrivals, gate, settings, new MonotonicClock());
    }

    /**
     * @param clock tells how long a frame has waited for those before it
     */
    UserspaceDataPlane(
            List<AccessPort> ports,
            CoreSockets sockets,
            Arrivals arrivals,
            Gate gate,
            UserspaceSettings settings,
            LongSupplier clock)
            throws IOException {
        this.gate = gate;
        this.ports = List.copyOf(ports);
        this.sockets = sockets;
        this.ringDrops = new long[ports.size()];
        List<AccessTable> accessTables = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            AccessPort port = ports.get(i);
            if (port.index() != i) {
                throw new IllegalArgumentException("port " + port.name() + " is not number " + i);
            }
            accessTables.add(new AccessTable(port.mac(), port.mtu()));
        }
        tables = new CallTables(accessTables, arena);
        try {
            addUps(settings, arrivals, clock);
            addDowns(settings, arrivals, clock);
        } catch (PosixException e) {
            arena.close();
            throw e;
        }
    }

    private void addUps(UserspaceSettings settings, Arrivals arrivals, LongSupplier clock)
            throws PosixException {
        List<List<AccessPort>> dealt = deal(ports, settings.threads());
        Arrivals own = dealt.size() == 1 ? arrivals : new SharedArrivals(arrivals);
        for (int i = 0; i < dealt.size(); i++) {
            ups.add(
                    UpForwarder.of(
                            i,
                            dealt.get(i),
                            tables,
                            own,
                            gate,
                            clock,
                            new MonotonicClock(),
                            arena,
                            settings.busyPollNanos()));
        }
    }

    private void addDowns(UserspaceSettings settings, Arrivals arrivals, LongSupplier clock)
            throws PosixException {
        List<List<CoreSocket>> dealt = deal(sockets.all(), settings.threads());
        Arrivals own = dealt.size() == 1 ? arrivals : new SharedArrivals(arrivals);
        for (int i = 0; i < dealt.size(); i++) {
            DownForwarder one =
                    DownForwarder.of(
                            i,
                            ports,
                            dealt.get(i),
                            tables,
                            own,
                            clock,
                            new MonotonicClock(),
                            arena,
                            settings.busyPollNanos());
            downs.add(one);
            dealt.get(i).forEach(socket -> downOf.put(socket.local(), one));
        }
    }

    /** One for each of so many hands, none empty but the first. */
    private static <T> List<List<T>> deal(List<T> all, int hands) {
        List<List<T>> dealt = new ArrayList<>();
        for (int i = 0; i < Math.clamp(all.size(), 1, hands); i++) {
            dealt.add(new ArrayList<>());
        }
        for (int i = 0; i < all.size(); i++) {
            dealt.get(i % dealt.size()).add(all.get(i));
        }
        return dealt;
    }

    private Stream<ForwardingThread> threads() {
        return Stream.concat(
                ups.stream().map(UpForwarder::thread), downs.stream().map(DownForwarder::thread));
    }

    /** Frames move from now on. */
    public void start() {
        threads().forEach(ForwardingThread::start);
    }

    @Override
    public void join(Binding binding) {
        join(binding, null);
    }

    /**
     * As {@link #join(Binding)}.
     *
     * @param lanes where frames may also move past this process, both closed; null for nowhere
     */
    public void join(Binding binding, @Nullable Lanes lanes) {
        CoreSocket socket = socket(binding);
        int sender = sockets.sender(socket, binding.data().datagrams());
        tables.join(binding, socket.fd(), sender, lanes);
        open(binding.callId());
    }

    @Override
    public Counters rebind(Binding binding) {
        return rebind(binding, null);
    }

    /**
     * As {@link #rebind(Binding)}. The former lanes are not touched after this returns.
     *
     * @param lanes as for {@link #join(Binding, Lanes)}
     */
    public Counters rebind(Binding binding, @Nullable Lanes lanes) {
        CoreSocket socket = socket(binding);
        int sender = sockets.sender(socket, binding.data().datagrams());
        Counters former = tables.rebind(binding, socket.fd(), sender, lanes, this::quiesce);
        open(binding.callId());
        return former;
    }

    /** The lanes of a call that has been joined, if it has any. */
    private void open(long callId) {
        DownLeg leg = tables.down(callId);
        if (leg == null || leg.lane == null) {
            return;
        }
        DownForwarder down = downOf.get(leg.up.destination.local());
        if (down != null) {
            down.work().lanes().open(leg.lane);
            down.thread().wake();
        }
        if (leg.port >= 0) {
            UpForwarder up = ups.get(leg.port % ups.size());
            up.work().joins().joined(leg.up);
            up.thread().wake();
        }
    }

    private CoreSocket socket(Binding binding) {
        CoreSocket socket = sockets.at(binding.local());
        if (socket == null) {
            throw new IllegalStateException("no socket on the local address of " + binding);
        }
        return socket;
    }

    @Override
    public Counters part(long callId) {
        return tables.part(callId, this::quiesce);
    }

    @Override
    public Map<Long, Counters> partAll(Collection<Long> callIds) {
        return tables.partAll(callIds, this::quiesce);
    }

    private void quiesce() {
        threads().forEach(ForwardingThread::quiesce);
    }

    /**
     * The TPID of the outer tag in frames to a port's callers: the one that theirs came with.
     *
     * @param vlan the outer VLAN id
     * @param doubleTagged whether there is an inner tag
     */
    public int outerTpid(int port, int vlan, boolean doubleTagged) {
        return tables.port(port).outerTpid(vlan, doubleTagged);
    }

    @Override
    public void portChanged(int accessPort, long mac, int mtu) {
        tables.port(accessPort).become(mac, mtu);
    }

    @Override
    public Activity activity(long callId) {
        return tables.activity(callId);
    }

    @Override
    public Counters counters(long callId) {
        return tables.counters(callId);
    }

    @Override
    public long datagramsFrom(int localTunnelId) {
        long sum = 0;
        for (DownForwarder down : downs) {
            sum += down.path().datagramsFrom(localTunnelId);
        }
        return sum;
    }

    @Override
    public void sendToLns(long callId, ByteBuffer pppFrame) {
        UpLeg leg = tables.up(callId);
        if (leg == null) {
            heldTallies.count(Drop.HELD_NOT_JOINED);
            return;
        }
        int length = pppFrame.remaining();
        int frameAt = UpLeg.LONGEST_HEADER;
        held.clear();
        held.put(frameAt, pppFrame, pppFrame.position(), length);
        int at = leg.wrap(held, frameAt, length);
        held.position(at).limit(frameAt + length);
        Destination to = leg.destination;
        CoreSocket socket = sockets.at(to.local());
        if (socket != null && socket.send(to.sender(), to.peer(), held)) {
            tables.countHeld(callId, pppFrame);
        } else {
            heldTallies.count(Drop.CORE_SEND_REFUSED);
        }
    }

    /** Dropped frames and datagrams by reason, in alphabetical order. */
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        ups.forEach(up -> up.tallies().addTo(counters));
        downs.forEach(down -> down.tallies().addTo(counters));
        heldTallies.addTo(counters);
        counters.putAll(gate.counters());
        counters.put("data-batch-failures", threads().mapToLong(ForwardingThread::failures).sum());
        long lost = 0;
        for (int i = 0; i < ringDrops.length; i++) {
            lost += ringDrops(i);
        }
        counters.put("access-ring-full", lost);
        return counters;
    }

    /** Frames of a port that found its ring full. */
    public long ringDrops(int port) {
        if (!closed) {
            ringDrops[port] += ports.get(port).ring().takeDrops();
        }
        return ringDrops[port];
    }

    /** Forwarded frames that a port's interface did not take. */
    public long refusals(int port) {
        return downs.stream().mapToLong(down -> down.batches().get(port).refused()).sum();
    }

    /** Calls of a port that are joined. */
    public int calls(int port) {
        return tables.port(port).calls();
    }

    /** All calls that are joined. */
    public int calls() {
        return tables.size();
    }

    /** Threads that forward, in the direction that has more of them. */
    public int threadsEachWay() {
        return Math.max(ups.size(), downs.size());
    }

    /** The threads that forward, for measurements. */
    public List<Long> threadIds() {
        return threads().map(ForwardingThread::threadId).toList();
    }

    /** Returns when all threads have stopped. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        for (ForwardingThread thread : threads().toList()) {
            thread.stop();
        }
        arena.close();
    }
}
