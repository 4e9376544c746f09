package org.lacserver.call;

import org.lacserver.port.Event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What only people can mend: said once when it begins and once when it is over. Bounded; what does
 * not fit is counted.
 */
final class Alarms {
    private static final int MOST = 1024;

    private final Core core;
    private final Map<Key, Scope> raised = new LinkedHashMap<>();

    /** What has to succeed for an alarm to be over. */
    enum Scope {
        TUNNEL,
        CALL
    }

    private record Key(String lns, String what) {
        String text() {
            return "lns " + lns + ": " + what;
        }
    }

    Alarms(Core core) {
        this.core = core;
    }

    /** Raises an alarm about {@code failure} at an LNS, unless it is raised already. */
    void raise(String lns, Failure failure) {
        Key key = new Key(lns, failure.what());
        if (raised.containsKey(key)) {
            return;
        }
        if (raised.size() >= MOST) {
            core.count(Count.LIMIT_ALARMS);
            return;
        }
        raised.put(key, failure instanceof Failure.Cdn ? Scope.CALL : Scope.TUNNEL);
        core.count(Count.ALARMS_RAISED);
        core.emit(new Event.Alarm(true, key.text(), failure.text()));
    }

    /** Something went well at an LNS. */
    void over(String lns, Scope scope, String text) {
        if (raised.isEmpty()) {
            return;
        }
        List<Key> over = new ArrayList<>();
        raised.forEach(
                (key, of) -> {
                    if (of == scope && key.lns().equals(lns)) {
                        over.add(key);
                    }
                });
        for (Key key : over) {
            raised.remove(key);
            core.emit(new Event.Alarm(false, key.text(), text));
        }
    }
}
