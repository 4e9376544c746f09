package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.accounting.AccountingAlarms.What;
import org.lacserver.radius.accounting.AccountingRecord.Kind;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How the queue does, for people: its view, its rate and its alarms. */
final class QueueWatch {
    private static final long CHECK_NANOS = 5_000_000_000L;
    private static final double RATE_SECONDS = 10;

    private final AccountingSettings own;
    private final AccountingAlarms alarms;
    private final Tallies tallies;
    private boolean isChecking;
    private long checkNanos;
    private boolean isMeasuring;
    private long rateSince;
    private long rateCount;
    private double perSecond;
    private volatile AccountingView view =
            new AccountingView(0, 0, 0, Duration.ZERO, 0, 0, 0, 0, null, List.of());

    QueueWatch(AccountingSettings own, AccountingAlarms alarms, Tallies tallies) {
        this.own = own;
        this.tallies = tallies;
        this.alarms = alarms;
    }

    /** Safe from any thread. */
    AccountingView view() {
        return view;
    }

    long nextDeadlineNanos() {
        return isChecking ? checkNanos : Long.MAX_VALUE;
    }

    void acknowledged() {
        rateCount++;
    }

    void dropped(Kind kind, String why) {
        String what = kind.name().toLowerCase(Locale.ROOT);
        alarms.raise(What.DROPPED, "records are dropped, the first " + what + ": " + why);
    }

    void diskFailed(String why) {
        alarms.raise(
                What.DISK,
                "records wait in memory alone, no disk in " + own.directory() + ": " + why);
    }

    void diskHealed() {
        alarms.clear(What.DISK, "records are on disk again in " + own.directory());
    }

    /**
     * What every step of the queue ends with.
     *
     * @param ageSeconds of the oldest record that waits
     * @param diskFault null while the disk works
     */
    void see(
            long waiting,
            long onDisk,
            int inMemory,
            long ageSeconds,
            @Nullable String diskFault,
            long nowNanos) {
        if (!isChecking || checkNanos - nowNanos <= 0 || waiting == 0) {
            alarm(waiting, ageSeconds, diskFault != null);
            measure(nowNanos);
            isChecking = waiting > 0 || perSecond > 0 || rateCount > 0;
            checkNanos = nowNanos + CHECK_NANOS;
        }
        view =
                new AccountingView(
                        waiting,
                        onDisk,
                        inMemory,
                        Duration.ofSeconds(ageSeconds),
                        perSecond,
                        tallies.count(Tally.ACKNOWLEDGED),
                        tallies.count(Tally.SUPERSEDED),
                        tallies.count(Tally.DROPPED_INTERIM)
                                + tallies.count(Tally.DROPPED_START)
                                + tallies.count(Tally.DROPPED_STOP),
                        diskFault,
                        alarms.texts());
    }

    private void alarm(long waiting, long ageSeconds, boolean isDiskFailing) {
        long most = own.alarmAge().toSeconds();
        if (most > 0 && ageSeconds > most) {
            alarms.raise(
                    What.BACKLOG_AGE,
                    waiting + " records wait, the oldest for " + Duration.ofSeconds(ageSeconds));
        } else {
            alarms.clear(What.BACKLOG_AGE, "no record has waited longer than " + own.alarmAge());
        }
        if (waiting <= own.backlog() / 10L * 9 && !isDiskFailing) {
            alarms.clear(What.DROPPED, "there is room for records again");
        }
    }

    private void measure(long nowNanos) {
        double seconds = isMeasuring ? (nowNanos - rateSince) / 1e9 : RATE_SECONDS;
        isMeasuring = true;
        if (seconds >= RATE_SECONDS) {
            perSecond = rateCount / seconds;
            rateCount = 0;
            rateSince = nowNanos;
        }
    }
}
