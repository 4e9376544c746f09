package org.lacserver.pppoe.admission;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What stands between a good PADI or PADR and its answer: lists, limits, lines that have to wait,
 * and the load. One thread's, that of the sessions.
 */
public final class Admission {
    private final int halfOpenLimit;
    private final KnownCallers known;
    private final Occupancy occupancy;
    private final LimitBook limits;
    private final Damping damping = new Damping();
    private final Ladder ladder;
    private int halfOpen;
    private int tunnels;
    private int radius;
    private long now;

    /**
     * @param halfOpenLimit sessions that are not up
     */
    public Admission(BoxRules box, int ports, int halfOpenLimit, KnownCallers known) {
        this.halfOpenLimit = halfOpenLimit;
        this.known = known;
        occupancy = new Occupancy(ports);
        limits = new LimitBook(box.calls());
        ladder = new Ladder(box.ladder());
    }

    /** The time of the step that begins. */
    public void at(long nowNanos) {
        now = nowNanos;
    }

    /**
     * Why a caller is not let in now; null when he is.
     *
     * @param circuit as far as it is believed
     * @param ofMac sessions that his MAC address has there
     */
    public @Nullable Bar bar(
            Where where,
            String profile,
            AdmissionRules rules,
            @Nullable String circuit,
            int ofMac) {
        if (!rules.lets(where.mac())) {
            return Bar.MAC_DENIED;
        }
        if (damping.holdsAny(now) && damping.isHeld(now, line(where, circuit))) {
            return Bar.LINE_HELD;
        }
        if (halfOpen >= halfOpenLimit) {
            return Bar.HALF_OPEN_LIMIT;
        }
        if (isFull(LimitScope.MAC, where, profile, rules, ofMac)) {
            return Bar.LINE_FULL;
        }
        if (circuit != null
                && isFull(
                        LimitScope.CIRCUIT, where, profile, rules, occupancy.ofCircuit(circuit))) {
            return Bar.CIRCUIT_FULL;
        }
        if (isFull(LimitScope.VLAN, where, profile, rules, occupancy.ofVlan(vlan(where)))) {
            return Bar.VLAN_FULL;
        }
        if (isFull(LimitScope.PORT, where, profile, rules, occupancy.ofPort(where.port()))) {
            return Bar.PORT_LIMIT;
        }
        if (isFull(LimitScope.PROFILE, where, profile, rules, occupancy.ofProfile(profile))) {
            return Bar.PROFILE_FULL;
        }
        return isFull(LimitScope.BOX, where, profile, rules, occupancy.ofBox())
                ? Bar.BOX_FULL
                : null;
    }

    private boolean isFull(
            LimitScope scope, Where where, String profile, AdmissionRules rules, int sessions) {
        int limit = limits.of(scope, where.portName(), profile, rules.limits());
        return limit > 0 && sessions >= limit;
    }

    private static String line(Where where, @Nullable String circuit) {
        return Damping.line(
                where.portName(), where.outerVlan(), where.innerVlan(), where.mac(), circuit);
    }

    private long vlan(Where where) {
        return known.prints().vlan(where.port(), where.outerVlan(), where.innerVlan());
    }

    /** How long a PADO of a profile waits now, or {@link Ladder#NEVER}. */
    public long padoDelayNanos(AdmissionRules rules) {
        ladder.update(load().percent());
        long delay = ladder.delayNanos();
        return delay == Ladder.NEVER ? delay : delay + rules.padoDelayNanos();
    }

    /** What the rest of the box has to do, in percent of what it can. */
    public void heard(int tunnelPercent, int radiusPercent) {
        tunnels = tunnelPercent;
        radius = radiusPercent;
    }

    public Load load() {
        int limit = limits.of(LimitScope.BOX, "", "", AdmissionRules.USUAL.limits());
        return new Load(
                percent(halfOpen, halfOpenLimit),
                limit == 0 ? 0 : percent(occupancy.ofBox(), limit),
                tunnels,
                radius);
    }

    private static int percent(int part, int whole) {
        return (int) (100L * part / whole);
    }

    /** A session begins. */
    public Ticket enter(
            Where where, String profile, AdmissionRules rules, @Nullable String circuit) {
        long caller =
                known.prints()
                        .caller(where.port(), where.outerVlan(), where.innerVlan(), where.mac());
        Seat seat = new Seat(where, vlan(where), caller, profile, circuit, rules.damping());
        occupancy.take(seat);
        halfOpen++;
        return new Ticket(seat);
    }

    /** What a session keeps, from its begin to its end, which it tells once. */
    public final class Ticket {
        private final Seat seat;

        private Ticket(Seat seat) {
            this.seat = seat;
        }

        /** The call is up: its caller goes first from now on. */
        public void up() {
            if (!seat.isUp) {
                seat.isUp = true;
                seat.upSinceNanos = now;
                halfOpen--;
                known.learn(now, seat.caller);
            }
        }

        /** The attempt, or the call if it was a short one, fails for something of the caller's. */
        public void blame() {
            seat.isBlamed = true;
        }

        /** The session is over. */
        public void leave() {
            if (!seat.isTaken) {
                return;
            }
            occupancy.leave(seat);
            if (!seat.isUp) {
                halfOpen--;
            }
            boolean isLong = seat.isUp && now - seat.upSinceNanos >= seat.damping.shortCall();
            if (seat.isUp) {
                known.learn(now, seat.caller);
            }
            if (isLong) {
                damping.good(seat.line());
            } else if (seat.isBlamed) {
                damping.failed(now, seat.line(), seat.damping);
            }
        }
    }

    public Occupancy occupancy() {
        return occupancy;
    }

    public LimitBook limits() {
        return limits;
    }

    /** Whether a caller's circuit matters to anything now. */
    public boolean asksCircuit(AdmissionRules rules, String profile) {
        return damping.holdsAny(now)
                || limits.of(LimitScope.CIRCUIT, "", profile, rules.limits()) > 0;
    }

    public Damping damping() {
        return damping;
    }

    public Ladder ladder() {
        return ladder;
    }

    public int halfOpen() {
        return halfOpen;
    }

    /** How many more callers may be on their way. */
    public int room() {
        return halfOpenLimit - halfOpen;
    }

    public int halfOpenLimit() {
        return halfOpenLimit;
    }

    /**
     * Limits and their use: of the box, each port and each profile.
     *
     * @param profiles by name, the usual one last
     */
    public List<Use> uses(List<String> ports, Map<String, AdmissionRules> profiles) {
        List<Use> all = new ArrayList<>();
        all.add(use(LimitScope.BOX, "", occupancy.ofBox(), "", AdmissionRules.USUAL));
        AdmissionRules usual = AdmissionRules.USUAL;
        for (AdmissionRules each : profiles.values()) {
            usual = each;
        }
        for (int port = 0; port < ports.size(); port++) {
            String name = ports.get(port);
            all.add(use(LimitScope.PORT, name, occupancy.ofPort(port), "", usual));
        }
        profiles.forEach(
                (name, rules) ->
                        all.add(
                                use(
                                        LimitScope.PROFILE,
                                        name,
                                        occupancy.ofProfile(name),
                                        name,
                                        rules)));
        return all;
    }

    private Use use(
            LimitScope scope, String name, int calls, String profile, AdmissionRules rules) {
        return new Use(scope, name, calls, limits.of(scope, name, profile, rules.limits()));
    }

    /** A limit's use; a limit of 0 is none. */
    public record Use(LimitScope scope, String name, int calls, int limit) {}
}
