package org.lacserver.data.kernel;

import org.jspecify.annotations.Nullable;
import org.lacserver.data.Lanes;
import org.lacserver.data.kernel.KernelCalls.Moved;
import org.lacserver.data.kernel.KernelCalls.Place;
import org.lacserver.port.Binding;
import org.lacserver.pppoe.ethernet.PosixException;

import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * Slots and destinations as they are given and taken back; what is taken out of the program's
 * tables is given again only when no run of the program can hold it.
 */
final class SlotBook {
    private final KernelCalls calls;
    private final Slots slots;
    private final DestinationTable destinations;
    private final Quiescence quiescence;
    private final Sizes sizes;
    private AdoptedFlow.Listener listener = (_, _) -> {};

    SlotBook(
            KernelMaps maps,
            KernelCalls calls,
            DestinationTable destinations,
            Quiescence quiescence) {
        this.calls = calls;
        this.sizes = maps.sizes();
        this.slots = new Slots(sizes.slots());
        this.destinations = destinations;
        this.quiescence = quiescence;
    }

    int slots() {
        return slots.size();
    }

    int used() {
        return slots.used();
    }

    int ports() {
        return sizes.ports();
    }

    long graceExpired() {
        return quiescence.expired();
    }

    boolean hasSlot() {
        return slots.used() < slots.size();
    }

    /**
     * A place for a call, filled but not linked. There must be a free slot.
     *
     * @return null when there are too many destinations
     */
    @Nullable Place reserve(Binding binding, ByteBuffer header) {
        int destination = destinations.use(DestinationTable.Way.of(binding));
        if (destination == DestinationTable.NONE) {
            return null;
        }
        Place place =
                new Place(
                        slots.take(),
                        binding.line().accessPort(),
                        vlans(binding),
                        binding.line().pppoeSessionId(),
                        binding.line().mac(),
                        binding.localTunnelId(),
                        binding.localSessionId(),
                        destination);
        calls.write(place, binding, header);
        return place;
    }

    static int vlans(Binding binding) {
        return binding.line().outerVlan() << 16 | binding.line().innerVlan();
    }

    Lanes lanes(Place place) {
        return calls.lanes(place.slot());
    }

    void link(Place place) throws PosixException {
        calls.link(place);
    }

    /** When this returns the program does not move their frames, and {@link #moved} is final. */
    void takeOut(Collection<Place> places) {
        if (!places.isEmpty()) {
            places.forEach(calls::unlink);
            quiescence.await();
        }
    }

    Moved moved(Place place) {
        return calls.moved(place.slot());
    }

    /** Of one that was taken out, or never linked. */
    void release(Place place) {
        calls.clear(place.slot());
        slots.release(place.slot());
        destinations.release(place.destination());
    }

    void watchAdopted() {
        destinations.watchAdopted();
    }

    /** Takes over what a former daemon wrote; false when its destination is not in order. */
    boolean adopt(Place place) {
        if (!destinations.adopt(place.destination())) {
            return false;
        }
        slots.reserve(place.slot());
        return true;
    }

    void listener(AdoptedFlow.Listener hears) {
        listener = hears;
    }

    void ended(AdoptedFlow flow, AdoptedFlow.End why) {
        listener.ended(flow, why);
    }

    /** Whether the program moves its next frame in each direction. */
    boolean isOpen(Place place) {
        return calls.isOpen(place.slot());
    }

    /** Why frames of a linked call take the userspace path now; empty when they do not. */
    String whyNotOpen(Place place) {
        return calls.isOpen(place.slot())
                ? ""
                : "frames that came before are still in hand, or the LNS numbers its own";
    }
}
