package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.io.SocketAddresses;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane;

import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
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

        private Joined(Binding binding, UpLeg up, DownLeg down) {
            this.binding = binding;
            this.up = up;
            this.down = down;
        }
    }

    private record Ends(InetSocketAddress local, InetSocketAddress peer) {}

    private final List<AccessTable> ports;
    private final IdTable<TunnelTable> tunnels = new IdTable<>();
    private final Map<Long, Joined> calls = new HashMap<>();
    private final Map<Ends, Destination> destinations = new HashMap<>();
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
     * @param socket the descriptor that is bound to the binding's local address
     */
    void join(Binding binding, int socket) {
        AccessTable access = ports.get(binding.line().accessPort());
        TunnelTable tunnel = tunnels.get(binding.localTunnelId());
        if (calls.containsKey(binding.callId())
                || access.legs().get(binding.line().pppoeSessionId()) != null
                || (tunnel != null && tunnel.legs().get(binding.localSessionId()) != null)) {
            throw new IllegalStateException("ids are taken: " + binding);
        }
        Destination destination = destination(binding, socket);
        if (tunnel != null && tunnel.peer() != destination) {
            release(destination);
            throw new IllegalStateException("the tunnel has another peer: " + binding);
        }
        UpLeg up = new UpLeg(binding, destination);
        DownLeg down = new DownLeg(binding, up, access);
        calls.put(binding.callId(), new Joined(binding, up, down));
        if (tunnel == null) {
            tunnel = new TunnelTable(binding.localTunnelId(), destination, new IdTable<>());
            tunnels.put(binding.localTunnelId(), tunnel);
        }
        tunnel.legs().put(binding.localSessionId(), down);
        access.legs().put(binding.line().pppoeSessionId(), up);
    }

    /**
     * @param quiesce returns when no forwarding thread can hold a leg that was taken out before
     */
    DataPlane.Counters part(long callId, Runnable quiesce) {
        Joined call = calls.remove(callId);
        if (call == null) {
            return DataPlane.Counters.ZERO;
        }
        Binding binding = call.binding;
        ports.get(binding.line().accessPort()).legs().remove(binding.line().pppoeSessionId());
        TunnelTable tunnel = tunnels.get(binding.localTunnelId());
        if (tunnel != null) {
            tunnel.legs().remove(binding.localSessionId());
            if (tunnel.legs().size() == 0) {
                tunnels.remove(binding.localTunnelId());
            }
        }
        quiesce.run();
        release(call.up.destination);
        return counters(call);
    }

    DataPlane.Counters counters(long callId) {
        Joined call = calls.get(callId);
        return call == null ? DataPlane.Counters.ZERO : counters(call);
    }

    private static DataPlane.Counters counters(Joined call) {
        return new DataPlane.Counters(
                call.up.frames() + call.heldFrames,
                call.up.octets() + call.heldOctets,
                call.down.frames(),
                call.down.octets());
    }

    /** The upstream leg of a joined call, for a frame that the engine held. */
    @Nullable UpLeg up(long callId) {
        Joined call = calls.get(callId);
        return call == null ? null : call.up;
    }

    void countHeld(long callId, int octets) {
        Joined call = calls.get(callId);
        if (call != null) {
            call.heldFrames++;
            call.heldOctets += octets;
        }
    }

    private Destination destination(Binding binding, int socket) {
        Ends ends = new Ends(binding.local(), binding.peer());
        Destination destination = destinations.get(ends);
        if (destination == null) {
            Long free = freeAddresses.poll();
            long address = free == null ? arena.allocate(SocketAddresses.SIZE, 8).address() : free;
            destination = new Destination(ends.local(), ends.peer(), socket, address);
            destinations.put(ends, destination);
        }
        destination.use();
        return destination;
    }

    private void release(Destination destination) {
        if (destination.leave()) {
            destinations.remove(new Ends(destination.local(), destination.peer()));
            freeAddresses.push(destination.address());
        }
    }
}
