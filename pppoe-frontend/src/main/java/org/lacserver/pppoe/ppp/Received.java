package org.lacserver.pppoe.ppp;

/**
 * What an action of LCP needs of the packet that caused it.
 *
 * @param code of the answer
 * @param data of the answer
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
record Received(int id, int code, byte[] data) {
    static final Received NONE = of(0);

    static Received of(int id) {
        return new Received(id, 0, PppOutbox.NO_DATA);
    }
}
