package org.lacserver.pppoe.discovery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes PPPoE frames into one buffer: begin, put tags or octets, end. */
public final class FrameWriter {
    /** RFC 2516 §4: with its header a PPPoE packet fills an Ethernet payload of 1500 octets. */
    public static final int MAX_PAYLOAD = 1494;

    /** RFC 4638: PPP's protocol field and the largest payload that can be agreed on. */
    private static final int MAX_SESSION_PAYLOAD = 2 + MaxPayload.LARGEST;

    private final ByteBuffer frame =
            ByteBuffer.allocate(2 * 6 + 2 * 4 + 2 + 6 + MAX_SESSION_PAYLOAD);
    private final int priority;
    private int lengthAt;
    private boolean tooLong;

    /**
     * @param priority 802.1p priority of all tags, 0..7; negative leaves it as the tags have it
     */
    public FrameWriter(int priority) {
        this.priority = priority;
    }

    /** Leaves the priority of tags as it is. */
    public FrameWriter() {
        this(-1);
    }

    /**
     * Starts a frame with VLAN tags as an {@link AccessFrame} had them.
     *
     * @param outerTag TPID and TCI, or 0
     * @param innerTag TPID and TCI, or 0
     */
    public FrameWriter begin(
            long destination, long source, int outerTag, int innerTag, int etherType) {
        frame.clear();
        tooLong = false;
        putMac(destination);
        putMac(source);
        if (outerTag != 0) {
            frame.putInt(marked(outerTag));
        }
        if (innerTag != 0) {
            frame.putInt(marked(innerTag));
        }
        frame.putShort((short) etherType);
        return this;
    }

    /** A frame back to where {@code heard} came from. */
    public FrameWriter reply(AccessFrame heard, long source) {
        return begin(
                heard.source(), source, heard.outerTag(), heard.innerTag(), PppoeCode.DISCOVERY);
    }

    public FrameWriter pppoe(int code, int sessionId) {
        frame.put((byte) 0x11).put((byte) code).putShort((short) sessionId);
        lengthAt = frame.position();
        frame.putShort((short) 0);
        int most = code == PppoeCode.SESSION_DATA ? MAX_SESSION_PAYLOAD : MAX_PAYLOAD;
        frame.limit(frame.position() + most);
        return this;
    }

    public FrameWriter tag(int type, byte[] value) {
        return tag(type, ByteBuffer.wrap(value));
    }

    public FrameWriter tag(int type, ByteBuffer value) {
        if (4 + value.remaining() > frame.remaining()) {
            tooLong = true;
            return this;
        }
        frame.putShort((short) type).putShort((short) value.remaining()).put(value.duplicate());
        return this;
    }

    /** Whether a tag of this text still fits. */
    boolean hasRoomFor(String text) {
        return 4 + octets(text).length <= frame.remaining();
    }

    /** A tag of UTF-8 text, cut to at most 255 octets between characters. */
    public FrameWriter tag(int type, String text) {
        return tag(type, octets(text));
    }

    private static byte[] octets(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(octets.length, 255);
        while (length < octets.length && length > 0 && (octets[length] & 0xc0) == 0x80) {
            length--;
        }
        return Arrays.copyOf(octets, length);
    }

    /** A PPP control packet: protocol, code, identifier, length, data. */
    public FrameWriter ppp(int protocol, int code, int identifier, byte[] data) {
        if (6 + data.length > frame.remaining()) {
            tooLong = true;
            return this;
        }
        frame.putShort((short) protocol).put((byte) code).put((byte) identifier);
        frame.putShort((short) (4 + data.length)).put(data);
        return this;
    }

    /** Whether something did not fit; the frame must not be sent then. */
    public boolean isTooLong() {
        return tooLong;
    }

    /** The finished frame, valid until the next {@link #begin}. */
    public ByteBuffer end() {
        frame.putShort(lengthAt, (short) (frame.position() - lengthAt - 2));
        return frame.flip();
    }

    /** IEEE 802.1Q: the priority is the upper three bits of the TCI. */
    private int marked(int tag) {
        return priority < 0 ? tag : (tag & ~0xe000) | priority << 13;
    }

    private void putMac(long mac) {
        frame.putShort((short) (mac >> 32)).putInt((int) mac);
    }
}
