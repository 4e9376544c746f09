package org.lacserver.l2tp.session;

/** What ICRQ tells of the access line (RFC 5515 §5). */
public enum LineAvps {
    NONE,
    /** Agent circuit id and agent remote id. */
    IDS,
    /** These and every rate, delay and encapsulation that the access node has told. */
    ALL
}
