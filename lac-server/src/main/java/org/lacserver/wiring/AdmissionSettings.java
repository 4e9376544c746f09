package org.lacserver.wiring;

import org.lacserver.config.AdmissionConfig;
import org.lacserver.config.GateConfig;
import org.lacserver.config.LacConfig;
import org.lacserver.config.MacRange;
import org.lacserver.pppoe.admission.AdmissionRules;
import org.lacserver.pppoe.admission.BoxRules;
import org.lacserver.pppoe.admission.DampingRules;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.Ladder;
import org.lacserver.pppoe.admission.LimitRules;
import org.lacserver.pppoe.admission.MacPattern;
import org.lacserver.pppoe.admission.Rates;

import java.time.Duration;
import java.util.List;

/** Who is let in: the configuration, said in the access side's own words. */
final class AdmissionSettings {
    private AdmissionSettings() {}

    static BoxRules box(LacConfig config) {
        GateConfig gate = config.access().gate();
        return new BoxRules(
                new GateRules(rates(gate.padi()), rates(gate.padr()), rates(gate.session())),
                gate.ladder().stream()
                        .map(step -> new Ladder.Step(step.load(), delay(step.delay())))
                        .toList(),
                config.limits().calls());
    }

    private static long delay(Duration delay) {
        return delay.equals(GateConfig.NEVER) ? Ladder.NEVER : delay.toNanos();
    }

    private static Rates rates(GateConfig.Rates rates) {
        return new Rates(rates.box(), rates.port(), rates.vlan(), rates.mac());
    }

    static AdmissionRules rules(AdmissionConfig admission) {
        AdmissionConfig.Limits limits = admission.limits();
        AdmissionConfig.Damping damping = admission.damping();
        return new AdmissionRules(
                new LimitRules(
                        limits.perMac(),
                        limits.perVlan(),
                        limits.perCircuit(),
                        limits.perPort(),
                        limits.all()),
                admission.padoDelay().toNanos(),
                new DampingRules(
                        damping.failures(),
                        damping.within().toNanos(),
                        damping.hold().toNanos(),
                        damping.maxHold().toNanos(),
                        damping.shortCall().toNanos()),
                patterns(admission.allow()),
                patterns(admission.deny()));
    }

    private static List<MacPattern> patterns(List<MacRange> ranges) {
        return ranges.stream().map(each -> new MacPattern(each.value(), each.mask())).toList();
    }
}
