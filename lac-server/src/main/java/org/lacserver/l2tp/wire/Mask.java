package org.lacserver.l2tp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Overwrites the AVPs of a control datagram that nobody may keep, those that {@link Dump} does not
 * show; what is hidden stays hidden. Lengths stay, so that it is read as before.
 */
public final class Mask {
    private static final int H = 0x4000;
    private static final int LENGTH = 0x3ff;

    private Mask() {}

    /** A datagram in {@code octets} from {@code from} to {@code to}, perhaps cut off. */
    public static void datagram(byte[] octets, int from, int to) {
        ByteBuffer all = ByteBuffer.wrap(octets);
        int at = from + ControlHeader.LENGTH;
        while (at + AvpReader.HEADER <= to) {
            int head = all.getShort(at) & 0xffff;
            int length = head & LENGTH;
            if (length < AvpReader.HEADER) {
                return;
            }
            int vendor = all.getShort(at + 2) & 0xffff;
            int number = all.getShort(at + 4) & 0xffff;
            boolean isSecret = vendor == 0 && Dump.isMasked(AvpType.named(number));
            if (isSecret && (head & H) == 0) {
                Arrays.fill(octets, at + AvpReader.HEADER, Math.min(at + length, to), (byte) '*');
            }
            at += length;
        }
    }
}
