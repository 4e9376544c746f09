package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.AccessGroup;
import org.lacserver.config.LacConfig;
import org.lacserver.ops.PppoeState;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;
import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendOrder;
import org.lacserver.pppoe.admission.Admission;
import org.lacserver.pppoe.admission.Damping;
import org.lacserver.pppoe.admission.Ladder;
import org.lacserver.pppoe.admission.LimitScope;
import org.lacserver.pppoe.admission.Load;
import org.lacserver.pppoe.admission.Occupancy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows who is let in, and does what an operator wants of it. On the engine thread. */
final class AdmissionDesk {
    private static final int VLANS = 20;
    private static final int HELD = 20;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;
    private static final List<String> FRAMES =
            List.of(
                    "padi-received",
                    "pado-sent",
                    "padr-received",
                    "pads-sent",
                    "pads-error-sent",
                    "padt-received",
                    "padt-sent");

    private final Box box;
    private final RealmLimits realms;
    private final LacConfig config;

    AdmissionDesk(Box box, RealmLimits realms, LacConfig config) {
        this.box = box;
        this.realms = realms;
        this.config = config;
    }

    /**
     * @param all every line that has to wait, else the first of them
     * @param counters of the whole box
     */
    Response show(long now, boolean all, Map<String, Long> counters) {
        Frontend frontend = box.frontend();
        Admission admission = frontend.admission();
        Load load = admission.load();
        Ladder ladder = admission.ladder();
        ladder.update(load.percent());
        long delay = ladder.delayNanos();
        return new Response.Rows(
                List.of(
                        new PppoeState(
                                new PppoeState.Load(
                                        load.percent(),
                                        load.halfOpen(),
                                        load.calls(),
                                        load.tunnels(),
                                        load.radius()),
                                ladder.step(),
                                ladder.steps(),
                                delay == Ladder.NEVER ? -1 : delay / MILLI,
                                admission.halfOpen(),
                                admission.halfOpenLimit(),
                                frontend.delayedPados(),
                                admission.damping().countHeld(now),
                                limits(frontend),
                                vlans(admission.occupancy()),
                                held(admission.damping(), now, all ? Damping.MOST : HELD),
                                frames(counters),
                                drops(counters))));
    }

    private List<PppoeState.Limit> limits(Frontend frontend) {
        List<PppoeState.Limit> all = new ArrayList<>();
        for (Admission.Use use : frontend.limitUses()) {
            all.add(new PppoeState.Limit(name(use.scope()), use.name(), use.calls(), use.limit()));
        }
        realms.limited()
                .forEach(
                        (realm, use) ->
                                all.add(
                                        new PppoeState.Limit(
                                                "realm", realm, use.calls(), use.limit())));
        return all;
    }

    private static String name(LimitScope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    private List<PppoeState.Vlan> vlans(Occupancy occupancy) {
        List<PppoeState.Vlan> all = new ArrayList<>();
        for (Occupancy.VlanUse use : occupancy.fullestVlans(VLANS)) {
            String port = config.access().ports().get(use.port());
            String tags =
                    use.outerVlan() == 0
                            ? " untagged"
                            : ":"
                                    + use.outerVlan()
                                    + (use.innerVlan() == 0 ? "" : "." + use.innerVlan());
            all.add(new PppoeState.Vlan(port + tags, use.sessions()));
        }
        return all;
    }

    private static List<PppoeState.HeldLine> held(Damping damping, long now, int most) {
        List<PppoeState.HeldLine> all = new ArrayList<>();
        for (Damping.Held line : damping.held(now, most)) {
            long seconds = (line.untilNanos() - now + SECOND - 1) / SECOND;
            all.add(new PppoeState.HeldLine(line.line(), line.holds(), seconds));
        }
        return all;
    }

    private static Map<String, Long> frames(Map<String, Long> counters) {
        Map<String, Long> all = new LinkedHashMap<>();
        FRAMES.forEach(name -> all.put(name, counters.getOrDefault(name, 0L)));
        return all;
    }

    /** What is said of PADIs, PADRs and strangers' frames, without what went well. */
    private static Map<String, Long> drops(Map<String, Long> counters) {
        Map<String, Long> all = new LinkedHashMap<>();
        counters.forEach(
                (name, count) -> {
                    boolean isOurs =
                            name.startsWith("padi-")
                                    || name.startsWith("padr-")
                                    || name.startsWith("session-over-")
                                    || name.equals("padt-unknown-session")
                                    || name.equals("padt-wrong-line")
                                    || name.equals("session-unknown")
                                    || name.equals("session-wrong-line")
                                    || name.equals("lookup-desk-realm-full")
                                    || name.equals("engine-discovery-frames-lost")
                                    || name.equals("engine-session-frames-lost");
                    boolean wentWell =
                            name.endsWith("-received")
                                    || name.endsWith("-sent")
                                    || name.endsWith("-repeated");
                    if (isOurs && !wentWell && count > 0) {
                        all.put(name, count);
                    }
                });
        return all;
    }

    Response set(long now, Request.SetLimit set) {
        String name = set.name();
        Integer limit = set.limit();
        if (set.what().equals("realm") && name != null) {
            realms.set(name, limit);
            return done(set);
        }
        LimitScope scope = LimitScope.valueOf(set.what().toUpperCase(Locale.ROOT));
        String wrong = wrong(scope, name, limit);
        if (wrong != null) {
            return new Response.Refusal(wrong);
        }
        box.onLimit(now, new FrontendOrder.SetLimit(scope, name, limit));
        return done(set);
    }

    private @Nullable String wrong(
            LimitScope scope, @Nullable String name, @Nullable Integer limit) {
        int most = config.limits().calls();
        if (scope == LimitScope.BOX) {
            return limit != null && (limit == 0 || limit > most)
                    ? "the box was started for limits.calls = " + most + ": expected 1.." + most
                    : null;
        }
        List<String> known = scope == LimitScope.PORT ? config.access().ports() : profiles(config);
        return name == null || known.contains(name)
                ? null
                : "no "
                        + (scope == LimitScope.PORT ? "port " : "profile ")
                        + name
                        + ": expected one of "
                        + String.join(", ", known);
    }

    private static List<String> profiles(LacConfig config) {
        List<String> names = new ArrayList<>();
        config.access().groups().named().stream().map(AccessGroup::name).forEach(names::add);
        names.add(config.access().otherwise().name());
        return names;
    }

    private static Response done(Request.SetLimit set) {
        Integer limit = set.limit();
        return new Response.Rows(
                List.of(new Reply.LimitSet(set.what(), set.name(), limit == null ? -1 : limit)));
    }

    Response release(long now, String line) {
        Damping damping = box.frontend().admission().damping();
        int released = 0;
        if (line.equals("all")) {
            for (Damping.Held each : damping.held(now, Damping.MOST)) {
                released += damping.release(now, each.line()) ? 1 : 0;
            }
        } else if (damping.release(now, line)) {
            released = 1;
        }
        return released == 0
                ? new Response.Refusal("no such line has to wait")
                : new Response.Rows(List.of(new Reply.Released(released)));
    }
}
