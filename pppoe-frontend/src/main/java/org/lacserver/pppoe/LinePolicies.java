package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.ppp.PppSettings;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which line is treated how. It is asked for every PADI and PADR: what holds on a port is laid out
 * by outer and inner VLAN when the port is first asked about, so that thousands of policies cost
 * two searches by halving.
 */
final class LinePolicies {
    private static final int USUAL = -1;

    private final List<LinePolicy> policies;
    private final List<Treatment> treatments = new ArrayList<>();
    private final Treatment usual;
    private final @Nullable Layout[] layouts;

    /** Ports without policies of their own have the same. */
    private @Nullable Layout layoutOfOthers;

    /** What follows from a profile for one session. */
    record Treatment(LineProfile profile, PppSettings ppp) {}

    /** For each stretch of outer VLANs, the stretches of inner ones with their first policy. */
    private record Layout(FirstCovering outer, List<Inner> inner) {}

    private record Inner(FirstCovering stretches, List<Integer> firsts) {}

    LinePolicies(FrontendSettings settings) {
        policies = settings.policies();
        Map<LineProfile, Treatment> made = new HashMap<>();
        for (LinePolicy policy : policies) {
            treatments.add(made.computeIfAbsent(policy.profile(), it -> treatment(it, settings)));
        }
        usual = treatment(settings.usual(), settings);
        layouts = new Layout[settings.ports().size()];
    }

    private static Treatment treatment(LineProfile profile, FrontendSettings settings) {
        return new Treatment(profile, settings.ppp(profile));
    }

    /** Every profile once, the usual one last. */
    List<LineProfile> profiles() {
        Set<LineProfile> all = new LinkedHashSet<>();
        treatments.forEach(each -> all.add(each.profile()));
        all.add(usual.profile());
        return List.copyOf(all);
    }

    Treatment of(PppoeSession session) {
        return of(session.accessPort, session.outerTag, session.innerTag);
    }

    /** Of the line that a frame came from. */
    Treatment of(int accessPort, AccessFrame frame) {
        return of(accessPort, frame.outerTag(), frame.innerTag());
    }

    private Treatment of(int accessPort, int outerTag, int innerTag) {
        int first = first(accessPort, AccessFrame.vlan(outerTag), AccessFrame.vlan(innerTag));
        return first == USUAL ? usual : treatments.get(first);
    }

    /** The index of the first policy that covers the line, or -1. */
    int first(int accessPort, int outerVlan, int innerVlan) {
        Layout layout = layouts[accessPort];
        if (layout == null) {
            layout = layout(accessPort);
            layouts[accessPort] = layout;
        }
        Inner inner = layout.inner().get(layout.outer().stretch(outerVlan));
        return inner.firsts().get(inner.stretches().stretch(innerVlan));
    }

    private Layout layout(int port) {
        BitSet mine = new BitSet();
        boolean own = false;
        for (int at = 0; at < policies.size(); at++) {
            int of = policies.get(at).accessPort();
            own |= of == port;
            mine.set(at, of == port || of == LinePolicy.ANY_PORT);
        }
        if (own) {
            return layout(mine);
        }
        if (layoutOfOthers == null) {
            layoutOfOthers = layout(mine);
        }
        return layoutOfOthers;
    }

    private Layout layout(BitSet mine) {
        List<Inner> inner = new ArrayList<>();
        Map<BitSet, Inner> made = new HashMap<>();
        FirstCovering outer =
                FirstCovering.of(
                        mine,
                        at -> policies.get(at).outer().from(),
                        at -> policies.get(at).outer().to(),
                        active -> {
                            Inner known = made.get(active);
                            if (known == null) {
                                known = inner(active);
                                made.put((BitSet) active.clone(), known);
                            }
                            inner.add(known);
                        });
        return new Layout(outer, List.copyOf(inner));
    }

    private Inner inner(BitSet mine) {
        List<Integer> firsts = new ArrayList<>();
        FirstCovering stretches =
                FirstCovering.of(
                        mine,
                        at -> policies.get(at).inner().from(),
                        at -> policies.get(at).inner().to(),
                        active -> firsts.add(active.nextSetBit(0)));
        return new Inner(stretches, List.copyOf(firsts));
    }
}
