package org.lacserver.pppoe.modem;

/** What the pool counts, besides failures by cause and framing faults by kind. */
enum ModemCount {
    CALLS_DIALLED,
    CALLS_ANSWERED,
    CALLS_GONE,
    CALLS_HUNG_UP,
    /** The modem did not confirm that it has hung up. */
    HANG_UPS_UNCONFIRMED,
    FRAMES_RECEIVED,
    FRAMES_SENT,
    FRAMES_HELD,
    FRAMES_HELD_OVERFLOW,
    /** More waits for a modem than is kept for it. */
    FRAMES_OUTPUT_OVERFLOW,
    /** Empty, or longer than a frame may be. */
    FRAME_LENGTH_TO_SEND,
    FRAME_NOT_ONLINE,
    RESULT_NOT_KNOWN,
    DEVICES_LOST,
    ORDER_UNKNOWN_CALL,
    ORDER_REPEATED_CALL,
    INPUT_UNKNOWN_MODEM
}
