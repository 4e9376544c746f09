package org.lacserver.pppoe.admission;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * What counts as limit now: what an operator has said, of the one that is named or of all of a
 * kind, else what is configured. 0 is without bound.
 */
public final class LimitBook {
    private record Named(LimitScope scope, @Nullable String name) {}

    private final int box;
    private final Map<Named, Integer> said = new HashMap<>();

    /** With the configured limit of the box. */
    public LimitBook(int box) {
        this.box = box;
    }

    /**
     * An operator's word, which counts at once for new calls.
     *
     * @param name of a port for PORT, of a profile for the others; null for all
     * @param limit null is what is configured again
     */
    public void set(LimitScope scope, @Nullable String name, @Nullable Integer limit) {
        Named named = new Named(scope, name);
        if (limit == null) {
            said.remove(named);
        } else {
            said.put(named, limit);
        }
    }

    /**
     * @param port its name
     * @param profile its name, with the configured limits
     */
    public int of(LimitScope scope, String port, String profile, LimitRules configured) {
        int usual = scope == LimitScope.BOX ? box : configured.of(scope);
        if (said.isEmpty()) {
            return usual;
        }
        Integer own = said.get(new Named(scope, scope == LimitScope.PORT ? port : profile));
        return own != null ? own : said.getOrDefault(new Named(scope, null), usual);
    }
}
