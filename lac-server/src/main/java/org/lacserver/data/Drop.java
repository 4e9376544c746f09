package org.lacserver.data;

import java.util.Locale;

/** Why something that came in did not go out; the name in lower case is its counter. */
enum Drop {
    ACCESS_NOT_FOR_US,
    ACCESS_TRUNCATED,
    ACCESS_BAD_HEADER,
    ACCESS_BAD_LENGTH,
    ACCESS_WRONG_MAC,
    ACCESS_WRONG_VLAN,
    ACCESS_SEND_REFUSED,
    CORE_SEND_REFUSED,
    CORE_TOO_LONG,
    CONTROL_TOO_LONG,
    DATA_BAD_HEADER,
    DATA_UNKNOWN_SESSION,
    DATA_WRONG_PEER,
    DATA_EMPTY,
    DATA_TOO_LONG,
    HELD_NOT_JOINED;

    String counter() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
