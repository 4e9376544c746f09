package org.lacserver.pppoe.modem;

/** What a line of text from a modem in command state means (ITU-T V.250 §5.7.1). */
enum ResultCode {
    OK,
    CONNECT,
    BUSY,
    NO_CARRIER,
    NO_DIAL_TONE,
    NO_ANSWER,
    ERROR,
    /** The speeds of the line, told before CONNECT: {@code +MRR} of V.250 §6.4.3, or CARRIER. */
    SPEEDS,
    /** Nothing to act upon: an echo, RING, a line that is not known. */
    OTHER
}
