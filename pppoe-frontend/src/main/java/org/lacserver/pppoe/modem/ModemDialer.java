package org.lacserver.pppoe.modem;

import org.lacserver.pppoe.modem.ModemState.Aborting;
import org.lacserver.pppoe.modem.ModemState.Dialling;
import org.lacserver.pppoe.modem.ModemState.Draining;
import org.lacserver.pppoe.modem.ModemState.DtrLow;
import org.lacserver.pppoe.modem.ModemState.Escaping;
import org.lacserver.pppoe.modem.ModemState.Framing;
import org.lacserver.pppoe.modem.ModemState.Guarding;
import org.lacserver.pppoe.modem.ModemState.HangingUp;
import org.lacserver.pppoe.modem.ModemState.Idle;
import org.lacserver.pppoe.modem.ModemState.Initialising;
import org.lacserver.pppoe.modem.ModemState.Online;
import org.lacserver.pppoe.modem.ModemState.Settling;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The AT commands of one call (ITU-T V.250, with the Hayes escape sequence): state and event in,
 * actions and state out.
 */
final class ModemDialer {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;

    /** For the answer to an init string, and to ATH. */
    static final long COMMAND_NANOS = 5 * SECOND;

    /** Silence before the escape sequence: register S12 of a modem is one second. */
    static final long GUARD_NANOS = 1100 * MILLISECOND;

    /** For the OK after the escape sequence, which its own guard time delays. */
    static final long ESCAPE_NANOS = 3 * SECOND;

    /** For what is queued towards the modem when a call is hung up. */
    static final long DRAIN_NANOS = 5 * SECOND;

    static final long DTR_LOW_NANOS = SECOND;
    static final long SETTLE_NANOS = SECOND;
    static final int ESCAPES = 2;

    /** V.250 §6.3.1: digits and the modifiers that place a call; none that starts a command. */
    private static final Pattern NUMBER = Pattern.compile("[0-9A-DTPW*#+,!@]{1,64}");

    // ---- events ----

    sealed interface Event {}

    /**
     * @param number one that {@link #isNumber} takes
     */
    record Dial(String number, long dialByNanos) implements Event {}

    record Said(ModemResult result) implements Event {}

    /** A Flag Sequence came from the line. */
    record Flag() implements Event {}

    record HangUp() implements Event {}

    /** All that was sent has left. */
    record Drained() implements Event {}

    record CarrierLost(String text) implements Event {}

    record DeviceLost(String text) implements Event {}

    record Timeout() implements Event {}

    // ---- actions ----

    sealed interface Action {}

    record Send(String text) implements Action {}

    record Dtr(boolean high) implements Action {}

    record Answered(long txBps, long rxBps) implements Action {}

    record Failed(ModemFailure cause, String text) implements Action {}

    record Gone(String text) implements Action {}

    /** The modem did not confirm that it has hung up. */
    record Unconfirmed() implements Action {}

    record Step(ModemState next, List<Action> actions) {}

    private ModemDialer() {}

    /** Whether a number may follow the dial command: nothing in it can be a command of its own. */
    static boolean isNumber(String number) {
        return NUMBER.matcher(number).matches();
    }

    static Step step(long now, ModemSettings modem, ModemState state, Event event) {
        return switch (state) {
            case Idle it -> idle(now, modem, it, event);
            case Initialising it -> initialising(now, modem, it, event);
            case Dialling it -> dialling(now, modem, it, event);
            case Framing it -> framing(now, modem, it, event);
            case Online it -> online(now, modem, it, event);
            case Draining it -> draining(now, it, event);
            case Guarding it -> guarding(now, it, event);
            case Escaping it -> escaping(now, it, event);
            case HangingUp it -> ending(now, modem, it, event);
            case Aborting it -> ending(now, modem, it, event);
            case DtrLow it -> dtrLow(now, it, event);
            case Settling it -> settling(it, event);
        };
    }

    private static Step idle(long now, ModemSettings modem, Idle state, Event event) {
        return switch (event) {
            case Dial(String number, long by) -> command(now, modem, 0, number, by);
            case Said _, Flag _, HangUp _, Drained _, CarrierLost _, DeviceLost _, Timeout _ ->
                    stay(state);
        };
    }

    /** The next init string, or the number when all are sent. */
    private static Step command(long now, ModemSettings modem, int next, String number, long by) {
        if (next == modem.initStrings().size()) {
            return to(new Dialling(0, 0, by), line(modem.dialCommand() + number));
        }
        long deadline = Math.min(by, now + COMMAND_NANOS);
        String command = modem.initStrings().get(next);
        return to(new Initialising(next, number, by, deadline), line(command));
    }

