package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.CallLimits;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer.Terms;

import java.time.Duration;

/**
 * How long established calls last: as the lookup, or RADIUS later on, asks of each, else as its
 * line's profile says, and never longer than that allows.
 */
final class CallTerms {
    /** Beyond what any clock reaches. */
    private static final Duration LONGEST = Duration.ofDays(30_000);

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
            begin(nowNanos, call);
            notices.termsChanged(nowNanos, call);
        }
    }

    /** The call is up, goes on elsewhere, or has other terms. */
    void begin(long nowNanos, Call call) {
        if (!call.isOutgoing()) {
            call.limits = core.limits.apply(call.line);
        }
        long idle = idle(call).toNanos();
        long silence = call.limits.watch().toNanos();
        CallWatch watch = call.watch;
        if (watch != null) {
            watch.idleAfter(nowNanos, idle);
        } else if (idle > 0 || silence > 0) {
            int spread = (int) call.callId & 15;
            call.watch = new CallWatch(nowNanos, idle, call.limits.idleTraffic(), silence, spread);
        }
        schedule(call);
    }

    private void schedule(Call call) {
        CallWatch watch = call.watch;
        long next = watch == null ? Timers.NEVER : watch.nextNanos();
        core.timers.set(call, Math.min(next, endNanos(call)));
    }

    /** The call's timer: how it ends if its time is over, with words for the caller, or null. */
    CallControl.@Nullable End expired(long nowNanos, Call call) {
        if (nowNanos >= endNanos(call)) {
            boolean isAbsolute = nowNanos >= end(call, call.limits.absolute());
            core.count(isAbsolute ? Count.ABSOLUTE_TIMEOUTS : Count.SESSION_TIMEOUTS);
            return over(EndCause.SESSION_TIMEOUT, CallerTexts.TIME_IS_OVER);
        }
        CallWatch watch = call.watch;
        if (watch != null && nowNanos >= watch.nextNanos()) {
            switch (watch.sample(nowNanos, core.dataPlane.activity(call.callId))) {
                case IDLE -> {
                    core.count(Count.IDLE_TIMEOUTS);
                    return over(EndCause.IDLE_TIMEOUT, CallerTexts.noTraffic(idle(call)));
                }
                case SILENT -> {
                    core.count(Count.SILENT_CALLERS);
                    Duration silence = call.limits.watch();
                    return over(EndCause.LOST_CARRIER, CallerTexts.nothingHeard(silence));
                }
                case GOES_ON -> {}
            }
        }
        schedule(call);
        return null;
    }

    private static CallControl.End over(EndCause cause, String text) {
        return CallControl.End.of(Event.By.LAC, cause, text);
    }

    /** RFC 2865 §5.28; RADIUS's word counts more than the profile's. */
    private static Duration idle(Call call) {
        long seconds = call.terms.idleTimeoutSeconds();
        return seconds > 0 ? atMost(Duration.ofSeconds(seconds)) : call.limits.idle();
    }

    /** RFC 2865 §5.27: how long service is given, counted from when it began. */
    private static long endNanos(Call call) {
        long seconds = call.terms.sessionTimeoutSeconds();
        CallLimits limits = call.limits;
        Duration session = seconds > 0 ? atMost(Duration.ofSeconds(seconds)) : limits.session();
        return Math.min(end(call, session), end(call, limits.absolute()));
    }

    private static long end(Call call, Duration after) {
        return after.isZero() ? Timers.NEVER : call.connectedNanos() + after.toNanos();
    }

    private static Duration atMost(Duration said) {
        return said.compareTo(LONGEST) < 0 ? said : LONGEST;
    }
}
