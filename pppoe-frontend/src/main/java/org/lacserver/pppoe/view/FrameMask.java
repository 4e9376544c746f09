package org.lacserver.pppoe.view;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Overwrites what nobody may keep of a frame: PAP's password, the value of a CHAP or MS-CHAPv2
 * Response, what an EAP Response proves itself by, and the proof in an MS-CHAPv2 Success. Lengths
 * stay, so that it is read as before.
 */
public final class FrameMask {
    private static final byte MASK = '*';
    private static final int SESSION = 0x8864;
    private static final int PPPOE_HEADER = 6;
    private static final int EAP_NAK = 3;

    private FrameMask() {}

    /**
     * A whole Ethernet frame in {@code octets} from {@code from} to {@code to}, perhaps cut off.
     */
    public static void frame(byte[] octets, int from, int to) {
        ByteBuffer frame = ByteBuffer.wrap(octets);
        int at = from + 12;
        int tags = 0;
        while (at + 2 <= to && isTag(frame.getShort(at) & 0xffff) && tags++ < 2) {
            at += 4;
        }
        if (at + 2 <= to && (frame.getShort(at) & 0xffff) == SESSION) {
            ppp(octets, at + 2 + PPPOE_HEADER, to);
        }
    }

    /** A PPP frame from its protocol field on. */
    public static void ppp(byte[] octets, int from, int to) {
        if (from + 6 > to) {
            return;
        }
        int protocol = (octets[from] & 0xff) << 8 | (octets[from + 1] & 0xff);
        int code = octets[from + 2] & 0xff;
        int data = from + 6;
        switch (protocol) {
            case 0xc023 -> {
                if (code == 1 && data < to) {
                    int password = data + 1 + (octets[data] & 0xff);
                    fill(octets, password + 1, to); // the length before it stays
                }
            }
            case 0xc223 -> {
                if (code == 2 && data < to) {
                    int value = octets[data] & 0xff;
                    fill(octets, data + 1, Math.min(data + 1 + value, to));
                } else if (code == 3) {
                    proof(octets, data, to);
                }
            }
            case 0xc227 -> {
                // RFC 3748 §5: 1 Identity and 3 Nak prove nothing; padding behind it goes too
                if (code == 2 && data < to && octets[data] != 1 && octets[data] != EAP_NAK) {
                    fill(octets, data + 1, to);
                }
            }
            default -> {}
        }
    }

    // RFC 2759 §5: S= and 40 hexadecimal digits
    private static void proof(byte[] octets, int from, int to) {
        for (int at = from; at + 2 <= to; at++) {
            if (octets[at] == 'S' && octets[at + 1] == '=') {
                fill(octets, at + 2, Math.min(at + 42, to));
                return;
            }
        }
    }

    private static void fill(byte[] octets, int from, int to) {
        if (from < to) {
            Arrays.fill(octets, from, to, MASK);
        }
    }

    private static boolean isTag(int etherType) {
        return etherType == 0x8100 || etherType == 0x88a8 || etherType == 0x9100;
    }
}
