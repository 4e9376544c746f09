package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.io.SocketAddresses;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The joined calls: what the engine's thread changes and the forwarding threads look up. A leg is
 * published whole and never changed afterwards but by the thread that owns it.
 */
final class CallTables {
    private static final class Joined {
        private final Binding binding;
        private final UpLeg up;
        private final DownLeg down;

        /** Frames that the engine's thread sent itself. */
        private long heldFrames;

        private long heldOctets;

        /** Of these frames, the ones that are not LCP's. */
        private long heldData;

        private Joined(Binding binding, UpLeg up, DownLeg down) {
            this.binding = binding;
            this.up = up;
            this.down = down;
        }
    }

    private final List<AccessTable> ports;
    private final IdTable<TunnelTable> tunnels = new IdTable<>();
    private final Map<Long, Joined> calls = new HashMap<>();
    private final Map<Destination.Way, Destination> destinations = new HashMap<>();
    private final Arena arena;
    private final Deque<Long> freeAddresses = new ArrayDeque<>();

    /**
     * @param ports by index
     * @param arena keeps the peers' addresses
     */
    CallTables(List<AccessTable> ports, Arena arena) {
        this.ports = List.copyOf(ports);
        this.arena = arena;
    }

    IdTable<TunnelTable> tunnels() {
        return tunnels;
    }

    AccessTable port(int index) {
        return ports.get(index);
    }

    int size() {
        return calls.size();
    }

    /**
     * @param receiver the descriptor that receives on the binding's local address
     * @param sender the descriptor that sends from there as the binding wants
     * @param lanes null when only this process moves the call
     */
    void join(Binding binding, int receiver, int sender, @Nullable Lanes lanes) {
        AccessTable access = access(binding);
        if (calls.containsKey(binding.callId()) || (access != null && !access.isFree(binding))) {
            throw new IllegalStateException("ids are taken: " + binding);
        }
        Joined call = legs(binding, access, receiver, sender, new Joining(), lanes);
        calls.put(binding.callId(), call);
        if (access != null) {
            access.add(binding, call.up);
        }
    }

    private @Nullable AccessTable access(Binding binding) {
        return binding.access() == Binding.Access.SERIAL
                ? null
                : ports.get(binding.line().accessPort());
    }

    /** Both legs; the one from the LNS is in its tunnel's table already. */
    private Joined legs(
            Binding binding,
            @Nullable AccessTable access,
            int receiver,
            int sender,
            Joining joining,
            @Nullable Lanes lanes) {
        TunnelTable tunnel = tunnels.get(binding.localTunnelId());
        if (tunnel != null && tunnel.legs().get(binding.localSessionId()) != null) {
            throw new IllegalStateException("ids are taken: " + binding);
        }
        Destination destination = destination(binding, receiver, sender);
        if (tunnel != null && !tunnel.peer().hasEndsOf(destination)) {
            release(destination);
            throw new IllegalStateException("the tunnel has another peer: " + binding);
        }
        UpLeg up = new UpLeg(binding, destination, joining, lanes == null ? 0 : lanes.up());
        DownLeg down = new DownLeg(binding, up, access, lanes == null ? 0 : lanes.down());
        if (tunnel == null) {
            destination.use();
            tunnel = new TunnelTable(binding.localTunnelId(), destination, new IdTable<>());
            tunnels.put(binding.localTunnelId(), tunnel);
        }
        tunnel.legs().put(binding.localSessionId(), down);
        return new Joined(binding, up, down);
    }

    /**
     * @param quiesce as for {@link #part}
     */
    DataPlane.Counters rebind(
            Binding binding, int receiver, int sender, @Nullable Lanes lanes, Runnable quiesce) {
        Joined former = calls.get(binding.callId());
        if (former == null) {
            throw new IllegalStateException("not joined: " + binding);
        }
        AccessTable access = access(binding);
        Joined next = legs(binding, access, receiver, sender, former.up.joining, lanes);
        List<Destination> unused = new ArrayList<>();
        takeOutOfTunnel(former, unused);
        if (access != null) {
            access.replace(binding, former.up, next.up);
        }
        calls.put(binding.callId(), next);
        quiesce.run();
        unused.forEach(this::release);
        return counters(former, former.down.lostAtEnd());
    }

