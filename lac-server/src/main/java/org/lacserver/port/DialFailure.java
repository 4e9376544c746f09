package org.lacserver.port;

/** Why an outgoing call was not made, with the Result Code of its CDN (RFC 2661 §4.4.2). */
public enum DialFailure {
    /** No such number, or what answers there does not serve it. */
    INVALID_DESTINATION(6),
    /** This LNS may not call there. */
    NOT_ALLOWED(3),
    /** Asked for a speed or bearer that the target does not have. */
    NOT_CAPABLE(5),
    /** As many calls as allowed, or nobody could be asked: later it may work. */
    NO_FACILITIES(4),
    NO_CARRIER(7),
    BUSY(8),
    NO_DIAL_TONE(9),
    /** Nobody answered in the time allotted. */
    NO_ANSWER(10),
    /** Answered, but no framing was heard. */
    NO_FRAMING(11);

    private final int cdnResult;

    DialFailure(int cdnResult) {
        this.cdnResult = cdnResult;
    }

    public int cdnResult() {
        return cdnResult;
    }
}
