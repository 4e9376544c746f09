package org.lacserver.pppoe.modem;

/** Why a call was not placed; the words of RFC 2661 §4.4.2 where it has one. */
public enum ModemFailure {
    BUSY,
    NO_ANSWER,
    NO_CARRIER,
    NO_DIAL_TONE,
    INVALID_NUMBER,
    NO_FREE_MODEM,
    /** The modem refuses a command, is silent or gone. */
    MODEM_FAULT,
    /** Neither answered nor refused in the time there was. */
    TIMEOUT,
    /** Connected, but no PPP flag came. */
    NO_FRAMING
}