    /**
     * @param quiesce returns when no forwarding thread can hold a leg that was taken out before
     */
    DataPlane.Counters part(long callId, Runnable quiesce) {
        return partAll(List.of(callId), quiesce).getOrDefault(callId, DataPlane.Counters.ZERO);
    }

    /** As {@link #part}, of those that are joined, with one wait for all of them. */
    Map<Long, DataPlane.Counters> partAll(Collection<Long> callIds, Runnable quiesce) {
        List<Destination> unused = new ArrayList<>();
        List<Joined> parted = new ArrayList<>();
        for (Long callId : callIds) {
            Joined call = calls.remove(callId);
            if (call != null) {
                takeOut(call, unused);
                parted.add(call);
            }
        }
        if (parted.isEmpty()) {
            return Map.of();
        }
        quiesce.run();
        unused.forEach(this::release);
        Map<Long, DataPlane.Counters> last = new HashMap<>();
        for (Joined call : parted) {
            last.put(call.binding.callId(), counters(call, call.down.lostAtEnd()));
        }
        return last;
    }

    private void takeOut(Joined call, List<Destination> unused) {
        Binding binding = call.binding;
        if (binding.access() != Binding.Access.SERIAL) {
            ports.get(binding.line().accessPort()).remove(binding, call.up);
        }
        takeOutOfTunnel(call, unused);
    }

    private void takeOutOfTunnel(Joined call, List<Destination> unused) {
        Binding binding = call.binding;
        call.down.end();
        unused.add(call.up.destination);
        TunnelTable tunnel = tunnels.get(binding.localTunnelId());
        if (tunnel != null) {
            tunnel.legs().remove(binding.localSessionId());
            if (tunnel.legs().size() == 0) {
                tunnels.remove(binding.localTunnelId());
                unused.add(tunnel.peer());
            }
        }
    }

    DataPlane.Counters counters(long callId) {
        Joined call = calls.get(callId);
        return call == null ? DataPlane.Counters.ZERO : counters(call, call.down.lost());
    }

    DataPlane.Activity activity(long callId) {
        Joined call = calls.get(callId);
        return call == null
                ? DataPlane.Activity.ZERO
                : new DataPlane.Activity(
                        call.up.seen() + call.heldFrames,
                        call.down.seen(),
                        call.up.data() + call.heldData,
                        call.down.data());
    }

    private static DataPlane.Counters counters(Joined call, long lost) {
        return new DataPlane.Counters(
                call.up.frames() + call.heldFrames,
                call.up.octets() + call.heldOctets,
                call.down.frames(),
                call.down.octets(),
                lost);
    }

    /** The upstream leg of a joined call, for a frame that the engine held. */
    @Nullable UpLeg up(long callId) {
        Joined call = calls.get(callId);
        return call == null ? null : call.up;
    }

    /** The downstream leg of a joined call. */
    @Nullable DownLeg down(long callId) {
        Joined call = calls.get(callId);
        return call == null ? null : call.down;
    }

    /** A frame of the engine's has gone to the LNS. */
    void countHeld(long callId, ByteBuffer pppFrame) {
        Joined call = calls.get(callId);
        if (call != null) {
            call.heldFrames++;
            call.heldOctets += pppFrame.remaining();
            call.heldData += Leg.isLcp(pppFrame, pppFrame.position(), pppFrame.remaining()) ? 0 : 1;
        }
    }

    private Destination destination(Binding binding, int receiver, int sender) {
        Destination.Way way =
                new Destination.Way(binding.local(), binding.peer(), binding.data().datagrams());
        Destination destination = destinations.get(way);
        if (destination == null) {
            Long free = freeAddresses.poll();
            long address = free == null ? arena.allocate(SocketAddresses.SIZE, 8).address() : free;
            destination = new Destination(way, receiver, sender, address);
            destinations.put(way, destination);
        }
        destination.use();
        return destination;
    }

    private void release(Destination destination) {
        if (destination.leave()) {
            destinations.remove(destination.way());
            freeAddresses.push(destination.address());
        }
    }
}
