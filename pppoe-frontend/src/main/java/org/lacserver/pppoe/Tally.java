package org.lacserver.pppoe;

import org.lacserver.pppoe.admission.Bar;
import org.lacserver.pppoe.discovery.DiscoveryHeard;
import org.lacserver.pppoe.discovery.FrameFault;
import org.lacserver.pppoe.discovery.HostHeard;
import org.lacserver.pppoe.ppp.AuthHeard;
import org.lacserver.pppoe.ppp.LcpHeard;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The counters, one for each verdict there is. */
final class Tally {
    private static final class Counter {
        long value;
    }

    private final EnumMap<Count, Counter> counts = zeroes(Count.class);
    private final EnumMap<Bar, Counter> padis = zeroes(Bar.class);
    private final EnumMap<Bar, Counter> padrs = zeroes(Bar.class);
    private final EnumMap<FrameFault, Counter> frames = zeroes(FrameFault.class);
    private final EnumMap<DiscoveryHeard, Counter> discovery = zeroes(DiscoveryHeard.class);
    private final EnumMap<HostHeard, Counter> host = zeroes(HostHeard.class);
    private final EnumMap<LcpHeard, Counter> lcp = zeroes(LcpHeard.class);
    private final EnumMap<AuthHeard, Counter> auth = zeroes(AuthHeard.class);

    private Enum<?> last = Count.PADI_RECEIVED;
    private String lastPrefix = "";

    void add(Count what) {
        lastWas("", what);
        add(counts, what);
    }

    void add(Count what, int times) {
        Counter counter = counts.get(what);
        if (counter != null) {
            counter.value += times;
        }
    }

    /** A PADI that was not answered. */
    void padi(Bar why) {
        lastWas("padi-", why);
        add(padis, why);
    }

    /** A PADR that made no session. */
    void padr(Bar why) {
        lastWas("padr-", why);
        add(padrs, why);
    }

    void add(FrameFault what) {
        add(frames, what);
    }

    void add(DiscoveryHeard what) {
        lastWas("", what);
        add(discovery, what);
    }

    /** The verdict counted last, by its stable name. */
    String last() {
        return lastPrefix + name(last);
    }

    private void lastWas(String prefix, Enum<?> verdict) {
        lastPrefix = prefix;
        last = verdict;
    }

    void add(HostHeard what) {
        add(host, what);
    }

    void add(LcpHeard what) {
        add(lcp, what);
    }

    void add(AuthHeard what) {
        add(auth, what);
    }

    /** By stable names, always all of them in the same order. */
    Map<String, Long> read() {
        Map<String, Long> all = new LinkedHashMap<>();
        put(all, "", counts);
        put(all, "padi-", padis);
        put(all, "padr-", padrs);
        put(all, "", frames);
        discovery.forEach(
                (heard, counter) -> {
                    switch (heard) {
                        case PADO_SENT, PADR_GOOD -> {} // counted by what was done about it
                        default -> all.put(name(heard), counter.value);
                    }
                });
        host.forEach(
                (heard, counter) -> {
                    switch (heard) {
                        case PADO_GOOD, PADS_GOOD -> {} // counted by what was done about it
                        default -> all.put(name(heard), counter.value);
                    }
                });
        put(all, "lcp-", lcp);
        put(all, "auth-", auth);
        return all;
    }

    private static <E extends Enum<E>> EnumMap<E, Counter> zeroes(Class<E> type) {
        EnumMap<E, Counter> zeroes = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            zeroes.put(constant, new Counter());
        }
        return zeroes;
    }

    private static <E extends Enum<E>> void add(EnumMap<E, Counter> counters, E what) {
        Counter counter = counters.get(what);
        if (counter != null) {
            counter.value++;
        }
    }

    private static <E extends Enum<E>> void put(
            Map<String, Long> all, String prefix, EnumMap<E, Counter> counters) {
        counters.forEach((what, counter) -> all.put(prefix + name(what), counter.value));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
