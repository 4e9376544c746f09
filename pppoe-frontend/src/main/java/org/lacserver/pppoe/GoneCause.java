package org.lacserver.pppoe;

/** Why a named caller is gone. */
public enum GoneCause {
    /** He sent a PADT. */
    PADT,
    /** He sent an LCP Terminate-Request, or rejected what LCP cannot do without. */
    LCP_TERMINATED,
    /** LCP got no answer. */
    LCP_TIMEOUT,
    /** He negotiates LCP again; if he names himself once more, that is another call. */
    LCP_RESTARTED,
    /** Echo-Requests stayed without reply. */
    ECHO_TIMEOUT,
    /** The line gives back what we send. */
    LOOPED,
    /** Nobody told him yes or no in time. */
    ANSWER_TIMEOUT,
    /** He named himself, or changed his answer, more often than he may. */
    TOO_MANY_ATTEMPTS,
    /** An EAP Request of the server's could not be brought to him. */
    EAP_UNFIT,
    /** His access port is down, gone, or has another MAC address. */
    PORT_DOWN,
    /** The dialled AC gave the session's id to another call of ours: it forgot this one. */
    SESSION_REPLACED
}
