package org.lacserver.pppoe;

/** What the frontend counts besides the verdicts of discovery, LCP and authentication. */
enum Count {
    PADI_RECEIVED,
    PADO_SENT,
    /** Service-Names that a PADO had no room for. */
    PADO_NAMES_LEFT_OUT,
    PADR_RECEIVED,
    /** A PADR heard before, answered with the same PADS. */
    PADR_REPEATED,
    PADS_SENT,
    /** PADS with an error tag instead of a session. */
    PADS_ERROR_SENT,
    PADT_RECEIVED,
    PADT_SENT,
    /** In answer to a frame of a session that is not there. */
    PADT_SENT_FOR_UNKNOWN_SESSION,
    PADI_SENT,
    PADO_RECEIVED,
    PADR_SENT,
    PADS_RECEIVED,
    CALLS_DIALLED,
    DIALS_ANSWERED,
    DIALS_FAILED,
    /** A call that could not be dialled because so many are being dialled. */
    DIAL_LIMIT,
    /** Dialled once more under an id that a call has. */
    DIAL_REPEATED,
    SESSIONS_MADE,
    /** Items of an access node's tag with a wrong length, left out (TR-101 Appendix B). */
    LINE_TAG_BAD_ITEMS,
    /** Calls whose line was told of before LCP. */
    LINES_ASKED_ABOUT,
    /** Of those, the ones whose caller had to name himself. */
    NAMES_ASKED,
    /** LCP Echo-Requests larger than 1492 octets (RFC 4638 §5.2). */
    MRU_TESTS_SENT,
    /** Calls in which none of them was answered; their MRU is 1492. */
    MRU_TESTS_FAILED,
    CALLERS_NAMED,
    /** EAP Requests of a server. */
    CHALLENGES_SENT,
    /** Those that are none, do not fit the link, or are too many; they end the call. */
    CHALLENGES_UNFIT,
    /** EAP Responses to them. */
    CALLERS_REPLIED,
    CALLERS_GONE,
    ATTEMPTS_FAILED,
    CALLS_HANDED_OVER,
    CALLS_REFUSED,
    CALLS_HUNG_UP,
    FRAME_UNKNOWN_PORT,
    FRAME_NOT_FOR_US,
    /** From our own MAC address: a loop behind the port. */
    FRAME_OUR_OWN,
    /** None of the five discovery codes. */
    DISCOVERY_UNEXPECTED_CODE,
    /** PADOs that waited for their time, by profile or load. */
    PADO_DELAYED,
    /** Errors in answer to PADRs that were left out because there were so many. */
    PADS_ERRORS_SPARED,
    PADS_TOO_LONG,
    /** PADT with tags that cannot be read; obeyed nevertheless. */
    PADT_BAD_TAGS,
    PADT_UNKNOWN_SESSION,
    PADT_WRONG_LINE,
    SESSION_UNEXPECTED_CODE,
    SESSION_UNKNOWN,
    /** MAC address or VLANs are not those of the session. */
    SESSION_WRONG_LINE,
    /** PPP of a session that was handed over while it was on its way here: told on. */
    SESSION_HANDED_OVER,
    /** Anything but LCP while LCP says goodbye. */
    SESSION_ENDING,
    PPP_TRUNCATED,
    /** Not LCP, before LCP opened (RFC 1661 §3.4). */
    PPP_BEFORE_OPEN,
    /** Neither LCP nor the authentication protocol, before the caller's name (§3.5). */
    PPP_BEFORE_NAME,
    FRAMES_HELD,
    FRAMES_HELD_OVERFLOW,
    /** Not held because those of all callers take the whole room. */
    FRAMES_HELD_NO_ROOM,
    /** More LCP and authentication packets of one session in a second than are answered. */
    PPP_FLOOD,
    /** A protocol field of one octet, though compression is refused (RFC 1661 §6.5). */
    PPP_COMPRESSED_PROTOCOL,
    /** Sessions ended because their caller gave another answer too often. */
    AUTH_ATTEMPTS_EXCEEDED,
    FRAME_TOO_LONG_TO_SEND,
    ORDER_UNKNOWN_CALL,
    /** An order that the call's state has no place for. */
    ORDER_OUT_OF_PLACE
}
