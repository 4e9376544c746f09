package org.lacserver.pppoe.ppp;

/** Takes the PPP control packets that a state machine wants sent. */
@FunctionalInterface
public interface PppOutbox {
    byte[] NO_DATA = {};

    /**
     * A packet of the common form of LCP, PAP and CHAP: code, identifier, length, data.
     *
     * @param data not kept by the receiver
     */
    void packet(int protocol, int code, int identifier, byte[] data);
}
