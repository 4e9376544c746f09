package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.accounting.Window.Call;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;

/**
 * Whose turn it is. Sessions with a record to send and none in flight, oldest first; those that
 * went ahead of the disk take turns with the others. The box's own records are gates: what is older
 * goes before, what is newer after (Accounting-On closes what a server believes open; a start that
 * overtook it would be closed with them).
 */
final class Lanes {
    /**
     * An Accounting-On or -Off waits this long, from the first sign of life of a server, for older
     * records: long enough for the stops of 60,000 calls at the usual rate, and an end to the wait
     * for a record that no server ever takes.
     */
    static final long PATIENCE_NANOS = 60_000_000_000L;

    /** Every so often a probe is a record behind a gate: some servers never answer the gate's. */
    private static final int GATE_PROBES = 4;

    private final Window window;
    private final LinkedHashSet<Call> backlog = new LinkedHashSet<>();
    private final LinkedHashSet<Call> live = new LinkedHashSet<>();
    private final LinkedHashSet<Call> held = new LinkedHashSet<>();
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
    private final ArrayDeque<Item> gates = new ArrayDeque<>();
    private boolean isLiveNext;
    private int probes;

    /** The first gate is open to what is behind it: it alone got no answer. */
    private boolean isLifted;

    private boolean hasPatienceEnd;
    private long patienceEnd;
    private boolean isPatienceOver;
    private boolean wasGateReady;

    private record Delayed(long atNanos, Call call) implements Comparable<Delayed> {
        @Override
        public int compareTo(Delayed other) {
            return Long.compare(atNanos - other.atNanos, 0);
        }
    }

    Lanes(Window window) {
        this.window = window;
    }

    /** A record came into memory. */
    void added(Item item) {
        if (item.record.kind().isOfBox()) {
            gates.add(item);
        }
        Call call = window.call(item.record.session());
        if (call != null && call.items.peekFirst() == item) {
            ready(call);
        }
    }

    void ready(Call call) {
        (call.isLive ? live : backlog).add(call);
    }

    /** Only this session waits, for {@code call.backoffNanos}. */
    void delay(Call call, long nowNanos) {
        delayed.add(new Delayed(nowNanos + call.backoffNanos, call));
    }

    /** A record was acknowledged; a server lives. */
    void answered(long nowNanos) {
        if (!gates.isEmpty() && !hasPatienceEnd) {
            hasPatienceEnd = true;
            patienceEnd = nowNanos + PATIENCE_NANOS;
        }
    }

    void removed(Item item) {
        if (gates.remove(item)) {
            isLifted = false;
            hasPatienceEnd = false;
            isPatienceOver = false;
            release();
        }
        openGate();
    }

    /** The gate's own record got no answer while others did. */
    void lift() {
        isLifted = true;
        release();
    }

    void onDeadline(long nowNanos) {
        while (!delayed.isEmpty() && delayed.element().atNanos - nowNanos <= 0) {
            Call call = delayed.remove().call;
            if (!call.items.isEmpty() && !call.isInFlight) {
                ready(call);
            }
        }
        if (hasPatienceEnd && !isPatienceOver && patienceEnd - nowNanos <= 0) {
            isPatienceOver = true;
            openGate();
        }
    }

    long nextDeadlineNanos() {
        long next = delayed.isEmpty() ? Long.MAX_VALUE : delayed.element().atNanos;
        boolean waits = hasPatienceEnd && !isPatienceOver;
        return waits ? Deadlines.first(next, patienceEnd) : next;
    }

    boolean isEmpty() {
        return backlog.isEmpty() && live.isEmpty();
    }

    boolean hasProbe() {
        return !isEmpty() || !held.isEmpty();
    }

    /** The next session whose head may go; null when there is none. */
    @Nullable Call poll() {
        openGate();
        while (!isEmpty()) {
            boolean takesLive = live.isEmpty() ? false : backlog.isEmpty() || isLiveNext;
            isLiveNext = !takesLive;
            Call call = (takesLive ? live : backlog).removeFirst();
            Item head = call.items.peekFirst();
            if (head == null || call.isInFlight) {
                continue;
            }
            if (!isHeld(head)) {
                return call;
            }
            held.add(call);
        }
        return null;
    }

    /** As {@link #poll}, to find out whether a server answers. */
    @Nullable Call probe() {
        Call call = ++probes % GATE_PROBES == 0 ? heldOne() : poll();
        if (call == null) {
            call = poll();
        }
        return call == null ? heldOne() : call;
    }

    private @Nullable Call heldOne() {
        while (!held.isEmpty()) {
            Call call = held.removeFirst();
            if (!call.items.isEmpty() && !call.isInFlight) {
                return call;
            }
        }
        return null;
    }

    private boolean isHeld(Item item) {
        Item gate = gates.peekFirst();
        if (gate == null || item.record.seq() < gate.record.seq()) {
            return false;
        }
        return item == gate ? !isGateReady(gate) : !isLifted;
    }

    private boolean isGateReady(Item gate) {
        return isPatienceOver || window.isOldest(gate);
    }

    private void openGate() {
        Item gate = gates.peekFirst();
        boolean isReady = gate != null && isGateReady(gate);
        if (isReady && !wasGateReady) {
            release();
        }
        wasGateReady = isReady;
    }

    private void release() {
        held.forEach(this::ready);
        held.clear();
        wasGateReady = false;
    }
}
