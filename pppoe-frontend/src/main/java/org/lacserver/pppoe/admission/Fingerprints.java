package org.lacserver.pppoe.admission;

/**
 * 64-bit fingerprints of callers and VLANs: SipHash-1-3 over two words under a secret key, so that
 * nobody can choose MAC addresses or VLANs that share a place in a table.
 */
public final class Fingerprints {
    private final long key0;
    private final long key1;

    public Fingerprints(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** Of a caller: his MAC address on a port and VLANs; never 0. */
    public long caller(int port, int outerVlan, int innerVlan, long mac) {
        return hash((long) port << 48 | mac, vlans(outerVlan, innerVlan));
    }

    /** Of a VLAN on a port; never 0. */
    public long vlan(int port, int outerVlan, int innerVlan) {
        return hash((long) port << 48, vlans(outerVlan, innerVlan));
    }

    private static long vlans(int outerVlan, int innerVlan) {
        return (long) (outerVlan & 0xfff) << 12 | (innerVlan & 0xfff);
    }

    private long hash(long first, long second) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        long length = 16L << 56;
        for (int round = 0; round < 6; round++) {
            switch (round) {
                case 0 -> v3 ^= first;
                case 1 -> {
                    v0 ^= first;
                    v3 ^= second;
                }
                case 2 -> {
                    v0 ^= second;
                    v3 ^= length;
                }
                case 3 -> {
                    v0 ^= length;
                    v2 ^= 0xff;
                }
                default -> {}
            }
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        long hash = v0 ^ v1 ^ v2 ^ v3;
        return hash == 0 ? 1 : hash;
    }
}
