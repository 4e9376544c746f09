package org.lacserver.pppoe.modem;

/** Where a modem is between two calls; each state has what its phase needs. */
sealed interface ModemState {
    /** When {@link ModemDialer.Timeout} is due; {@link Long#MAX_VALUE}: never. */
    default long deadlineNanos() {
        return Long.MAX_VALUE;
    }

    /** Free. */
    record Idle() implements ModemState {}

    /** The init string of this index is sent; OK is awaited. */
    record Initialising(int sent, String number, long dialByNanos, long deadlineNanos)
            implements ModemState {}

    /** The number is dialled; speeds are 0 until told. */
    record Dialling(long txBps, long rxBps, long deadlineNanos) implements ModemState {}

    /** Connected; the first flag is awaited. */
    record Framing(long txBps, long rxBps, long deadlineNanos) implements ModemState {}

    /** Answered: PPP both ways. */
    record Online() implements ModemState {}

    /** Hanging up: what was sent before is still on its way to the modem. */
    record Draining(long deadlineNanos) implements ModemState {}

    /** Hanging up: the silence before the escape sequence. */
    record Guarding(int attempt, long deadlineNanos) implements ModemState {}

    /** Hanging up: the escape sequence is sent; OK is awaited. */
    record Escaping(int attempt, long deadlineNanos) implements ModemState {}

    /** Hanging up: ATH is sent; OK is awaited. */
    record HangingUp(long deadlineNanos) implements ModemState {}

    /** Dialling was given up; any result is awaited. */
    record Aborting(long deadlineNanos) implements ModemState {}

    record DtrLow(long deadlineNanos) implements ModemState {}

    /** Late results are let pass before the modem is free. */
    record Settling(long deadlineNanos) implements ModemState {}
}
