package org.lacserver.pppoe.modem;

import java.nio.ByteBuffer;

/**
 * PPP in HDLC-like framing on an asynchronous line (RFC 1662).
 *
 * <p>Towards the LNS a PPP frame is from its two-octet protocol field on; address, control, FCS,
 * flags and escapes exist on the line alone. An ACCM is 32 bits, bit n for the octet of value n;
 * both are {@link #DEFAULT_ACCM} until the LNS says otherwise (RFC 2661 §6.14).
 */
public final class AsyncFraming {
    /** Octets of a PPP frame at most, from its protocol field on. */
    public static final int MAX_FRAME = 2048;

    /** Every control octet is escaped (RFC 1662 §7.1). */
    public static final int DEFAULT_ACCM = 0xffffffff;

    private static final int FLAG = 0x7e;
    private static final int ESCAPE = 0x7d;
    private static final int FLIP = 0x20;
    private static final int ADDRESS = 0xff;
    private static final int CONTROL = 0x03;
    private static final int FCS = 2;
    private static final int LCP_HIGH = 0xc0;
    private static final int LCP_LOW = 0x21;

    private AsyncFraming() {}

    private static boolean isMapped(int accm, int octet) {
        return octet < FLIP && (accm >>> octet & 1) != 0;
    }

    /** Frames for the line. */
    public static final class Encoder {
        // flags, then address, control, frame and FCS, each octet of these escaped at worst
        private final byte[] line = new byte[2 + 2 * (2 + MAX_FRAME + FCS)];
        private int length;
        private int fcs;
        private int accm = DEFAULT_ACCM;

        /** The octets to escape, from the next frame on. */
        public void setAccm(int accm) {
            this.accm = accm;
        }

        /**
         * One frame with both its flags.
         *
         * @param pppFrame from the protocol field on, 1 to {@link #MAX_FRAME} octets; left as it is
         * @return this encoder's own octets, until its next call
         */
        public ByteBuffer encode(ByteBuffer pppFrame) {
            int start = pppFrame.position();
            int end = pppFrame.limit();
            // §7.1: before LCP is up the default map holds, so it does for LCP at any time
            int map = isLcp(pppFrame) ? DEFAULT_ACCM : accm;
            length = 0;
            fcs = Fcs16.INIT;
            line[length++] = FLAG;
            put(map, ADDRESS);
            put(map, CONTROL);
            for (int i = start; i < end; i++) {
                put(map, pppFrame.get(i) & 0xff);
            }
            int complement = ~fcs;
            put(map, complement & 0xff); // §3.1: least significant octet first
            put(map, complement >>> 8 & 0xff);
            line[length++] = FLAG;
            return ByteBuffer.wrap(line, 0, length);
        }

        private static boolean isLcp(ByteBuffer frame) {
            int start = frame.position();
            return frame.remaining() >= 2
                    && (frame.get(start) & 0xff) == LCP_HIGH
                    && (frame.get(start + 1) & 0xff) == LCP_LOW;
        }

        private void put(int map, int octet) {
            fcs = Fcs16.add(fcs, octet);
            // §4.2: flag, escape and what the map names are escaped
            if (octet == FLAG || octet == ESCAPE || isMapped(map, octet)) {
                line[length++] = ESCAPE;
                line[length++] = (byte) (octet ^ FLIP);
            } else {
                line[length++] = (byte) octet;
            }
        }
    }

    /** Takes what a {@link Decoder} finds. */
    public interface Heard {
        /**
         * A good frame.
         *
         * @param pppFrame from its two-octet protocol field on; the receiver's until it returns
         */
        void frame(ByteBuffer pppFrame);

        void fault(FramingFault fault);
    }

    /** Frames from the line, in whatever pieces its octets come. */
    public static final class Decoder {
        private static final int ROOM_FOR_PROTOCOL = 1;

        // one octet free in front: a compressed protocol field grows to two
        private final byte[] frame = new byte[ROOM_FOR_PROTOCOL + 2 + MAX_FRAME + FCS];
        private int length = ROOM_FOR_PROTOCOL;
        private int fcs = Fcs16.INIT;
        private int accm = DEFAULT_ACCM;
        private boolean flagSeen;
        private boolean escaped;
        private boolean overrun;

        /** The octets that the line inserts, from the next octet on. */
        public void setAccm(int accm) {
            this.accm = accm;
        }

        /** Whether a Flag Sequence has come: the other side frames. */
        public boolean isFlagSeen() {
            return flagSeen;
        }

        /** Takes all octets; what comes before the first flag is no frame and no fault. */
        public void octets(ByteBuffer in, Heard heard) {
            while (in.hasRemaining()) {
                octet(in.get() & 0xff, heard);
            }
        }

        private void octet(int octet, Heard heard) {
            if (octet == FLAG) {
                if (flagSeen) {
                    end(heard);
                }
                flagSeen = true;
                length = ROOM_FOR_PROTOCOL;
                fcs = Fcs16.INIT;
                escaped = false;
                overrun = false;
            } else if (!flagSeen || isMapped(accm, octet)) {
                return; // §4.2: a mapped octet that is not escaped was inserted on the way
            } else if (escaped) {
                escaped = false;
                add(octet ^ FLIP);
            } else if (octet == ESCAPE) {
                escaped = true;
            } else {
                add(octet);
            }
        }

        private void add(int octet) {
            if (length == frame.length) {
                overrun = true;
            } else {
                fcs = Fcs16.add(fcs, octet);
                frame[length++] = (byte) octet;
            }
        }

        private void end(Heard heard) {
            int octets = length - ROOM_FOR_PROTOCOL;
            if (overrun) {
                heard.fault(FramingFault.TOO_LONG);
            } else if (escaped) {
                heard.fault(FramingFault.ABORTED);
            } else if (octets == 0) {
                return; // §4.4.1: flags between frames
            } else if (octets < 2 + FCS) {
                heard.fault(FramingFault.RUNT);
            } else if (fcs != Fcs16.GOOD) {
                heard.fault(FramingFault.FCS);
            } else {
                deliver(heard);
            }
        }

        private void deliver(Heard heard) {
            int start = ROOM_FOR_PROTOCOL;
            int end = length - FCS;
            if ((frame[start] & 0xff) == ADDRESS && frame[start + 1] == CONTROL) {
                start += 2; // else compressed (RFC 1661 §6.6)
            }
            if (start < end && (frame[start] & 1) != 0) {
                frame[--start] = 0; // RFC 1661 §6.5: one octet of protocol stands for two
            }
            if (end - start < 2) {
                heard.fault(FramingFault.RUNT);
            } else if (end - start > MAX_FRAME) {
                heard.fault(FramingFault.TOO_LONG);
            } else {
                heard.frame(ByteBuffer.wrap(frame, start, end - start).slice());
            }
        }
    }
}
