package org.lacserver.tests.net;

import org.lacserver.pppoe.ethernet.PacketRing;

import java.nio.ByteBuffer;

/** Frames of a ring, whole: the kernel takes the outer tag out, here it is put back. */
final class WholeFrames {
    private final ByteBuffer scratch = ByteBuffer.allocate(4096);

    /** Valid until the next one is asked for. */
    ByteBuffer whole(PacketRing ring, long slot) {
        int length = Math.min(PacketRing.length(slot), scratch.capacity() - 4);
        int at = ring.frame(slot);
        int tag = PacketRing.tag(slot);
        scratch.clear();
        if (tag == 0) {
            scratch.put(0, ring.octets(), at, length);
            return scratch.limit(length);
        }
        scratch.put(0, ring.octets(), at, 12);
        scratch.putInt(12, tag);
        scratch.put(16, ring.octets(), at + 12, length - 12);
        return scratch.limit(length + 4);
    }
}
