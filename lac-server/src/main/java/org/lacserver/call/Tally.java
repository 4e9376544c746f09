package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.Fault;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One number for each {@link Count}, and one for each kind of fault in datagrams. */
public final class Tally {
    private final Map<Count, long[]> counts = new EnumMap<>(Count.class);
    private final Map<Fault.Reason, long[]> faults = new EnumMap<>(Fault.Reason.class);

    Tally() {
        for (Count count : Count.values()) {
            counts.put(count, new long[1]);
        }
        for (Fault.Reason reason : Fault.Reason.values()) {
            faults.put(reason, new long[1]);
        }
    }

    void add(Count count) {
        add(counts.get(count));
    }

    void add(Fault.Reason reason) {
        add(faults.get(reason));
    }

    private static void add(long @Nullable [] cell) {
        if (cell != null) {
            cell[0]++;
        }
    }

    /** All of them by label, in their order. */
    public Map<String, Long> asMap() {
        Map<String, Long> map = LinkedHashMap.newLinkedHashMap(counts.size() + faults.size());
        counts.forEach((count, cell) -> map.put(count.label(), cell[0]));
        faults.forEach(
                (reason, cell) -> {
                    String name = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
                    map.put("fault-" + name, cell[0]);
                });
        return map;
    }
}
