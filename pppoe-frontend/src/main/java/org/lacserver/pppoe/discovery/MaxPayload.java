package org.lacserver.pppoe.discovery;

import java.nio.ByteBuffer;

/** How large the packets of a session may be (RFC 4638). */
public final class MaxPayload {
    /** RFC 2516 §7: without a word about it, no larger Maximum-Receive-Unit. */
    public static final int USUAL = 1492;

    /** What PPPoE and PPP's protocol field take of an Ethernet payload (RFC 4638 §5.1). */
    public static final int OVERHEAD = 8;

    /** In Ethernet frames of 9216 octets, as switches call them jumbo. */
    public static final int LARGEST = 9216 - OVERHEAD;

    private static final int TAG = 4;
    private static final int TPID_8021AD = 0x88a8;

    private MaxPayload() {}

    /**
     * The largest PPP payload in a frame with the tags of this one: Linux sends one tag of 802.1Q
     * beyond an interface's MTU, but no second one and none of 802.1ad.
     */
    private static int on(int mtu, AccessFrame frame) {
        int tags = (frame.outerTag() == 0 ? 0 : 1) + (frame.innerTag() == 0 ? 0 : 1);
        int free = tags > 0 && frame.outerTag() >>> 16 != TPID_8021AD ? 1 : 0;
        return mtu - OVERHEAD - TAG * (tags - free);
    }

    /** What the caller's PPP-Max-Payload says, two octets (§4); 0 without one. */
    static int told(PppoeTags tags) {
        ByteBuffer value = tags.first(PppoeCode.PPP_MAX_PAYLOAD);
        return value == null || value.remaining() != 2 ? 0 : value.getShort(0) & 0xffff;
    }

    /**
     * The largest MRU of a session (§5.1).
     *
     * @param told what the caller told, 0 without
     * @param ours what we are set to
     * @param most what {@link #most} says
     */
    static int agreed(int told, int ours, int most) {
        return Math.max(Math.min(ours, USUAL), Math.min(told, most));
    }

    /** What could be agreed on with a caller who can do it as well. */
    static int most(int ours, int mtu, AccessFrame frame) {
        return Math.min(ours, on(mtu, frame));
    }
}
