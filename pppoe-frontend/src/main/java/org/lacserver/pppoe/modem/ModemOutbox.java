package org.lacserver.pppoe.modem;

import java.nio.ByteBuffer;

/** Takes what the pool wants sent and told. */
public interface ModemOutbox {
    /**
     * Octets for a modem, in order; how many it took is told by {@link ModemPool#written}.
     *
     * @param octets from position to limit, the receiver's until it returns
     */
    void octets(int modem, ByteBuffer octets);

    /** Raises or drops Data Terminal Ready. */
    void setDtr(int modem, boolean high);

    void event(ModemEvent event);
}
