package org.lacserver.pppoe.modem;

import java.nio.ByteBuffer;

/** What the pool tells of a call; nothing after {@link Failed}, {@link Gone} or an order to end. */
public sealed interface ModemEvent {
    long callId();

    /** The number answered and frames PPP (RFC 2661 §7.5.1); once, speeds in bit/s. */
    record Answered(long callId, int modemIndex, String modemName, long txBps, long rxBps)
            implements ModemEvent {}

    /** The call was not placed; instead of {@link Answered}. The text is for people. */
    record Failed(long callId, ModemFailure cause, String text) implements ModemEvent {}

    /**
     * A PPP frame from the line, from its two-octet protocol field on; in order, after hand-over.
     *
     * @param pppFrame the receiver's until it returns
     */
    record Frame(long callId, ByteBuffer pppFrame) implements ModemEvent {}

    /** An answered call has lost its line. The text is for people. */
    record Gone(long callId, String text) implements ModemEvent {}

    /**
     * What went wrong on the line since the call began, for a WEN (RFC 2661 §6.13); told when it
     * grew, at most every {@link ModemPool#ERRORS_EVERY_NANOS}, after hand-over.
     *
     * @param framingErrors runts and aborted frames
     * @param hardwareOverruns 0: the serial device does not tell
     * @param bufferOverruns frames longer than this side takes, or more than it holds
     * @param timeouts 0: nothing on an async line is awaited once the call is up
     * @param alignmentErrors 0: octets come one by one
     */
    record Errors(
            long callId,
            long crcErrors,
            long framingErrors,
            long hardwareOverruns,
            long bufferOverruns,
            long timeouts,
            long alignmentErrors)
            implements ModemEvent {}
}
