package org.lacserver.tests.peer.ppp;

import java.nio.ByteBuffer;

/** Numbers of PPP. */
public final class Ppp {
    public static final int IP = 0x0021;
    public static final int IPCP = 0x8021;
    public static final int LCP = 0xc021;
    public static final int PAP = 0xc023;
    public static final int CHAP = 0xc223;
    public static final int EAP = 0xc227;

    /** CHAP with another algorithm (RFC 2759 §2), which stands above the protocol number here. */
    public static final int MSCHAPV2 = 0x81_c223;

    public static final int CONFIGURE_REQUEST = 1;
    public static final int CONFIGURE_ACK = 2;
    public static final int CONFIGURE_NAK = 3;
    public static final int CONFIGURE_REJECT = 4;
    public static final int TERMINATE_REQUEST = 5;
    public static final int TERMINATE_ACK = 6;
    public static final int CODE_REJECT = 7;
    public static final int PROTOCOL_REJECT = 8;
    public static final int ECHO_REQUEST = 9;
    public static final int ECHO_REPLY = 10;
    public static final int DISCARD_REQUEST = 11;

    public static final int OPTION_MRU = 1;
    public static final int OPTION_ACCM = 2;
    public static final int OPTION_AUTH = 3;
    public static final int OPTION_MAGIC = 5;

    /** CHAP algorithm MD5, RFC 1994 §3. */
    public static final int CHAP_MD5 = 5;

    public static final long NEVER = Long.MAX_VALUE;

    private Ppp() {}

    /** A packet with the common header code, identifier, length (RFC 1661 §5). */
    public static byte[] packet(int code, int id, byte[] body) {
        byte[] packet = new byte[4 + body.length];
        ByteBuffer.wrap(packet)
                .put((byte) code)
                .put((byte) id)
                .putShort((short) packet.length)
                .put(body);
        return packet;
    }

    /** Copies what remains. */
    public static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return copy;
    }

    /** The option {@code type} of a list of options, or -1 when it is not there. */
    public static int find(byte[] options, int type) {
        for (int at = 0; at + 2 <= options.length; ) {
            int length = options[at + 1] & 0xff;
            if (length < 2 || at + length > options.length) {
                return -1;
            }
            if ((options[at] & 0xff) == type) {
                return at;
            }
            at += length;
        }
        return -1;
    }
}
