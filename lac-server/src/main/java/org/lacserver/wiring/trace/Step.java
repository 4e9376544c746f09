package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/**
 * One message of a ladder, or a decision of the box.
 *
 * @param atNanos in the engine's time
 * @param port index of the access port, of a frame
 * @param local our address, of a datagram
 * @param peer the LNS or RADIUS server, of a datagram
 * @param octets without secrets; perhaps cut off
 * @param length of the message as it was on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // read only, never compared
public record Step(
        Kind kind,
        long atNanos,
        int port,
        @Nullable InetSocketAddress local,
        @Nullable InetSocketAddress peer,
        byte[] octets,
        int length) {
    /** What it is and which way it went. */
    public enum Kind {
        /** An Ethernet frame from the caller. */
        FRAME_IN(0, false),
        FRAME_OUT(1, false),
        /** An L2TP control datagram from an LNS. */
        L2TP_IN(2, true),
        L2TP_OUT(3, true),
        /** A reply of a RADIUS server. */
        RADIUS_IN(4, true),
        RADIUS_OUT(5, true),
        /** A decision, in words. */
        NOTE(6, false);

        private static final Kind[] BY_CODE = new Kind[7];

        static {
            for (Kind kind : values()) {
                BY_CODE[kind.code] = kind;
            }
        }

        private final byte code;
        private final boolean isDatagram;

        Kind(int code, boolean isDatagram) {
            this.code = (byte) code;
            this.isDatagram = isDatagram;
        }

        static Kind of(byte code) {
            return BY_CODE[code];
        }

        byte code() {
            return code;
        }

        /** Whether it came over UDP. */
        boolean isDatagram() {
            return isDatagram;
        }
    }
}
