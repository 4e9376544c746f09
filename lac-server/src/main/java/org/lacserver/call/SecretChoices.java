package org.lacserver.call;

import org.lacserver.l2tp.tunnel.Secrets.Which;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which of two secrets a peer is met with, where it was not the newer one, as learned from tunnels
 * that came up or did not. Bounded: beyond the limit the oldest entry gives way, which costs at
 * worst one more attempt.
 */
final class SecretChoices {
    private final int limit;
    private final Map<TunnelKey, Choice> choices = new LinkedHashMap<>();

    private record Choice(Which which, int failures) {}

    private static final Choice USUAL = new Choice(Which.SECRET, 0);

    SecretChoices(int limit) {
        this.limit = limit;
    }

    Which first(TunnelKey key) {
        return choices.getOrDefault(key, USUAL).which();
    }

    void worked(TunnelKey key, Which which) {
        put(key, new Choice(which, 0));
    }

    /**
     * The next tunnel is tried with the other secret.
     *
     * @return whether that is to be at once: every second time both have failed
     */
    boolean failed(TunnelKey key) {
        Choice last = choices.getOrDefault(key, USUAL);
        put(key, new Choice(last.which().other(), last.failures() + 1));
        return last.failures() % 2 == 0;
    }

    private void put(TunnelKey key, Choice choice) {
        choices.remove(key);
        if (choice.equals(USUAL)) {
            return;
        }
        if (choices.size() >= limit) {
            Iterator<TunnelKey> oldest = choices.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        choices.put(key, choice);
    }
}
