package org.lacserver.data.kernel;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.data.UserspaceDataPlane;
import org.lacserver.data.kernel.KernelCalls.Moved;
import org.lacserver.data.kernel.KernelCalls.Place;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane;
import org.lacserver.port.Encapsulation.Sequencing;
import org.lacserver.port.Line;
import org.lacserver.pppoe.ethernet.Frames;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The kernel's program moves what it can of joined calls, a {@link UserspaceDataPlane} all else. A
 * call is always joined in the latter as well. The engine's thread only, but for {@link
 * UserspaceDataPlane}'s own threads.
 */
public final class KernelDataPlane implements DataPlane, AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(KernelDataPlane.class);
    private static final long CHECK_NANOS = 1_000_000_000;
    private static final int LONGEST_HEADER = 20;

    private final UserspaceDataPlane userspace;
    private final KernelMaps maps;
    private final Attachments attachments;
    private final PinDirectory pins;
    private final SlotBook book;
    private final AdoptedFlows adopted;
    private final NextHops nextHops;
    private final SharedArray heard;
    private final Map<Long, Place> places = new HashMap<>();
    private final Map<Long, String> reasons = new HashMap<>();
    private long checkedAt;
    private boolean closed;

    KernelDataPlane(
            UserspaceDataPlane userspace,
            KernelMaps maps,
            Attachments attachments,
            PinDirectory pins,
            SlotBook book,
            AdoptedFlows adopted,
            NextHops nextHops) {
        this.userspace = userspace;
        this.maps = maps;
        this.attachments = attachments;
        this.pins = pins;
        this.book = book;
        this.adopted = adopted;
        this.nextHops = nextHops;
        this.heard = maps.array("heard");
        maps.alive();
    }

    // ---- calls ----

    @Override
    public void join(Binding binding) {
        giveWay(binding);
        Place place = reserve(binding);
        if (place != null && !link(binding.callId(), place)) {
            book.release(place);
            place = null;
        }
        // linked first: the lanes count every frame that comes from now on
        try {
            userspace.join(binding, place == null ? null : book.lanes(place));
        } catch (RuntimeException e) {
            if (place != null) {
                places.remove(binding.callId());
                book.takeOut(List.of(place));
                book.release(place);
            }
            reasons.remove(binding.callId());
            throw e;
        }
    }

    /** What a former daemon left may not stand in the way of a call of this one. */
    private void giveWay(Binding binding) {
        Line line = binding.line();
        boolean onPort = binding.access() != Binding.Access.SERIAL;
        adopted.giveWay(
                onPort ? line.accessPort() : Layout.NO_PORT,
                SlotBook.vlans(binding),
                line.mac(),
                line.pppoeSessionId(),
                binding.localTunnelId(),
                binding.localSessionId());
    }

    /** Null when the kernel cannot move the call; {@link #reasons} then has why. */
    private @Nullable Place reserve(Binding binding) {
        String why = whyNot(binding);
        if (why.isEmpty()) {
            Place place = book.reserve(binding, header(binding.line()));
            if (place != null) {
                return place;
            }
            why = "there are too many LNSs and ways of sending to them";
        }
        reasons.put(binding.callId(), why);
        return null;
    }

    private String whyNot(Binding binding) {
        if (binding.access() == Binding.Access.SERIAL) {
            return "frames of a modem pass through the box";
        }
        if (binding.data().offset() >= 0) {
            return "its LNS wants Offset Padding";
        }
        if (binding.data().sequencing() == Sequencing.REQUIRE) {
            return "its frames are numbered";
        }
        if (binding.peer().getAddress().isLinkLocalAddress()) {
            return "its LNS has a link-local address";
        }
        return book.hasSlot() ? "" : "all " + book.slots() + " places are taken";
    }

    /** What stands in front of frames to the caller: addresses and tags. */
    private ByteBuffer header(Line line) {
        int outer = line.outerVlan();
        int inner = line.innerVlan();
        ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER);
        putMac(header, line.mac());
        putMac(header, attachments.devices().get(line.accessPort()).mac());
        if (outer != 0) {
            int tpid = userspace.outerTpid(line.accessPort(), outer, inner != 0);
            header.putShort((short) tpid).putShort((short) outer);
        }
        if (inner != 0) {
            header.putShort((short) Frames.TPID_8021Q).putShort((short) inner);
        }
        return header.flip();
    }

    private static void putMac(ByteBuffer buffer, long mac) {
        buffer.putShort((short) (mac >> 32)).putInt((int) mac);
    }

    /** Whether the program knows the call now; {@link #reasons} has why not. */
    private boolean link(long callId, Place place) {
        try {
            book.link(place);
        } catch (PosixException e) {
            reasons.put(callId, "the kernel did not take it: " + e.getMessage());
            return false;
        }
        places.put(callId, place);
        reasons.remove(callId);
        return true;
    }

    @Override
    public Counters part(long callId) {
        return partAll(List.of(callId)).getOrDefault(callId, Counters.ZERO);
    }

    @Override
    public Map<Long, Counters> partAll(Collection<Long> callIds) {
        Map<Long, Place> parted = new LinkedHashMap<>();
        for (Long callId : callIds) {
            Place place = places.remove(callId);
            if (place != null) {
                parted.put(callId, place);
            }
            reasons.remove(callId);
        }
        book.takeOut(parted.values());
        Map<Long, Counters> last = new HashMap<>(userspace.partAll(callIds));
        parted.forEach(
                (callId, place) -> {
                    last.computeIfPresent(callId, (_, own) -> sum(own, book.moved(place)));
                    book.release(place);
                });
        return last;
    }

    @Override
    public Counters rebind(Binding binding) {
        long callId = binding.callId();
        String formerly = reasons.get(callId);
        Place former = places.get(callId);
        giveWay(binding);
        Place next = reserve(binding);
        Counters last;
        try {
            last = userspace.rebind(binding, next == null ? null : book.lanes(next));
        } catch (RuntimeException e) {
            if (next != null) {
                book.release(next);
            }
            if (formerly == null) {
                reasons.remove(callId);
            } else {
                reasons.put(callId, formerly);
            }
            throw e;
        }
        if (former != null) {
            places.remove(callId);
            book.takeOut(List.of(former));
            last = sum(last, book.moved(former));
            book.release(former);
        }
        if (next != null && !link(callId, next)) {
            places.put(callId, next); // the leg may write to its lanes until it ends
        }
        return last;
    }

    private static Counters sum(Counters own, Moved moved) {
        return new Counters(
                own.upFrames() + moved.upFrames(),
                own.upOctets() + moved.upOctets(),
                own.downFrames() + moved.downFrames(),
                own.downOctets() + moved.downOctets(),
                own.downLost());
    }

    @Override
    public Counters counters(long callId) {
        Counters own = userspace.counters(callId);
        Place place = places.get(callId);
        return place == null ? own : sum(own, book.moved(place));
    }

    @Override
    public Activity activity(long callId) {
        Activity own = userspace.activity(callId);
        Place place = places.get(callId);
        if (place == null) {
            return own;
        }
        Moved moved = book.moved(place);
        return new Activity(
                own.up() + moved.upFrames(),
                own.down() + moved.downFrames(),
                own.upData() + moved.upFrames() - moved.upLcp(),
                own.downData() + moved.downFrames() - moved.downLcp());
    }

    @Override
    public long datagramsFrom(int localTunnelId) {
        long sum = userspace.datagramsFrom(localTunnelId);
        for (int cpu = 0; cpu < maps.sizes().cpus(); cpu++) {
            sum += heard.getLong((long) cpu * Layout.IDS + localTunnelId, 0);
        }
        return sum;
    }

    @Override
    public void sendToLns(long callId, ByteBuffer pppFrame) {
        userspace.sendToLns(callId, pppFrame);
    }

    @Override
    public void portChanged(int accessPort, long mac, int mtu) {
        userspace.portChanged(accessPort, mac, mtu);
        attachments.portChanged(accessPort, mac, mtu);
    }

    /** To be called now and then: follows interfaces and ends adopted flows, once a second. */
    public void tick(long nowNanos) {
        if (nowNanos - checkedAt >= CHECK_NANOS) {
            checkedAt = nowNanos;
            maps.alive();
            attachments.check();
            adopted.check(nowNanos);
        }
    }

    // ---- what an operator sees ----

    /** The userspace path below. */
    public UserspaceDataPlane userspace() {
        return userspace;
    }

    /** Null when the call is not joined by a place of the kernel nor known otherwise. */
    public @Nullable CallPath path(long callId) {
        String why = reasons.get(callId);
        Place place = places.get(callId);
        if (why != null) {
            return new CallPath(false, why);
        }
        return place == null ? null : new CallPath(true, whyNotFast(place));
    }

    /** Whether a call's next frames, if nothing is odd with them, are moved by the program. */
    public boolean isOpen(long callId) {
        Place place = places.get(callId);
        return place != null && !reasons.containsKey(callId) && book.isOpen(place);
    }

    private String whyNotFast(Place place) {
        Device port = attachments.devices().get(place.port());
        return port.attachedIndex() == 0
                ? "its port has no program: " + port.whyNotNative()
                : book.whyNotOpen(place);
    }

    /** How many calls have no place of the kernel's, by why. */
    public Map<String, Integer> reasons() {
        Map<String, Integer> counts = new TreeMap<>();
        reasons.values().forEach(why -> counts.merge(why, 1, Integer::sum));
        return counts;
    }

    /** Calls that the program moves. */
    public int calls() {
        return places.size();
    }

    /** All interfaces: access ports by index, then the core's. */
    public List<InterfaceRow> interfaces() {
        List<InterfaceRow> rows = new ArrayList<>();
        for (Device device : attachments.devices()) {
            long moved = 0;
            Map<String, Long> left = new LinkedHashMap<>();
            for (Map.Entry<FrameVerdict, Long> count : verdicts(device.place()).entrySet()) {
                if (count.getKey().isMoved()) {
                    moved += count.getValue();
                } else if (count.getValue() != 0) {
                    left.put(count.getKey().text(), count.getValue());
                }
            }
            String mode = device.attachedIndex() == 0 ? "" : attachments.mode().text();
            rows.add(
                    new InterfaceRow(
                            device.name(),
                            device.role(),
                            mode,
                            device.whyNotNative(),
                            moved,
                            left));
        }
        return rows;
    }

    private Map<FrameVerdict, Long> verdicts(int device) {
        Map<FrameVerdict, Long> counts = new EnumMap<>(FrameVerdict.class);
        SharedArray cpus = maps.cpus(device);
        for (FrameVerdict verdict : FrameVerdict.values()) {
            long sum = 0;
            for (int cpu = 0; cpu < maps.sizes().cpus(); cpu++) {
                sum += cpus.getLong(cpu, Layout.CPU_COUNT + verdict.place() * Long.BYTES);
            }
            counts.put(verdict, sum);
        }
        return counts;
    }

    /** Frames by what the program did with them, of all interfaces; in alphabetical order. */
    public Map<String, Long> verdicts() {
        Map<String, Long> counters = new TreeMap<>();
        for (Device device : attachments.devices()) {
            verdicts(device.place())
                    .forEach((what, count) -> counters.merge(what.counter(), count, Long::sum));
        }
        counters.put("kernel-grace-expired", book.graceExpired());
        return counters;
    }

    /** {@code native} or {@code generic}. */
    public String mode() {
        return attachments.mode().text();
    }

    public int slots() {
        return book.slots();
    }

    public int slotsInUse() {
        return book.used();
    }

    /**
     * Whether a PPPoE session is one of an adopted flow: nobody can answer for it, and it is not to
     * be taken for one that is gone.
     *
     * @param vlans outer VLAN id in the high 16 bits, inner one in the low ones
     */
    public boolean isAdopted(int accessPort, int vlans, int pppoeSession, long mac) {
        return adopted.has(accessPort, vlans, pppoeSession, mac);
    }

    /**
     * The caller of an adopted flow, named as for {@link #isAdopted}, has left; false: none such.
     */
    public boolean adoptedCallerLeft(int accessPort, int vlans, int pppoeSession, long mac) {
        return adopted.leaves(accessPort, vlans, pppoeSession, mac);
    }

    /** Flows of a former daemon that still go on. */
    public int adopted() {
        return adopted.size();
    }

    public List<AdoptedFlow> adoptedFlows() {
        return adopted.all();
    }

    /** How long until the last of the adopted flows ends. */
    public long adoptedNanosLeft(long nowNanos) {
        return adopted.nanosLeft(nowNanos);
    }

    /** Hears of each adopted flow that ends, from now on. */
    public void onAdoptedEnd(AdoptedFlow.Listener listener) {
        book.listener(listener);
    }

    /** No program runs after this, and nothing is pinned; the userspace path is closed as well. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            attachments.close();
            nextHops.close();
            userspace.close(); // its threads write to the maps' memory
            maps.close();
            pins.clear();
        } finally {
            pins.close();
        }
        LOG.debug("the kernel path is closed");
    }
}
