package org.lacserver.pppoe.modem;

/** What went wrong on the line of one call, and when that is to be told. */
final class LineErrors {
    private long crc;
    private long framing;
    private long overruns;
    private long notBefore = Long.MIN_VALUE;
    private long due = Long.MAX_VALUE;

    void add(long now, FramingFault fault) {
        news(now);
        switch (fault) {
            case FCS -> crc++;
            case RUNT, ABORTED -> framing++; // RFC 1662 §4.3: not counted as an FCS error
            case TOO_LONG -> overruns++;
        }
    }

    /** A good frame for which there was no room. */
    void addOverflow(long now) {
        news(now);
        overruns++;
    }

    private void news(long now) {
        if (due == Long.MAX_VALUE) {
            due = Math.max(now, notBefore);
        }
    }

    /** {@link Long#MAX_VALUE}: nothing to tell. */
    long dueNanos() {
        return due;
    }

    ModemEvent.Errors tell(long now, long callId) {
        due = Long.MAX_VALUE;
        notBefore = now + ModemPool.ERRORS_EVERY_NANOS;
        return new ModemEvent.Errors(callId, crc, framing, 0, overruns, 0, 0);
    }
}
