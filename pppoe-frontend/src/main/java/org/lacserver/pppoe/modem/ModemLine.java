package org.lacserver.pppoe.modem;

import org.lacserver.pppoe.modem.ModemDialer.Action;
import org.lacserver.pppoe.modem.ModemDialer.Event;
import org.lacserver.pppoe.modem.ModemDialer.Step;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.function.LongConsumer;

/** One modem and the call on it. */
final class ModemLine {
    static final long NO_CALL = -1;

    /** Octets that the device may have before it tells that it wrote some. */
    static final int WINDOW = 4096;

    /** Octets that wait behind these at most. */
    static final int MAX_QUEUED = 32 << 10;

    /** Frames from the line that wait for hand-over at most. */
    static final int MAX_HELD = 16;

    /** Silence after "NO CARRIER", before it is taken for the modem's word. */
    static final long CARRIER_TEXT_NANOS = 1_000_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private final int index;
    private final ModemSettings settings;
    private final ModemTally tally;
    private final LongConsumer callEnded;
    private final ResultLines lines = new ResultLines();
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private final ArrayDeque<byte[]> held = new ArrayDeque<>();

    private ModemState state = new ModemState.Idle();
    private boolean present = true;
    private int queued;
    private int outstanding;

    // of the call
    private long callId = NO_CALL;
    private boolean joined;
    private AsyncFraming.Encoder encoder = new AsyncFraming.Encoder();
    private AsyncFraming.Decoder decoder = new AsyncFraming.Decoder();
    private CarrierText carrierText = new CarrierText();
    private long carrierTextAt = NEVER;
    private LineErrors errors = new LineErrors();

    /**
     * @param callEnded told the id of a call before the event that ends it
     */
    ModemLine(int index, ModemSettings settings, ModemTally tally, LongConsumer callEnded) {
        this.index = index;
        this.settings = settings;
        this.tally = tally;
        this.callEnded = callEnded;
    }

    String name() {
        return settings.name();
    }

    boolean isFree() {
        return present && callId == NO_CALL && state instanceof ModemState.Idle;
    }

    /** Whether it has no call, and has hung up the last one as far as it can. */
    boolean isQuiet() {
        return callId == NO_CALL && (state instanceof ModemState.Idle || !present);
    }

    long nextDeadlineNanos() {
        long errorsAt = joined ? errors.dueNanos() : NEVER;
        return Math.min(state.deadlineNanos(), Math.min(carrierTextAt, errorsAt));
    }

    // ---- orders ----

    void dial(long now, long call, String number, long timeoutNanos, ModemOutbox out) {
        callId = call;
        joined = false;
        encoder = new AsyncFraming.Encoder();
        decoder = new AsyncFraming.Decoder();
        carrierText = new CarrierText();
        errors = new LineErrors();
        held.clear();
        lines.clear();
        tally.add(ModemCount.CALLS_DIALLED);
        long allowed = settings.dialTimeout().toNanos();
        long timeout = timeoutNanos > 0 ? Math.min(timeoutNanos, allowed) : allowed;
        apply(now, new ModemDialer.Dial(number, now + timeout), out);
    }

    void handOver(ModemOutbox out) {
        joined = true;
        for (byte[] frame = held.poll(); frame != null; frame = held.poll()) {
            out.event(new ModemEvent.Frame(callId, ByteBuffer.wrap(frame)));
        }
    }

    void hangUp(long now, ModemOutbox out) {
        tally.add(ModemCount.CALLS_HUNG_UP);
        endCall();
        apply(now, new ModemDialer.HangUp(), out);
    }

    void accm(int send, int receive) {
        encoder.setAccm(send);
        decoder.setAccm(receive);
    }

    void send(ByteBuffer pppFrame, ModemOutbox out) {
        if (!(state instanceof ModemState.Online)) {
            tally.add(ModemCount.FRAME_NOT_ONLINE);
        } else if (!pppFrame.hasRemaining() || pppFrame.remaining() > AsyncFraming.MAX_FRAME) {
            tally.add(ModemCount.FRAME_LENGTH_TO_SEND);
        } else if (octets(encoder.encode(pppFrame), out)) {
            tally.add(ModemCount.FRAMES_SENT);
        } else {
            tally.add(ModemCount.FRAMES_OUTPUT_OVERFLOW);
        }
    }

    // ---- the device ----

    void received(long now, ByteBuffer in, ModemOutbox out) {
        while (in.hasRemaining()) {
            if (isData()) {
                data(now, in, out);
            } else {
                ModemResult result = lines.octet(in.get() & 0xff);
                if (result != null) {
                    said(now, result, out);
                }
            }
        }
    }

    private void said(long now, ModemResult result, ModemOutbox out) {
        if (result.code() == ResultCode.OTHER && !result.text().startsWith("AT")) {
            tally.add(ModemCount.RESULT_NOT_KNOWN);
        }
        apply(now, new ModemDialer.Said(result), out);
    }

    private boolean isData() {
        return state instanceof ModemState.Framing || state instanceof ModemState.Online;
    }

