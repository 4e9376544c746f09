package org.lacserver.tests.peer.ppp;

import java.nio.ByteBuffer;

/** IPCP with its one option, the address (RFC 1332 §3.3). */
public abstract class Ipcp extends Negotiation {
    private static final int OPTION_ADDRESS = 3;

    private final boolean assigns;
    private int ownAddress;
    private int peerAddress;

    /**
     * Makes one side.
     *
     * @param assigns whether this side gives addresses out
     * @param ownAddress the address asked for, 0 to be told
     * @param peerAddress what the other side is to get, when this side assigns
     */
    protected Ipcp(boolean assigns, int ownAddress, int peerAddress) {
        super(Ppp.IPCP);
        this.assigns = assigns;
        this.ownAddress = ownAddress;
        this.peerAddress = peerAddress;
    }

    public final int ownAddress() {
        return ownAddress;
    }

    public final int peerAddress() {
        return peerAddress;
    }

    @Override
    protected void putRequest(ByteBuffer options) {
        options.put((byte) OPTION_ADDRESS).put((byte) 6).putInt(ownAddress);
    }

    @Override
    protected Answer judge(int type, ByteBuffer value, ByteBuffer nak) {
        if (type != OPTION_ADDRESS || value.remaining() != 4) {
            return Answer.REJECT;
        }
        int wanted = value.getInt(0);
        if (!assigns) {
            peerAddress = wanted;
            return Answer.ACK;
        }
        if (wanted == peerAddress) {
            return Answer.ACK;
        }
        nak.put((byte) OPTION_ADDRESS).put((byte) 6).putInt(peerAddress);
        return Answer.NAK;
    }

    @Override
    protected void refused(int type, ByteBuffer value, boolean rejected) {
        if (type == OPTION_ADDRESS && !rejected && !assigns && value.remaining() == 4) {
            ownAddress = value.getInt(0);
        }
    }
}
