package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** An authentication protocol the LAC can ask the caller for (RFC 1661 §6.2). */
public enum AuthProtocol {
    /** RFC 1994 with algorithm 5, MD5 (§3). */
    CHAP(0xc223, 5),
    /** RFC 1334 §2. */
    PAP(0xc023, 0),
    /** CHAP with algorithm 0x81 (RFC 2759 §2). */
    MSCHAPV2(0xc223, 0x81),
    /** RFC 3748 §3.2.1. */
    EAP(0xc227, 0);

    private final int protocol;
    private final int algorithm;

    AuthProtocol(int protocol, int algorithm) {
        this.protocol = protocol;
        this.algorithm = algorithm;
    }

    /** The PPP protocol number of its packets. */
    public int protocol() {
        return protocol;
    }

    /** The Authentication-Protocol option that asks for it, with type and length. */
    byte[] option() {
        byte high = (byte) (protocol >> 8);
        byte low = (byte) protocol;
        return algorithm == 0
                ? new byte[] {LcpOption.AUTHENTICATION, 4, high, low}
                : new byte[] {LcpOption.AUTHENTICATION, 5, high, low, (byte) algorithm};
    }

    /** The protocol that an Authentication-Protocol option names; null when it is none of ours. */
    static @Nullable AuthProtocol of(byte[] options, int at, int length) {
        for (AuthProtocol candidate : values()) {
            byte[] wanted = candidate.option();
            if (Arrays.equals(wanted, 0, wanted.length, options, at, at + length)) {
                return candidate;
            }
        }
        return null;
    }
}
