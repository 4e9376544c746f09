package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Datagrams as IP packets: the headers are made up from what is known of the way they took. */
final class Packets {
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;
    private static final int V4_HEADER = 20;
    private static final int V6_HEADER = 40;
    private static final int HOPS = 64;

    private Packets() {}

    /** What stands for an address of ours that nobody has told. */
    static InetSocketAddress nowhere(InetSocketAddress peer) {
        byte[] any = new byte[peer.getAddress().getAddress().length];
        try {
            return new InetSocketAddress(InetAddress.getByAddress(any), peer.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has its own length", e);
        }
    }

    /**
     * A whole packet.
     *
     * @param port where readers look for the protocol; replaces the server's
     * @param isSent from {@code local} to {@code peer}
     * @param length of the payload before it was cut off; a packet that was has no checksum
     */
    static byte[] udp(
            @Nullable InetSocketAddress local,
            @Nullable InetSocketAddress peer,
            int port,
            boolean isSent,
            byte[] payload,
            int length) {
        if (local == null || peer == null) {
            return payload;
        }
        InetSocketAddress server = new InetSocketAddress(peer.getAddress(), port);
        InetSocketAddress from = isSent ? local : server;
        InetSocketAddress to = isSent ? server : local;
        boolean isSix = peer.getAddress() instanceof Inet6Address;
        int head = isSix ? V6_HEADER : V4_HEADER;
        ByteBuffer out = ByteBuffer.allocate(head + UDP_HEADER + payload.length);
        int udpLength = UDP_HEADER + length;
        if (isSix) {
            out.putInt(6 << 28).putShort((short) udpLength).put((byte) UDP).put((byte) HOPS);
            out.put(from.getAddress().getAddress()).put(to.getAddress().getAddress());
        } else {
            out.putShort((short) 0x4500).putShort((short) (V4_HEADER + udpLength));
            out.putInt(0x4000).put((byte) HOPS).put((byte) UDP).putShort((short) 0);
            out.put(from.getAddress().getAddress()).put(to.getAddress().getAddress());
            out.putShort(10, (short) ~sum(out, 0, V4_HEADER, 0));
        }
        out.putShort((short) from.getPort()).putShort((short) to.getPort());
        out.putShort((short) udpLength).putShort((short) 0).put(payload);
        if (payload.length == length) {
            int addresses = isSix ? 32 : 8;
            int pseudo = sum(out, head - addresses, addresses, UDP + udpLength);
            int sum = ~sum(out, head, out.position() - head, pseudo) & 0xffff;
            out.putShort(head + 6, (short) (sum == 0 ? 0xffff : sum));
        }
        return out.array();
    }

    /** RFC 1071. */
    private static int sum(ByteBuffer octets, int from, int length, int start) {
        int sum = start;
        for (int at = 0; at < length; at++) {
            int octet = octets.get(from + at) & 0xff;
            sum += (at & 1) == 0 ? octet << 8 : octet;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