    private static Step initialising(
            long now, ModemSettings modem, Initialising state, Event event) {
        String sent = modem.initStrings().get(state.sent());
        return switch (event) {
            case Said(ModemResult result) ->
                    switch (result.code()) {
                        case OK ->
                                command(
                                        now,
                                        modem,
                                        state.sent() + 1,
                                        state.number(),
                                        state.dialByNanos());
                        case ERROR -> settle(now, fault(sent + " is answered by " + result.text()));
                        case CONNECT, BUSY, NO_CARRIER, NO_DIAL_TONE, NO_ANSWER, SPEEDS, OTHER ->
                                stay(state);
                    };
            // the modem may be in a call that nobody knows of
            case Timeout _ -> hangUp(now, modem, fault(sent + " is not answered"));
            case HangUp _ -> settle(now);
            case DeviceLost(String text) -> to(new Idle(), fault(text));
            case Dial _, Flag _, Drained _, CarrierLost _ -> stay(state);
        };
    }

    private static Step dialling(long now, ModemSettings modem, Dialling state, Event event) {
        return switch (event) {
            case Said(ModemResult result) ->
                    switch (result.code()) {
                        case CONNECT -> connected(now, modem, state, result);
                        case SPEEDS ->
                                to(
                                        new Dialling(
                                                result.txBps(),
                                                result.rxBps(),
                                                state.deadlineNanos()));
                        case BUSY -> failed(now, ModemFailure.BUSY, result);
                        case NO_CARRIER -> failed(now, ModemFailure.NO_CARRIER, result);
                        case NO_DIAL_TONE -> failed(now, ModemFailure.NO_DIAL_TONE, result);
                        case NO_ANSWER -> failed(now, ModemFailure.NO_ANSWER, result);
                        case ERROR -> failed(now, ModemFailure.MODEM_FAULT, result);
                        case OK, OTHER -> stay(state);
                    };
            case Timeout _ ->
                    abort(now, modem, new Failed(ModemFailure.TIMEOUT, "no answer in time"));
            case HangUp _ -> abort(now, modem);
            case DeviceLost(String text) -> to(new Idle(), fault(text));
            case Dial _, Flag _, Drained _, CarrierLost _ -> stay(state);
        };
    }

    private static Step connected(
            long now, ModemSettings modem, Dialling state, ModemResult result) {
        // what was told of the line itself is better than CONNECT, which may tell the device's
        // speed
        long tx = firstKnown(state.txBps(), result.txBps(), modem.baud());
        long rx = firstKnown(state.rxBps(), result.rxBps(), modem.baud());
        if (modem.framingWait().isZero()) {
            return to(new Online(), new Answered(tx, rx));
        }
        return to(new Framing(tx, rx, now + modem.framingWait().toNanos()));
    }

    private static Step framing(long now, ModemSettings modem, Framing state, Event event) {
        return switch (event) {
            // RFC 2661 §7.5.1: bearer answer, framing detected
            case Flag _ -> to(new Online(), new Answered(state.txBps(), state.rxBps()));
            case Timeout _ ->
                    hangUp(now, modem, new Failed(ModemFailure.NO_FRAMING, "no PPP after CONNECT"));
            case Said(ModemResult result) -> failed(now, ModemFailure.NO_CARRIER, result);
            case CarrierLost(String text) -> settle(now, new Failed(ModemFailure.NO_CARRIER, text));
            case HangUp _ -> hangUp(now, modem);
            case DeviceLost(String text) -> to(new Idle(), fault(text));
            case Dial _, Drained _ -> stay(state);
        };
    }

    private static Step online(long now, ModemSettings modem, Online state, Event event) {
        return switch (event) {
            case Said(ModemResult result) -> settle(now, new Gone(result.text()));
            case CarrierLost(String text) -> settle(now, new Gone(text));
            case DeviceLost(String text) -> to(new Idle(), new Gone(text));
            case HangUp _ -> hangUp(now, modem);
            case Dial _, Flag _, Drained _, Timeout _ -> stay(state);
        };
    }

    private static Step draining(long now, Draining state, Event event) {
        return switch (event) {
            case Drained _, Timeout _ -> to(new Guarding(1, now + GUARD_NANOS));
            case Said(ModemResult result) -> overIf(now, state, result);
            case CarrierLost _ -> settle(now);
            case DeviceLost _ -> to(new Idle());
            case Dial _, Flag _, HangUp _ -> stay(state);
        };
    }

