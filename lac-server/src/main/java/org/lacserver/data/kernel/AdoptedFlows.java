package org.lacserver.data.kernel;

import org.jspecify.annotations.Nullable;
import org.lacserver.data.kernel.AdoptedFlow.End;
import org.lacserver.data.kernel.KernelCalls.Place;
import org.lacserver.pppoe.ethernet.PosixException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The flows that a former daemon left, until each ends. The engine's thread only. */
final class AdoptedFlows {
    private static final long SILENCE_NANOS = 30_000_000_000L;

    /** Of a check: whoever is told to call again does so at once. */
    private static final int AT_ONCE = 2_000;

    private record Line(int port, int vlans, long mac) {}

    private record Session(int port, int vlans, int pppoeSession) {}

    private record Ids(int tunnel, int session) {}

    private static final class Flow {
        private final Place place;
        private long heard;
        private long heardAt;

        private Flow(Place place, long heard, long now) {
            this.place = place;
            this.heard = heard;
            this.heardAt = now;
        }
    }

    private final KernelCalls calls;
    private final SlotBook book;
    private final long endNanos;
    private final Deque<Integer> unchecked = new ArrayDeque<>();
    private final Map<Integer, Flow> bySlot = new LinkedHashMap<>();
    private final Map<Line, Deque<Integer>> byLine = new HashMap<>();
    private final Map<Session, Integer> bySession = new HashMap<>();
    private final Map<Ids, Integer> byIds = new HashMap<>();

    /**
     * @param endNanos when those that are left end
     */
    AdoptedFlows(KernelCalls calls, SlotBook book, long endNanos) {
        this.calls = calls;
        this.book = book;
        this.endNanos = endNanos;
    }

    /** Takes what is in order in the maps; all else there is cleared. */
    void load(long now) throws PosixException {
        BitSet kept = new BitSet();
        for (int slot = 0; slot < book.slots(); slot++) {
            Place place = calls.read(slot);
            if (isWhole(place) && isFree(place) && book.adopt(place)) {
                kept.set(slot);
                add(place, now);
            }
        }
        calls.dropAllBut(kept);
        for (int slot = 0; slot < book.slots(); slot++) {
            if (!kept.get(slot)) {
                calls.clear(slot);
            }
        }
        for (Flow flow : bySlot.values()) {
            calls.adopt(flow.place);
        }
    }

    /** Whoever filled it may have been killed between any two writes. */
    private boolean isWhole(Place place) {
        return place.pppoeSession() != 0
                && place.tunnel() != 0
                && place.session() != 0
                && place.port() < book.ports();
    }

    private boolean isFree(Place place) {
        return !byIds.containsKey(new Ids(place.tunnel(), place.session()))
                && !bySession.containsKey(session(place));
    }

    private void add(Place place, long now) {
        int slot = place.slot();
        bySlot.put(slot, new Flow(place, calls.moved(slot).downFrames(), now));
        byLine.computeIfAbsent(line(place), _ -> new ArrayDeque<>()).add(slot);
        unchecked.add(slot);
        bySession.put(session(place), slot);
        byIds.put(new Ids(place.tunnel(), place.session()), slot);
    }

    private static Line line(Place place) {
        return new Line(place.port(), place.vlans(), place.mac());
    }

    private static Session session(Place place) {
        return new Session(place.port(), place.vlans(), place.pppoeSession());
    }

    int size() {
        return bySlot.size();
    }

    List<AdoptedFlow> all() {
        return bySlot.values().stream().map(flow -> AdoptedFlow.of(flow.place)).toList();
    }

    /** How long until the last of them ends; 0 when that is over. */
    long nanosLeft(long now) {
        return Math.max(0, endNanos - now);
    }

    /** Whether a session is one of a flow's: nobody here can answer for it. */
    boolean has(int port, int vlans, int pppoeSession, long mac) {
        Integer slot = bySession.get(new Session(port, vlans, pppoeSession));
        Flow flow = slot == null ? null : bySlot.get(slot);
        return flow != null && flow.place.mac() == mac;
    }

    /** The caller of a flow has left; false when there is no such flow. */
    boolean leaves(int port, int vlans, int pppoeSession, long mac) {
        if (!has(port, vlans, pppoeSession, mac)) {
            return false;
        }
        Map<Integer, End> ending = new LinkedHashMap<>();
        note(ending, bySession.get(new Session(port, vlans, pppoeSession)), End.CALLER_LEFT);
        end(ending);
        return true;
    }

    /**
     * A call is about to be joined: what is in its way ends, and of the flows of its caller the
     * first: he may have had several, and calls again for each.
     */
    void giveWay(int port, int vlans, long mac, int pppoeSession, int tunnel, int session) {
        if (bySlot.isEmpty()) {
            return;
        }
        Map<Integer, End> ending = new LinkedHashMap<>();
        note(ending, bySession.get(new Session(port, vlans, pppoeSession)), End.REPLACED);
        note(ending, byIds.get(new Ids(tunnel, session)), End.REPLACED);
        Deque<Integer> ofLine = byLine.get(new Line(port, vlans, mac));
        note(ending, ofLine == null ? null : ofLine.peek(), End.CALLER_BACK);
        end(ending);
    }

    private static void note(Map<Integer, End> ending, @Nullable Integer slot, End why) {
        if (slot != null) {
            ending.put(slot, why);
        }
    }

    /** Looks at some, and ends those whose time has come; all have their turn. */
    void check(long now) {
        Map<Integer, End> ending = new LinkedHashMap<>();
        int most = Math.min(AT_ONCE, unchecked.size());
        for (int i = 0; i < most; i++) {
            int slot = unchecked.remove();
            Flow flow = bySlot.get(slot);
            if (flow == null) {
                continue;
            }
            long heard = calls.moved(slot).downFrames();
            if (heard != flow.heard) {
                flow.heard = heard;
                flow.heardAt = now;
            }
            if (now - endNanos >= 0) {
                ending.put(slot, End.TIME_OVER);
            } else if (now - flow.heardAt >= SILENCE_NANOS) {
                ending.put(slot, End.SILENT);
            } else {
                unchecked.add(slot);
            }
        }
        end(ending);
    }

    private void end(Map<Integer, End> ending) {
        if (ending.isEmpty()) {
            return;
        }
        List<Place> places = new ArrayList<>();
        for (Integer slot : ending.keySet()) {
            Flow flow = bySlot.remove(slot);
            if (flow == null) {
                throw new IllegalStateException("no adopted flow in slot " + slot);
            }
            places.add(flow.place);
            Deque<Integer> ofLine = byLine.get(line(flow.place));
            if (ofLine != null && ofLine.remove(slot) && ofLine.isEmpty()) {
                byLine.remove(line(flow.place));
            }
            bySession.remove(session(flow.place));
            byIds.remove(new Ids(flow.place.tunnel(), flow.place.session()));
        }
        book.takeOut(places);
        for (Place place : places) {
            book.release(place);
            End why = ending.get(place.slot());
            if (why != null) {
                book.ended(AdoptedFlow.of(place), why);
            }
        }
    }
}
