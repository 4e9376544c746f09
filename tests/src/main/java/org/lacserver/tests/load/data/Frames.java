package org.lacserver.tests.load.data;

import org.lacserver.io.CoreSockets;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Frames of the benchmark, written out by hand and looked at octet for octet. */
final class Frames {
    /** Where IP begins in a PPPoE frame, and in an L2TP data message without L bit. */
    static final int PPPOE_IP = 14 + 6 + 2;

    static final int L2TP_IP = 14 + 20 + 8 + 6 + 2 + 2;

    /** Where the time of sending stands in an IP packet. */
    static final int STAMP = 24;

    private static final int STAMP_OCTETS = 8;
    private static final int IP = 0x0800;
    private static final int PPPOE = 0x8864;
    private static final int UDP = 17;
    private static final int LNS_PORT = CoreSockets.L2TP_PORT;
    private static final int FF03 = 0xff03;

    private Frames() {}

    /** Where a frame says whose it is, and where its packet begins. */
    record Found(int matchAt, int packetAt) {}

    /** An IP packet whose octets can be told from another's; the place of the time is zero. */
    static byte[] packet(int size) {
        byte[] octets = new byte[size];
        for (int i = 20; i < size; i++) {
            octets[i] = (byte) (i * 7);
        }
        Arrays.fill(octets, STAMP, STAMP + STAMP_OCTETS, (byte) 0);
        ByteBuffer ip = ByteBuffer.wrap(octets);
        ip.put((byte) 0x45).put((byte) 0).putShort((short) size).putInt(0);
        ip.put((byte) 64).put((byte) 253).putShort((short) 0);
        ip.putInt(0x0a400001).putInt(0x0a400002);
        ip.putShort(10, (short) ~sum(ip, 0, 20, 0));
        return octets;
    }

    static byte[] pppoe(long to, long from, int session, byte[] packet) {
        byte[] octets = new byte[PPPOE_IP + packet.length];
        ByteBuffer frame = ethernet(octets, to, from, PPPOE);
        frame.putShort((short) 0x1100).putShort((short) session);
        frame.putShort((short) (packet.length + 2)).putShort((short) 0x0021);
        frame.put(packet);
        return octets;
    }

    /**
     * An L2TP data message in UDP over IPv4.
     *
     * @param from the LNS's address
     * @param port of the LAC
     * @param checksum whether UDP has one
     */
    static byte[] l2tp(
            long toMac,
            long fromMac,
            int from,
            int to,
            int port,
            int tunnel,
            int session,
            byte[] packet,
            boolean checksum) {
        int udp = L2TP_IP - 34 + packet.length;
        byte[] octets = new byte[L2TP_IP + packet.length];
        ByteBuffer frame = ethernet(octets, toMac, fromMac, IP);
        frame.putShort((short) 0x4500).putShort((short) (udp + 20)).putInt(0x4000);
        frame.put((byte) 64).put((byte) UDP).putShort((short) 0).putInt(from).putInt(to);
        frame.putShort(24, (short) ~sum(frame, 14, 20, 0));
        frame.putShort((short) LNS_PORT).putShort((short) port).putShort((short) udp);
        frame.putShort((short) 0);
        frame.putShort((short) 2).putShort((short) tunnel).putShort((short) session);
        frame.putShort((short) FF03).putShort((short) 0x0021).put(packet);
        if (checksum) {
            int sum = ~sum(frame, 34, udp, sum(frame, 26, 8, UDP + udp)) & 0xffff;
            frame.putShort(40, (short) (sum == 0 ? 0xffff : sum));
        }
        return octets;
    }

    private static ByteBuffer ethernet(byte[] octets, long to, long from, int type) {
        ByteBuffer frame = ByteBuffer.wrap(octets);
        frame.putShort((short) (to >> 32)).putInt((int) to);
        frame.putShort((short) (from >> 32)).putInt((int) from);
        return frame.putShort((short) type);
    }

    /** RFC 1071, folded, not yet inverted. */
    private static int sum(ByteBuffer octets, int at, int length, int before) {
        long sum = before;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += octets.getShort(at + i) & 0xffff;
        }
        if ((length & 1) != 0) {
            sum += (octets.get(at + length - 1) & 0xff) << 8;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }

