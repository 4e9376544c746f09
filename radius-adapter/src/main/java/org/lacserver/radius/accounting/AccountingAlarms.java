package org.lacserver.radius.accounting;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What needs people: said once when it begins and once when it is over. */
final class AccountingAlarms {
    /** What there is to be alarmed about. */
    enum What {
        /** A record has waited too long. */
        BACKLOG_AGE,
        /** Records are in memory alone. */
        DISK,
        /** Records were dropped for want of room. */
        DROPPED;

        String label() {
            return switch (this) {
                case BACKLOG_AGE -> "accounting-backlog-age";
                case DISK -> "accounting-disk";
                case DROPPED -> "accounting-dropped";
            };
        }
    }

    /** Who tells people. */
    interface Listener {
        void raised(String what, String text);

        void cleared(String what, String text);
    }

    private final Listener listener;
    private final Map<What, String> raised = new EnumMap<>(What.class);

    AccountingAlarms(Listener listener) {
        this.listener = listener;
    }

    void raise(What what, String text) {
        if (raised.put(what, text) == null) {
            listener.raised(what.label(), text);
        }
    }

    void clear(What what, String text) {
        if (raised.remove(what) != null) {
            listener.cleared(what.label(), text);
        }
    }

    boolean isRaised(What what) {
        return raised.containsKey(what);
    }

    List<String> texts() {
        return List.copyOf(raised.values());
    }
}