    private static Step guarding(long now, Guarding state, Event event) {
        return switch (event) {
            case Timeout _ ->
                    to(new Escaping(state.attempt(), now + ESCAPE_NANOS), new Send("+++"));
            case Said(ModemResult result) -> overIf(now, state, result);
            case CarrierLost _ -> settle(now);
            case DeviceLost _ -> to(new Idle());
            case Dial _, Flag _, HangUp _, Drained _ -> stay(state);
        };
    }

    private static Step escaping(long now, Escaping state, Event event) {
        return switch (event) {
            case Said(ModemResult result) ->
                    result.code() == ResultCode.OK
                            ? to(new HangingUp(now + COMMAND_NANOS), line("ATH"))
                            : overIf(now, state, result);
            case Timeout _ ->
                    state.attempt() < ESCAPES
                            ? to(new Guarding(state.attempt() + 1, now + GUARD_NANOS))
                            : to(new HangingUp(now + COMMAND_NANOS), line("ATH"));
            case CarrierLost _ -> settle(now);
            case DeviceLost _ -> to(new Idle());
            case Dial _, Flag _, HangUp _, Drained _ -> stay(state);
        };
    }

    /** After ATH, or after the octet that ends dialling. */
    private static Step ending(long now, ModemSettings modem, ModemState state, Event event) {
        return switch (event) {
            case Said(ModemResult result) ->
                    switch (result.code()) {
                        case OK, ERROR, NO_CARRIER, BUSY, NO_DIAL_TONE, NO_ANSWER -> settle(now);
                        case CONNECT -> hangUp(now, modem); // it answered just then
                        case SPEEDS, OTHER -> stay(state);
                    };
            case Timeout _ -> settle(now, new Unconfirmed());
            case CarrierLost _ -> settle(now);
            case DeviceLost _ -> to(new Idle());
            case Dial _, Flag _, HangUp _, Drained _ -> stay(state);
        };
    }

    private static Step dtrLow(long now, DtrLow state, Event event) {
        return switch (event) {
            case Timeout _ -> settle(now, new Dtr(true));
            case DeviceLost _ -> to(new Idle(), new Dtr(true));
            case Dial _, Said _, Flag _, HangUp _, Drained _, CarrierLost _ -> stay(state);
        };
    }

    private static Step settling(Settling state, Event event) {
        return switch (event) {
            case Timeout _, DeviceLost _ -> to(new Idle());
            case Dial _, Said _, Flag _, HangUp _, Drained _, CarrierLost _ -> stay(state);
        };
    }

    // ---- steps that several rows share ----

    private static Step hangUp(long now, ModemSettings modem, Action... first) {
        return modem.dropDtr() ? dropDtr(now, first) : to(new Draining(now + DRAIN_NANOS), first);
    }

    /** V.250 §5.6.1: a character while it dials ends dialling. */
    private static Step abort(long now, ModemSettings modem, Action... first) {
        return modem.dropDtr()
                ? dropDtr(now, first)
                : to(new Aborting(now + COMMAND_NANOS), and(first, line("")));
    }

    private static Step dropDtr(long now, Action... first) {
        return to(new DtrLow(now + DTR_LOW_NANOS), and(first, new Dtr(false)));
    }

    private static Step overIf(long now, ModemState state, ModemResult result) {
        return result.code() == ResultCode.NO_CARRIER ? settle(now) : stay(state);
    }

    private static Step failed(long now, ModemFailure cause, ModemResult result) {
        return settle(now, new Failed(cause, result.text()));
    }

    private static Step settle(long now, Action... actions) {
        return to(new Settling(now + SETTLE_NANOS), actions);
    }

    private static Failed fault(String text) {
        return new Failed(ModemFailure.MODEM_FAULT, text);
    }

    private static Send line(String command) {
        return new Send(command + "\r");
    }

    private static Action[] and(Action[] first, Action last) {
        Action[] all = java.util.Arrays.copyOf(first, first.length + 1);
        all[first.length] = last;
        return all;
    }

    private static long firstKnown(long first, long second, long third) {
        return first != 0 ? first : second != 0 ? second : third;
    }

    private static Step stay(ModemState state) {
        return new Step(state, List.of());
    }

    private static Step to(ModemState next, Action... actions) {
        return new Step(next, List.of(actions));
    }
}
