package org.lacserver.port;

/**
 * How the PPP frames of one call travel to and from its LNS (RFC 2661 §3.1, §5.4).
 *
 * @param addressControl where FF 03 stands in front of frames to the LNS
 * @param lengthBit whether data headers to the LNS carry the L bit and the Length field
 * @param offset octets of Offset Padding in data headers to the LNS, 0..64; negative: no O bit
 * @param priorityOfLcp whether LCP frames to the LNS carry the P bit (§3.1: an LCP echo is a
 *     keepalive and should not wait)
 * @param sequencing who decides whether data to the LNS carries Ns
 * @param reordering what becomes of sequenced data that comes out of order
 * @param datagrams how the UDP datagrams are sent
 */
public record Encapsulation(
        AddressControl addressControl,
        boolean lengthBit,
        int offset,
        boolean priorityOfLcp,
        Sequencing sequencing,
        Reordering reordering,
        SendPolicy datagrams) {
    /** The longest Offset Padding that can be asked for. */
    public static final int MAX_OFFSET = 64;

    public static final Encapsulation DEFAULT =
            new Encapsulation(
                    AddressControl.ALWAYS,
                    false,
                    -1,
                    false,
                    Sequencing.ALLOW,
                    Reordering.DELIVER,
                    SendPolicy.DEFAULT);

    public Encapsulation {
        if (offset > MAX_OFFSET) {
            throw new IllegalArgumentException("offset " + offset + " exceeds " + MAX_OFFSET);
        }
    }

    /** Where FF 03 stands in front of a PPP frame to the LNS. */
    public enum AddressControl {
        ALWAYS,
        /** LCP frames alone, as if address and control field compression were in force. */
        LCP_ONLY,
        NEVER
    }

    /** Who decides whether data to the LNS carries Ns (§5.4). */
    public enum Sequencing {
        /** Nobody: our data never carries it, whatever the LNS sends. */
        DENY,
        /** The LNS, by what it sends. */
        ALLOW,
        /** We: Sequencing Required (AVP 39) is sent, and Ns always stands. */
        REQUIRE
    }

    /** What becomes of a data message whose Ns is behind one that was delivered. */
    public enum Reordering {
        /** It is delivered late and counted: better late than lost. */
        DELIVER,
        /** It is dropped and counted as lost: PPP expects frames in order (§5.4). */
        DROP,
        /**
         * A frame that is ahead waits a little, bounded in time and number, for those before it.
         */
        WAIT
    }

    /**
     * How UDP datagrams of data are sent.
     *
     * @param dontFragment whether DF is set
     * @param checksum whether there is a UDP checksum (§8.1: on by default; control always has one)
     * @param dscp differentiated services code point of data and control, 0..63
     */
    public record SendPolicy(boolean dontFragment, boolean checksum, int dscp) {
        public static final SendPolicy DEFAULT = new SendPolicy(false, true, 0);

        public SendPolicy {
            if (dscp < 0 || dscp > 63) {
                throw new IllegalArgumentException("dscp " + dscp + " is not in 0..63");
            }
        }
    }
}
