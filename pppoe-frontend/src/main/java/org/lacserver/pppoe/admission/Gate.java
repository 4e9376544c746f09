package org.lacserver.pppoe.admission;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What may come to the sessions' thread at all: PADIs, PADRs and frames of sessions that are not
 * joined, by their rates. There is one for each box, and each frame meets it once: where frames are
 * forwarded by a thread of their own it stands there, before the engine's queues, which a flood
 * would fill otherwise; else in front of {@code Frontend}. So nothing is counted twice, and the
 * sessions' thread does not pay for what is refused.
 *
 * <p>One thread's. Nothing is allocated for a frame, and nothing grows: strangers share tables of a
 * fixed size. PADIs, PADRs and session frames have buckets of their own, so a flood of one leaves
 * the others alone: a PADR that answers a PADO is never refused for PADIs.
 */
public final class Gate {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final Refusal[] REFUSALS = Refusal.values();
    private static final long ASKED_NANOS = 150_000_000_000L;
    private static final long REFUSED_NANOS = 60_000_000_000L;

    private final boolean isOff;
    private final KnownCallers known;
    private final Limiter padi;
    private final Limiter padr;
    private final Limiter session;

    /** Callers whose PADI passed. */
    private final RecentSet asked = new RecentSet(ASKED_NANOS);

    /** Callers whose PADI was refused because of others. */
    private final RecentSet refused = new RecentSet(REFUSED_NANOS);

    private final long[] counts = new long[REFUSALS.length];
    private boolean isOpen;
    private long openedNanos;

    /**
     * @param ports how many access ports there are
     * @param known shared with the thread of the sessions
     */
    public Gate(GateRules rules, int ports, KnownCallers known) {
        isOff = rules.isOff();
        this.known = known;
        padi = new Limiter(rules.padi(), ports);
        padr = new Limiter(rules.padr(), ports);
        session = new Limiter(rules.session(), ports);
    }

    /** Null when the frame may pass; else why not, which is counted. */
    public @Nullable Refusal refusal(
            long nowNanos, Arrival what, int port, int outerVlan, int innerVlan, long mac) {
        if (isOff) {
            return null;
        }
        if (!isOpen) {
            isOpen = true;
            openedNanos = nowNanos;
        }
        long time = nowNanos - openedNanos;
        Fingerprints prints = known.prints();
        long caller = prints.caller(port, outerVlan, innerVlan, mac);
        long vlan = prints.vlan(port, outerVlan, innerVlan);
        boolean isKnown = known.knows(nowNanos, caller);
        Refusal.Scope scope =
                switch (what) {
                    case PADI -> padi(time, port, caller, vlan, isKnown);
                    case PADR -> padr.take(time, port, caller, vlan, rank(time, caller, isKnown));
                    case SESSION ->
                            session.take(time, port, caller, vlan, rank(time, caller, isKnown));
                };
        return scope == null ? null : count(Refusal.of(what, scope));
    }

    private Refusal.@Nullable Scope padi(
            long time, int port, long caller, long vlan, boolean isKnown) {
        Rank rank =
                isKnown
                        ? Rank.KNOWN
                        : asked.has(time, caller)
                                ? Rank.LAST
                                : refused.has(time, caller) ? Rank.AGAIN : Rank.STRANGER;
        Refusal.Scope scope = padi.take(time, port, caller, vlan, rank);
        if (scope == null) {
            asked.add(time, caller);
        } else if (scope != Refusal.Scope.MAC && rank == Rank.STRANGER) {
            refused.add(time, caller);
        }
        return scope;
    }

    /** Who goes on with what he began comes before those who never asked. */
    private Rank rank(long time, long caller, boolean isKnown) {
        return isKnown ? Rank.KNOWN : asked.has(time, caller) ? Rank.AGAIN : Rank.LAST;
    }

    @SuppressWarnings("EnumOrdinal") // an array that lives and dies with the process
    private Refusal count(Refusal reason) {
        int at = reason.ordinal();
        COUNT.setOpaque(counts, at, counts[at] + 1);
        return reason;
    }

    /** Frames refused, by reason; for any thread. */
    public Map<String, Long> counters() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (int at = 0; at < REFUSALS.length; at++) {
            all.put(REFUSALS[at].counter(), (long) COUNT.getOpaque(counts, at));
        }
        return all;
    }
}
