package org.lacserver.config;

import org.lacserver.config.LacConfig.DialRule;
import org.lacserver.config.LacConfig.Far;
import org.lacserver.config.LacConfig.Modem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The dial plan and the modems. */
final class DialReader {
    static final String ANY = "any";

    /** What a line that tells no speed has by default, as {@code l2tp.tx-speed}. */
    private static final long PPPOE_SPEED = 1_000_000_000;

    /** ITU-T V.90. */
    private static final long MODEM_SPEED = 56_000;

    private static final int NO_LIMIT = 65_535;

    private final Problems problems;
    private final List<String> ports;
    private final Collection<String> lnsNames;
    private final List<Modem> modems = new ArrayList<>();

    DialReader(Problems problems, List<String> ports, Collection<String> lnsNames) {
        this.problems = problems;
        this.ports = ports;
        this.lnsNames = lnsNames;
    }

    List<Modem> modems() {
        return modems;
    }

    List<DialRule> plan(Section root) {
        root.items("modems").forEach(this::modem);
        List<DialRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section s : root.items("dial-plan")) {
            DialRule rule = rule(s);
            if (s.has(Keys.DIAL_NUMBER) && !names.add(rule.name())) {
                problems.add(
                        s.line(),
                        s.shown("name")
                                + ": "
                                + rule.name()
                                + " stands here twice; without a name, the number is it");
            }
            rules.add(rule);
        }
        return rules;
    }

    private void modem(Section s) {
        Modem modem =
                new Modem(
                        s.get(Keys.MODEM_NAME),
                        Path.of(s.get(Keys.MODEM_DEVICE)),
                        s.get(Keys.MODEM_BAUD),
                        s.get(Keys.MODEM_INIT),
                        s.get(Keys.MODEM_DIAL_COMMAND),
                        s.get(Keys.MODEM_DIAL_TIMEOUT),
                        s.get(Keys.MODEM_FRAMING_WAIT),
                        s.get(Keys.MODEM_HARDWARE_FLOW),
                        s.get(Keys.MODEM_HANG_UP));
        if (s.has(Keys.MODEM_NAME)
                && (modem.name().equals(ANY)
                        || modems.stream().anyMatch(m -> m.name().equals(modem.name())))) {
            problems.add(
                    s.lineOf(Keys.MODEM_NAME), s.shown("name") + ": " + modem.name() + " is taken");
        }
        if (s.has(Keys.MODEM_DEVICE)
                && modems.stream().anyMatch(m -> m.device().equals(modem.device()))) {
            problems.add(
                    s.lineOf(Keys.MODEM_DEVICE),
                    s.shown("device") + ": " + modem.device() + " is taken");
        }
        modems.add(modem);
    }

    private DialRule rule(Section s) {
        NamePattern number = s.get(Keys.DIAL_NUMBER);
        Far far = far(s);
        long minSpeed = s.get(Keys.DIAL_MIN_SPEED);
        long maxSpeed =
                s.get(Keys.DIAL_MAX_SPEED)
                        .orElse(far instanceof Far.Modem ? MODEM_SPEED : PPPOE_SPEED);
        if (minSpeed > maxSpeed) {
            problems.add(
                    s.lineOf(Keys.DIAL_MIN_SPEED),
                    s.shown("min-speed") + " is above max-speed, which is " + maxSpeed);
        }
        List<String> lns = s.get(Keys.DIAL_LNS);
        for (String name : lns) {
            if (!lnsNames.contains(name)) {
                problems.value(
                        s.lineOf(Keys.DIAL_LNS),
                        s.shown("lns"),
                        name,
                        false,
                        "expected the name of an LNS in lns-groups");
            }
        }
        return new DialRule(
                s.get(Keys.DIAL_NAME).orElse(number.toString()),
                number,
                far,
                lns,
                minSpeed,
                maxSpeed,
                s.get(Keys.DIAL_LIMIT).orElse(NO_LIMIT));
    }

    private Far far(Section s) {
        Optional<String> port = s.get(Keys.DIAL_PORT);
        Optional<String> modem = s.get(Keys.DIAL_MODEM);
        Far.Pppoe pppoe =
                new Far.Pppoe(
                        port.map(name -> port(s, name)).orElse(0),
                        s.get(Keys.DIAL_VLAN),
                        s.get(Keys.DIAL_MAC),
                        s.get(Keys.DIAL_SERVICE_NAME).orElse(""),
                        s.get(Keys.DIAL_AC_NAME).orElse(null));
        Far.Modem dialled =
                new Far.Modem(modem.map(name -> modem(s, name)).orElse(0), s.get(Keys.DIAL_DIGITS));
        if (s.has(Keys.DIAL_PORT) == s.has(Keys.DIAL_MODEM)) {
            problems.add(s.line(), s.shown("port") + ": expected either a port or a modem");
            return pppoe;
        }
        List<Key> strange =
                s.has(Keys.DIAL_PORT)
                        ? List.of(Keys.DIAL_DIGITS)
                        : List.of(
                                Keys.DIAL_VLAN,
                                Keys.DIAL_MAC,
                                Keys.DIAL_SERVICE_NAME,
                                Keys.DIAL_AC_NAME);
        for (Key key : strange) {
            if (s.has(key)) {
                problems.add(
                        s.lineOf(key),
                        s.shown(key.name())
                                + " has no meaning with a "
                                + (s.has(Keys.DIAL_PORT) ? "port" : "modem"));
            }
        }
        return s.has(Keys.DIAL_PORT) ? pppoe : dialled;
    }

    private int port(Section s, String name) {
        int index = ports.indexOf(name);
        if (index < 0) {
            problems.value(
                    s.lineOf(Keys.DIAL_PORT),
                    s.shown("port"),
                    name,
                    false,
                    "expected one of access.ports");
        }
        return Math.max(index, 0);
    }

    private int modem(Section s, String name) {
        if (name.equals(ANY)) {
            if (modems.isEmpty()) {
                problems.add(s.lineOf(Keys.DIAL_MODEM), s.shown("modem") + ": modems has no modem");
            }
            return -1;
        }
        int index = modems.stream().map(Modem::name).toList().indexOf(name);
        if (index < 0) {
            problems.value(
                    s.lineOf(Keys.DIAL_MODEM),
                    s.shown("modem"),
                    name,
                    false,
                    "expected any, or the name of one of modems");
        }
        return Math.max(index, 0);
    }
}
