package org.lacserver.tests.peer.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/** IPv4 ICMP echo, whole packets with both checksums. */
public final class Icmp {
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST = 8;
    private static final int HEADERS = 28;

    private Icmp() {}

    /** An echo request whose IP packet is {@code size} octets long, at least 36. */
    public static byte[] request(int source, int target, int id, int sequence, int size) {
        byte[] octets = new byte[Math.max(size, HEADERS + 8)];
        for (int i = HEADERS; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        return finish(octets, source, target, ECHO_REQUEST, id, sequence);
    }

    /** The reply to {@code ip} when it is an echo request for {@code own}, else null. */
    public static byte @Nullable [] replyTo(ByteBuffer ip, int own) {
        if (!isEcho(ip, ECHO_REQUEST) || ip.getInt(ip.position() + 16) != own) {
            return null;
        }
        int at = ip.position();
        byte[] octets = new byte[ip.getShort(at + 2) & 0xffff];
        ip.get(at, octets);
        return finish(
                octets,
                own,
                ip.getInt(at + 12),
                ECHO_REPLY,
                ip.getShort(at + 24),
                ip.getShort(at + 26));
    }

    /** The sequence number when {@code ip} is a sound echo reply, else -1. */
    public static int replySequence(ByteBuffer ip) {
        if (!isEcho(ip, ECHO_REPLY)) {
            return -1;
        }
        int length = ip.getShort(ip.position() + 2) & 0xffff;
        byte[] octets = new byte[length];
        ip.get(ip.position(), octets);
        boolean sound = checksum(octets, 0, 20) == 0 && checksum(octets, 20, length - 20) == 0;
        return sound ? ip.getShort(ip.position() + 26) & 0xffff : -1;
    }

    private static boolean isEcho(ByteBuffer ip, int type) {
        int at = ip.position();
        if (ip.remaining() < HEADERS || ip.get(at) != 0x45 || ip.get(at + 9) != 1) {
            return false;
        }
        int length = ip.getShort(at + 2) & 0xffff;
        return length >= HEADERS && length <= ip.remaining() && ip.get(at + 20) == type;
    }

    private static byte[] finish(
            byte[] octets, int source, int target, int type, int id, int sequence) {
        ByteBuffer ip = ByteBuffer.wrap(octets);
        ip.putShort(0, (short) 0x4500).putShort(2, (short) octets.length).putInt(4, 0);
        ip.put(8, (byte) 64).put(9, (byte) 1).putShort(10, (short) 0);
        ip.putInt(12, source).putInt(16, target);
        ip.putShort(10, (short) checksum(octets, 0, 20));
        ip.put(20, (byte) type).put(21, (byte) 0).putShort(22, (short) 0);
        ip.putShort(24, (short) id).putShort(26, (short) sequence);
        ip.putShort(22, (short) checksum(octets, 20, octets.length - 20));
        return octets;
    }

    /** RFC 1071; 0 over octets that carry their own right sum. */
    static int checksum(byte[] octets, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = octets[from + i] & 0xff;
            sum += (i & 1) == 0 ? octet << 8 : octet;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) ~sum & 0xffff;
    }

    /** Dotted notation. */
    public static String text(int address) {
        return (address >>> 24)
                + "."
                + (address >> 16 & 0xff)
                + "."
                + (address >> 8 & 0xff)
                + "."
                + (address & 0xff);
    }
}
