package org.lacserver.pppoe.modem;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The modems of a LAC: dials for calls, frames their PPP, hangs up. It takes orders, octets and
 * deadlines with the present time and gives octets and events; one thread.
 *
 * <p>A modem is known by its place in the list of settings. A call has one modem until it ends; the
 * modem is free again only when it has hung up.
 */
public final class ModemPool {
    /** Time between two {@link ModemEvent.Errors} of one call, at least. */
    public static final long ERRORS_EVERY_NANOS = 10_000_000_000L;

    /** The modem of {@link #dial} that stands for any. */
    public static final int ANY = -1;

    private final List<ModemLine> lines = new ArrayList<>();
    private final Map<Long, ModemLine> byCall = new HashMap<>();
    private final ModemTally tally = new ModemTally();
    private int next;

    public ModemPool(List<ModemSettings> modems) {
        for (ModemSettings modem : modems) {
            lines.add(new ModemLine(lines.size(), modem, tally, byCall::remove));
        }
    }

    // ---- orders ----

    /**
     * Places a call; {@link ModemEvent.Answered} or {@link ModemEvent.Failed} follows, the latter
     * perhaps before this returns.
     *
     * @param callId not negative
     * @param modem its index, or {@link #ANY}
     * @param number digits and dial modifiers; anything else is refused
     * @param timeoutNanos until it must have answered; not positive: as long as its settings allow,
     *     which is the most in any case
     * @return the modem that dials; -1: none
     */
    public int dial(
            long nowNanos,
            long callId,
            int modem,
            String number,
            long timeoutNanos,
            ModemOutbox out) {
        if (byCall.containsKey(callId)) {
            tally.add(ModemCount.ORDER_REPEATED_CALL);
            return -1;
        }
        String digits = number.toUpperCase(Locale.ROOT);
        if (!ModemDialer.isNumber(digits)) {
            fail(callId, ModemFailure.INVALID_NUMBER, "no number that a modem dials", out);
            return -1;
        }
        int index = free(modem);
        if (index < 0) {
            fail(callId, ModemFailure.NO_FREE_MODEM, whyNoneIsFree(modem), out);
            return -1;
        }
        next = index + 1;
        ModemLine line = lines.get(index);
        byCall.put(callId, line);
        line.dial(nowNanos, callId, digits, timeoutNanos, out);
        return index;
    }

    /** From now on frames from the line are told; first those that waited. */
    public void handOver(long callId, ModemOutbox out) {
        ModemLine line = ordered(callId);
        if (line != null) {
            line.handOver(out);
        }
    }

    /** Ends a call in any state; nothing is told of it any more. */
    public void hangUp(long nowNanos, long callId, ModemOutbox out) {
        ModemLine line = ordered(callId);
        if (line != null) {
            line.hangUp(nowNanos, out);
        }
    }

    /**
     * What an SLI says (RFC 2661 §4.4.6): bit n of a map is the octet of value n.
     *
     * @param sendAccm for octets to the line
     * @param receiveAccm for octets from the line
     */
    public void accm(long callId, long sendAccm, long receiveAccm) {
        ModemLine line = ordered(callId);
        if (line != null) {
            line.accm((int) sendAccm, (int) receiveAccm);
        }
    }

    /**
     * A PPP frame for the line of an answered call; LCP is escaped as before LCP, whatever the map.
     *
     * @param pppFrame from its protocol field on; left as it is
     */
    public void send(long callId, ByteBuffer pppFrame, ModemOutbox out) {
        ModemLine line = ordered(callId);
        if (line != null) {
            line.send(pppFrame, out);
        }
    }

    // ---- the devices ----

    /** What a modem or its line says, in any pieces; taken whole. */
    public void octets(long nowNanos, int modem, ByteBuffer in, ModemOutbox out) {
        ModemLine line = at(modem);
        if (line != null) {
            line.received(nowNanos, in, out);
        }
    }

    /**
     * A device has written octets of {@link ModemOutbox#octets}, or thrown them away: more may
     * follow.
     */
    public void written(long nowNanos, int modem, int octets, ModemOutbox out) {
        ModemLine line = at(modem);
        if (line != null) {
            line.written(nowNanos, octets, out);
        }
    }

    /** Data Carrier Detect went low; the modem stays in use. */
    public void lineLost(long nowNanos, int modem, String text, ModemOutbox out) {
        ModemLine line = at(modem);
        if (line != null) {
            line.carrierLost(nowNanos, text, out);
        }
    }

    /** A device is gone, with all it was given; its modem dials no more until it is back. */
    public void deviceLost(long nowNanos, int modem, String text, ModemOutbox out) {
        ModemLine line = at(modem);
        if (line != null) {
            line.deviceLost(nowNanos, text, out);
        }
    }

    public void deviceBack(int modem) {
        ModemLine line = at(modem);
        if (line != null) {
            line.deviceBack();
        }
    }

    // ---- time, and what is told of it ----

    public void onDeadline(long nowNanos, ModemOutbox out) {
        for (ModemLine line : lines) {
            if (line.nextDeadlineNanos() <= nowNanos) {
                line.onDeadline(nowNanos, out);
            }
        }
    }

    /** When {@link #onDeadline} has something to do; {@link Long#MAX_VALUE}: never. */
    public long nextDeadlineNanos() {
        long earliest = Long.MAX_VALUE;
        for (ModemLine line : lines) {
            earliest = Math.min(earliest, line.nextDeadlineNanos());
        }
        return earliest;
    }

    /** All counters by stable names, in a fixed order. */
    public Map<String, Long> counters() {
        return tally.read();
    }

    /** Modems that a call could have now. */
    public int free() {
        return (int) lines.stream().filter(ModemLine::isFree).count();
    }

    /** Whether every modem has hung up that can. */
    public boolean isQuiet() {
        return lines.stream().allMatch(ModemLine::isQuiet);
    }

    // ---- how ----

    /**
     * A free modem, after the last one used where any will do: one that fails is not always first.
     */
    private int free(int modem) {
        if (modem != ANY) {
            return modem >= 0 && modem < lines.size() && lines.get(modem).isFree() ? modem : -1;
        }
        for (int i = 0; i < lines.size(); i++) {
            int index = (next + i) % lines.size();
            if (lines.get(index).isFree()) {
                return index;
            }
        }
        return -1;
    }

    private String whyNoneIsFree(int modem) {
        if (modem == ANY) {
            return "none of " + lines.size() + " is free: in use or gone";
        }
        return modem >= 0 && modem < lines.size()
                ? lines.get(modem).name() + ": in use or gone"
                : "there is no modem " + modem;
    }

    private void fail(long callId, ModemFailure cause, String text, ModemOutbox out) {
        tally.add(cause);
        out.event(new ModemEvent.Failed(callId, cause, text));
    }

    private @Nullable ModemLine ordered(long callId) {
        ModemLine line = byCall.get(callId);
        if (line == null) {
            tally.add(ModemCount.ORDER_UNKNOWN_CALL);
        }
        return line;
    }

    private @Nullable ModemLine at(int modem) {
        if (modem < 0 || modem >= lines.size()) {
            tally.add(ModemCount.INPUT_UNKNOWN_MODEM);
            return null;
        }
        return lines.get(modem);
    }
}
