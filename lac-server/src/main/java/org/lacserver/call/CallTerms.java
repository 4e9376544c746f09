package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.LookupAnswer.Terms;

import java.time.Duration;

/** What the lookup, or RADIUS later on, asks of established calls. */
final class CallTerms {
    private final Core core;
    private final Notices notices;

    CallTerms(Core core, Notices notices) {
        this.core = core;
        this.notices = notices;
    }

    void changed(long nowNanos, @Nullable Call call, Terms terms) {
        if (call == null) {
            core.count(Count.COMMANDS_FOR_UNKNOWN_CALLS);
            return;
        }
        call.terms = terms;
        if (call.isEstablished()) {
            timeSession(call);
            notices.termsChanged(nowNanos, call);
        }
    }

    /** RFC 2865 §5.27: how long service is given, counted from when it began. */
    void timeSession(Call call) {
        long seconds = call.terms.sessionTimeoutSeconds();
        long end = call.connectedNanos() + Duration.ofSeconds(seconds).toNanos();
        core.timers.set(call, seconds == 0 ? Timers.NEVER : end);
    }
}
