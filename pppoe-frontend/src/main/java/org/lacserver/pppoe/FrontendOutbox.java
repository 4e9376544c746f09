package org.lacserver.pppoe;

import java.nio.ByteBuffer;

/** Takes what the frontend wants sent and told. */
public interface FrontendOutbox {
    /**
     * A whole Ethernet frame without FCS, VLAN tags inline, from position to limit.
     *
     * @param frame the receiver's until it returns
     */
    void frame(int accessPort, ByteBuffer frame);

    void event(FrontendEvent event);
}
