package org.lacserver.pppoe.admission;

/**
 * Who goes first when not all can: each rank may use more of a bucket than those before it, so that
 * a flood of the lower ones leaves room for the higher.
 */
enum Rank {
    /** Was answered lately and came to nothing, or his VLAN or port takes more than its share. */
    LAST(2),
    /** Never seen. */
    STRANGER(5),
    /** Was refused a little while ago and asks again, as modems do and random senders do not. */
    AGAIN(6),
    /** His VLAN, or his port, has hardly used its share lately, whoever he is. */
    QUIET(7),
    /** Had an established call lately. */
    KNOWN(8);

    private static final int ALL = 8;
    private final int eighths;

    Rank(int eighths) {
        this.eighths = eighths;
    }

    /** How much of a bucket may be used up by him. */
    long of(long capacity) {
        return capacity / ALL * eighths;
    }
}