    private void data(long now, ByteBuffer in, ModemOutbox out) {
        carrierTextAt = carrierText.endsWith(in) ? now + CARRIER_TEXT_NANOS : NEVER;
        decoder.octets(
                in,
                new AsyncFraming.Heard() {
                    @Override
                    public void frame(ByteBuffer pppFrame) {
                        heard(now, pppFrame, out);
                    }

                    @Override
                    public void fault(FramingFault fault) {
                        tally.add(fault);
                        errors.add(now, fault);
                    }
                });
        if (decoder.isFlagSeen() && state instanceof ModemState.Framing) {
            apply(now, new ModemDialer.Flag(), out);
        }
        tellErrors(now, out);
    }

    private void heard(long now, ByteBuffer pppFrame, ModemOutbox out) {
        tally.add(ModemCount.FRAMES_RECEIVED);
        if (joined) {
            out.event(new ModemEvent.Frame(callId, pppFrame));
        } else if (held.size() < MAX_HELD) {
            tally.add(ModemCount.FRAMES_HELD);
            held.add(copy(pppFrame));
        } else {
            tally.add(ModemCount.FRAMES_HELD_OVERFLOW);
            errors.addOverflow(now);
        }
    }

    private void tellErrors(long now, ModemOutbox out) {
        if (joined && errors.dueNanos() <= now) {
            out.event(errors.tell(now, callId));
        }
    }

    /** The device wrote this many of the octets it was given, or lost them. */
    void written(long now, int octets, ModemOutbox out) {
        outstanding = Math.max(0, outstanding - octets);
        while (outstanding < WINDOW && !queue.isEmpty()) {
            byte[] next = queue.remove();
            queued -= next.length;
            give(ByteBuffer.wrap(next), out);
        }
        tellDrained(now, out);
    }

    void carrierLost(long now, String text, ModemOutbox out) {
        apply(now, new ModemDialer.CarrierLost(text), out);
    }

    void deviceLost(long now, String text, ModemOutbox out) {
        tally.add(ModemCount.DEVICES_LOST);
        present = false;
        outstanding = 0;
        clearQueue();
        apply(now, new ModemDialer.DeviceLost(text), out);
    }

    void deviceBack() {
        present = true;
        lines.clear();
    }

    // ---- time ----

    void onDeadline(long now, ModemOutbox out) {
        if (carrierTextAt <= now) {
            carrierTextAt = NEVER;
            apply(now, new ModemDialer.Said(ModemResult.noCarrier("NO CARRIER")), out);
        }
        tellErrors(now, out);
        if (state.deadlineNanos() <= now) {
            apply(now, new ModemDialer.Timeout(), out);
        }
    }

    // ---- how ----

    private void apply(long now, Event event, ModemOutbox out) {
        Step step = ModemDialer.step(now, settings, state, event);
        boolean wasData = isData();
        state = step.next();
        if (wasData && !isData()) {
            carrierTextAt = NEVER;
            lines.clear();
        }
        for (Action action : step.actions()) {
            perform(action, out);
        }
        tellDrained(now, out);
    }

    private void tellDrained(long now, ModemOutbox out) {
        if (outstanding == 0 && state instanceof ModemState.Draining) {
            apply(now, new ModemDialer.Drained(), out);
        }
    }

    private void perform(Action action, ModemOutbox out) {
        long call = callId;
        switch (action) {
            case ModemDialer.Send(String text) ->
                    give(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), out);
            case ModemDialer.Dtr(boolean high) -> out.setDtr(index, high);
            case ModemDialer.Answered(long tx, long rx) -> {
                tally.add(ModemCount.CALLS_ANSWERED);
                out.event(new ModemEvent.Answered(call, index, settings.name(), tx, rx));
            }
            case ModemDialer.Failed(ModemFailure cause, String text) -> {
                endCall();
                tally.add(cause);
                out.event(new ModemEvent.Failed(call, cause, settings.name() + ": " + text));
            }
            case ModemDialer.Gone(String text) -> {
                endCall();
                tally.add(ModemCount.CALLS_GONE);
                out.event(new ModemEvent.Gone(call, settings.name() + ": " + text));
            }
            case ModemDialer.Unconfirmed() -> tally.add(ModemCount.HANG_UPS_UNCONFIRMED);
        }
    }

    private void endCall() {
        callEnded.accept(callId);
        callId = NO_CALL;
        joined = false;
        errors = new LineErrors();
        held.clear();
        clearQueue();
    }

    private void clearQueue() {
        queue.clear();
        queued = 0;
    }

    private boolean octets(ByteBuffer octets, ModemOutbox out) {
        if (queue.isEmpty() && outstanding < WINDOW) {
            give(octets, out);
            return true;
        }
        if (queued + octets.remaining() > MAX_QUEUED) {
            return false;
        }
        queued += octets.remaining();
        queue.add(copy(octets));
        return true;
    }

    private void give(ByteBuffer octets, ModemOutbox out) {
        outstanding += octets.remaining();
        out.octets(index, octets);
    }

    private static byte[] copy(ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(octets.position(), copy);
        return copy;
    }
}