    /** The frame must be this one, but for the time of sending. */
    static Found isSame(byte[] frame, byte[] expected, int packetAt) {
        byte[] copy = frame.clone();
        int stamp = packetAt + STAMP;
        if (copy.length == expected.length) {
            System.arraycopy(expected, stamp, copy, stamp, STAMP_OCTETS);
            if (expected[12] == 8) { // the checksum is about the time as well
                System.arraycopy(expected, 40, copy, 40, 2);
            }
        }
        must(Arrays.equals(copy, expected), frame, "is not the one that was sent");
        return new Found(packetAt == PPPOE_IP ? 12 : 42, packetAt);
    }

    /** The frame must be a PPPoE frame of this session with this packet, and nothing else. */
    static Found isPppoe(byte[] frame, long to, long from, int session, byte[] packet) {
        byte[] expected = pppoe(to, from, session, packet);
        return isSame(frame, expected, PPPOE_IP);
    }

    /**
     * The frame must be a data message of this session with this packet, whatever optional fields
     * its header has; lengths and checksums must be right.
     *
     * @param from the LAC's address
     * @param port the LAC's
     */
    static Found isL2tp(
            byte[] octets,
            long to,
            int from,
            int port,
            int toAddress,
            int tunnel,
            int session,
            byte[] packet) {
        ByteBuffer frame = ByteBuffer.wrap(octets);
        must(octets.length > L2TP_IP - 4 + packet.length, octets, "is too short");
        must(
                frame.getShort(0) == (short) (to >> 32) && frame.getInt(2) == (int) to,
                octets,
                "is for another MAC address");
        must(
                frame.getShort(6) == (short) (Site.CORE >> 32)
                        && frame.getInt(8) == (int) Site.CORE,
                octets,
                "is from another MAC address");
        must(
                frame.getShort(12) == IP && frame.get(14) == 0x45 && frame.get(23) == UDP,
                octets,
                "is not UDP");
        must(sum(frame, 14, 20, 0) == 0xffff, octets, "has a wrong IP checksum");
        must((frame.getShort(20) & 0x3fff) == 0, octets, "is a fragment");
        must(
                frame.getInt(26) == from && frame.getInt(30) == toAddress,
                octets,
                "has other IP addresses");
        int udp = frame.getShort(38) & 0xffff;
        must(
                (frame.getShort(16) & 0xffff) == udp + 20 && octets.length == 34 + udp,
                octets,
                "has lengths that disagree");
        must(frame.getInt(34) == (port << 16 | LNS_PORT), octets, "has other ports");
        must(
                frame.getShort(40) == 0
                        || sum(frame, 34, udp, sum(frame, 26, 8, UDP + udp)) == 0xffff,
                octets,
                "has a wrong UDP checksum");
        int flags = frame.getShort(42) & 0xffff;
        int at = 44;
        must((flags & 0x800f) == 2, octets, "is not L2TP data");
        if ((flags & 0x4000) != 0) {
            must((frame.getShort(at) & 0xffff) == udp - 8, octets, "has a wrong L2TP length");
            at += 2;
        }
        int ids = at;
        must(
                frame.getInt(ids) == (tunnel << 16 | session),
                octets,
                "is of another session than " + tunnel + "/" + session);
        at += 4 + ((flags & 0x0800) != 0 ? 4 : 0);
        at += (flags & 0x0200) != 0 ? 2 + (frame.getShort(at) & 0xffff) : 0;
        at += frame.getShort(at) == (short) FF03 ? 2 : 0;
        must(frame.getShort(at) == 0x0021, octets, "is not IP in PPP");
        byte[] got = Arrays.copyOfRange(octets, at + 2, octets.length);
        must(got.length == packet.length, octets, "has a packet of another length");
        System.arraycopy(packet, STAMP, got, STAMP, STAMP_OCTETS);
        must(Arrays.equals(got, packet), octets, "has another packet");
        // the L field differs with the size, so that the ports must do
        return new Found(ids == 44 ? 42 : 34, at + 2);
    }

    private static void must(boolean isRight, byte[] frame, String fault) {
        if (!isRight) {
            String hex = java.util.HexFormat.of().formatHex(frame, 0, Math.min(frame.length, 96));
            throw new IllegalStateException("a frame that came out " + fault + ": " + hex);
        }
    }
}
