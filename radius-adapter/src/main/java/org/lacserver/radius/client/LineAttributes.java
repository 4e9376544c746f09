package org.lacserver.radius.client;

/** Which characteristics of a DSL line (RFC 4679) a request tells. */
public enum LineAttributes {
    /** Agent-Circuit-Id and Agent-Remote-Id. */
    IDS(0, 0),
    /** What TR-101 has in an Access-Request: all up to 0x84, and 0xfe. */
    TR_101(0x85, 0xfd),
    /** All that RFC 4679 has, and what later access nodes tell. */
    ALL(0, 0);

    private final int firstLeftOut;
    private final int lastLeftOut;

    LineAttributes(int firstLeftOut, int lastLeftOut) {
        this.firstLeftOut = firstLeftOut;
        this.lastLeftOut = lastLeftOut;
    }

    /** Whether the characteristic of that number, not one of the ids, is told. */
    boolean has(int number) {
        return this != IDS && (number < firstLeftOut || number > lastLeftOut);
    }
}
