package org.lacserver.pppoe.modem;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The counters of all modems together. */
final class ModemTally {
    private final Map<ModemCount, Long> counts = new EnumMap<>(ModemCount.class);
    private final Map<ModemFailure, Long> failures = new EnumMap<>(ModemFailure.class);
    private final Map<FramingFault, Long> faults = new EnumMap<>(FramingFault.class);

    void add(ModemCount what) {
        counts.merge(what, 1L, Long::sum);
    }

    void add(ModemFailure cause) {
        failures.merge(cause, 1L, Long::sum);
    }

    void add(FramingFault fault) {
        faults.merge(fault, 1L, Long::sum);
    }

    /** By stable names, always all of them in the same order. */
    Map<String, Long> read() {
        Map<String, Long> all = new LinkedHashMap<>();
        put(all, "", ModemCount.values(), counts);
        put(all, "failed-", ModemFailure.values(), failures);
        put(all, "framing-", FramingFault.values(), faults);
        return all;
    }

    private static <E extends Enum<E>> void put(
            Map<String, Long> all, String prefix, E[] names, Map<E, Long> values) {
        for (E name : names) {
            String text = name.name().toLowerCase(Locale.ROOT).replace('_', '-');
            all.put(prefix + text, values.getOrDefault(name, 0L));
        }
    }
}
