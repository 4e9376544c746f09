package org.lacserver.tests.peer.ppp;

/** The link below a PPP protocol. */
@FunctionalInterface
public interface PppOut {
    /** Sends {@code packet}, which begins behind the protocol number. */
    void ppp(int protocol, byte[] packet);
}
