package org.lacserver.pppoe;

import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.ppp.PppSettings;

import java.util.ArrayList;
import java.util.List;

/** Which line is treated how; each way's PPP settings are made once. */
final class LinePolicies {
    private final List<LinePolicy> policies;
    private final List<Treatment> treatments = new ArrayList<>();
    private final Treatment usual;

    /** What follows from a profile for one session. */
    record Treatment(LineProfile profile, PppSettings ppp) {}

    LinePolicies(FrontendSettings settings) {
        policies = settings.policies();
        for (LinePolicy policy : policies) {
            treatments.add(treatment(policy.profile(), settings));
        }
        usual = treatment(settings.usual(), settings);
    }

    private static Treatment treatment(LineProfile profile, FrontendSettings settings) {
        return new Treatment(profile, settings.ppp(profile));
    }

    Treatment of(PppoeSession session) {
        return of(session.accessPort, session.outerTag, session.innerTag);
    }

    /** Of the line that a frame came from. */
    Treatment of(int accessPort, AccessFrame frame) {
        return of(accessPort, frame.outerTag(), frame.innerTag());
    }

    private Treatment of(int accessPort, int outerTag, int innerTag) {
        int outer = AccessFrame.vlan(outerTag);
        int inner = AccessFrame.vlan(innerTag);
        for (int at = 0; at < policies.size(); at++) {
            if (policies.get(at).covers(accessPort, outer, inner)) {
                return treatments.get(at);
            }
        }
        return usual;
    }
}
