package org.lacserver.pppoe;

import org.lacserver.pppoe.ppp.PppSettings;

import java.util.ArrayList;
import java.util.List;

/** Which line is treated how; each way's PPP settings are made once. */
final class LinePolicies {
    private final List<LinePolicy> policies;
    private final List<Treatment> treatments = new ArrayList<>();
    private final Treatment usual;

    /** What follows from a policy for one session. */
    record Treatment(PppSettings ppp, boolean lineFirst) {}

    LinePolicies(FrontendSettings settings) {
        policies = settings.policies();
        for (LinePolicy policy : policies) {
            PppSettings ppp = settings.ppp(policy.authentication());
            treatments.add(new Treatment(ppp, policy.lineFirst()));
        }
        usual = new Treatment(settings.ppp(settings.authentication()), false);
    }

    Treatment of(PppoeSession session) {
        for (int at = 0; at < policies.size(); at++) {
            if (policies.get(at).covers(session)) {
                return treatments.get(at);
            }
        }
        return usual;
    }
}
