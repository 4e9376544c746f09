package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.LacConfig.DialRule;
import org.lacserver.config.LacConfig.Far;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialFailure;
import org.lacserver.port.DialTarget;
import org.lacserver.port.Event;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the numbers lead that LNSs call, from {@code dial-plan} alone. Of the rules whose pattern
 * fits the number, the first counts that the LNS may use and that can do what is asked.
 */
public final class DialPlan {
    private static final String NUMBER = "{number}";
    private static final Pattern PUNCTUATION = Pattern.compile("[ ().-]");

    /** What a modem may be told to dial: nothing that would end the command or begin another. */
    static final String DIGIT = "[0-9A-D*#+,TPW!@]";

    private static final Pattern DIALLABLE = Pattern.compile(DIGIT + "{1,64}");

    private final List<DialRule> rules;
    private final Map<String, InetAddress> addresses = new HashMap<>();

    public DialPlan(LacConfig config) {
        rules = config.dialPlan();
        config.allLns().forEach(lns -> addresses.put(lns.name(), lns.address()));
    }

    /** Empty for a number that no rule has. */
    public Optional<DialAnswer> find(Event.DialWanted wanted) {
        DialAnswer.@Nullable Refused refused = null;
        for (DialRule rule : rules) {
            if (!rule.number().matches(wanted.calledNumber())) {
                continue;
            }
            DialAnswer answer = answer(rule, wanted);
            if (!(answer instanceof DialAnswer.Refused refusal)) {
                return Optional.of(answer);
            }
            boolean tellsMore = refused == null || refused.failure() == DialFailure.NOT_ALLOWED;
            refused = tellsMore ? refusal : refused;
        }
        return Optional.ofNullable(refused);
    }

    private DialAnswer answer(DialRule rule, Event.DialWanted wanted) {
        return isAllowed(rule, wanted.tunnel())
                ? follow(LocalTable.SOURCE, rule, wanted)
                : refused(LocalTable.SOURCE, rule, DialFailure.NOT_ALLOWED, "not for this LNS");
    }

    /**
     * Where a rule leads whose number it is and which the LNS may use; refused when it cannot do
     * what is asked.
     */
    public static DialAnswer follow(String source, DialRule rule, Event.DialWanted wanted) {
        // RFC 2661 §4.4.4: a maximum of 0 comes from an OCRQ that has lost the AVP
        boolean hasMaximum = wanted.maximumBps() > 0;
        if (wanted.minimumBps() > rule.maxSpeed()
                || (hasMaximum && wanted.maximumBps() < rule.minSpeed())) {
            return refused(
                    source,
                    rule,
                    DialFailure.NOT_CAPABLE,
                    "speeds " + rule.minSpeed() + ".." + rule.maxSpeed() + " bit/s");
        }
        return switch (rule.far()) {
            case Far.Pppoe far -> route(source, rule, wanted, target(far));
            case Far.Modem far -> dialled(source, rule, wanted, far);
        };
    }

    private boolean isAllowed(DialRule rule, Event.TunnelFacts tunnel) {
        return rule.lns().isEmpty()
                || rule.lns().contains(tunnel.name())
                || rule.lns().stream()
                        .anyMatch(name -> tunnel.peer().getAddress().equals(addresses.get(name)));
    }

    private static DialTarget target(Far.Pppoe far) {
        return new DialTarget.Pppoe(
                far.port(),
                far.vlan().outer(),
                far.vlan().inner(),
                far.mac(),
                far.serviceName(),
                far.acName());
    }

    private static DialAnswer dialled(
            String source, DialRule rule, Event.DialWanted wanted, Far.Modem far) {
        String number = PUNCTUATION.matcher(wanted.calledNumber()).replaceAll("");
        String dial = far.dial().replace(NUMBER, number);
        return DIALLABLE.matcher(dial).matches()
                ? route(source, rule, wanted, new DialTarget.Modem(far.modem(), dial))
                : refused(source, rule, DialFailure.INVALID_DESTINATION, "not a number to dial");
    }

    private static DialAnswer route(
            String source, DialRule rule, Event.DialWanted wanted, DialTarget target) {
        return target.serves(wanted.bearerType(), wanted.framingType())
                ? new DialAnswer.Route(
                        source, rule.name(), target, rule.limit(), rule.minSpeed(), rule.maxSpeed())
                : refused(
                        source,
                        rule,
                        DialFailure.NOT_CAPABLE,
                        switch (target) {
                            case DialTarget.Pppoe _ -> "a digital bearer with synchronous framing";
                            case DialTarget.Modem _ -> "an analog bearer with asynchronous framing";
                        });
    }

    private static DialAnswer.Refused refused(
            String source, DialRule rule, DialFailure why, String text) {
        return new DialAnswer.Refused(source, why, rule.name() + ": " + text);
    }
}
