package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Ethernet frames of RFC 2516, written and read for one subscriber. */
public final class PppoeFrames {
    public static final long BROADCAST = 0xffff_ffff_ffffL;
    public static final int DISCOVERY = 0x8863;
    public static final int SESSION = 0x8864;

    public static final int PADI = 0x09;
    public static final int PADO = 0x07;
    public static final int PADR = 0x19;
    public static final int PADS = 0x65;
    public static final int PADT = 0xa7;

    static final int SERVICE_NAME = 0x0101;
    static final int AC_NAME = 0x0102;
    static final int HOST_UNIQ = 0x0103;
    static final int AC_COOKIE = 0x0104;
    static final int VENDOR_SPECIFIC = 0x0105;
    static final int RELAY_SESSION_ID = 0x0110;
    static final int MAX_PAYLOAD = 0x0120;
    static final int SERVICE_NAME_ERROR = 0x0201;
    static final int AC_SYSTEM_ERROR = 0x0202;
    static final int GENERIC_ERROR = 0x0203;

    private static final int DOT1Q = 0x8100;
    private static final int DOT1AD = 0x88a8;
    private static final int BROADBAND_FORUM = 0x0de9;

    private PppoeFrames() {}

    /** The MAC address at {@code at}, in the low 48 bits. */
    public static long mac(ByteBuffer frame, int at) {
        return (long) (frame.getShort(at) & 0xffff) << 32 | (frame.getInt(at + 2) & 0xffff_ffffL);
    }

    static void putMac(ByteBuffer frame, long mac) {
        frame.putShort((short) (mac >> 32)).putInt((int) mac);
    }

    /** Starts a frame up to and with the PPPoE header; {@link #finish} sets the length. */
    static ByteBuffer begin(
            SubscriberProfile from, long target, int ethertype, int code, int session, int room) {
        ByteBuffer frame = ByteBuffer.allocate(28 + Math.max(room, 32));
        putMac(frame, target);
        putMac(frame, from.mac());
        if (from.outerVlan() != 0) {
            frame.putShort((short) (from.innerVlan() != 0 ? DOT1AD : DOT1Q));
            frame.putShort((short) from.outerVlan());
        }
        if (from.innerVlan() != 0) {
            frame.putShort((short) DOT1Q).putShort((short) from.innerVlan());
        }
        frame.putShort((short) ethertype);
        return frame.put((byte) 0x11)
                .put((byte) code)
                .putShort((short) session)
                .putShort((short) 0);
    }

    /** Where the PPPoE payload of a frame of this subscriber begins. */
    static int payloadAt(SubscriberProfile of) {
        return 20 + (of.outerVlan() != 0 ? 4 : 0) + (of.innerVlan() != 0 ? 4 : 0);
    }

    static ByteBuffer finish(ByteBuffer frame, SubscriberProfile from) {
        int payload = payloadAt(from);
        frame.putShort(payload - 2, (short) (frame.position() - payload));
        while (frame.position() < 60) {
            frame.put((byte) 0); // the shortest Ethernet frame
        }
        return frame.flip();
    }

    static void putTag(ByteBuffer frame, int type, byte[] value) {
        frame.putShort((short) type).putShort((short) value.length).put(value);
    }

    /** What an access node inserts: circuit id, remote id, rates (TR-101 Appendix B). */
    static void putLine(ByteBuffer frame, SubscriberProfile of) {
        ByteBuffer value = ByteBuffer.allocate(256).putInt(BROADBAND_FORUM);
        putText(value, 1, of.circuitId());
        putText(value, 2, of.remoteId());
        putRate(value, 0x81, of.upKbps());
        putRate(value, 0x82, of.downKbps());
        if (value.position() > 4) {
            byte[] octets = new byte[value.position()];
            value.get(0, octets);
            putTag(frame, VENDOR_SPECIFIC, octets);
        }
    }

    private static void putText(ByteBuffer value, int type, @Nullable String text) {
        if (text != null) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            value.put((byte) type).put((byte) octets.length).put(octets);
        }
    }

    private static void putRate(ByteBuffer value, int type, int rate) {
        if (rate != 0) {
            value.put((byte) type).put((byte) 4).putInt(rate);
        }
    }

    /**
     * The offset of the ethertype behind the VLAN tags when they are {@code of}'s own, else -1. The
     * outer tag may already have been taken off by the receiving interface.
     */
    static int ethertypeAt(ByteBuffer frame, SubscriberProfile of) {
        int at = 12;
        int[] tags = {of.outerVlan(), of.innerVlan()};
        for (int tag : tags) {
            if (tag == 0) {
                continue;
            }
            if (at + 6 > frame.limit() || !isTag(frame.getShort(at) & 0xffff)) {
                return -1;
            }
            if ((frame.getShort(at + 2) & 0xfff) != tag) {
                return -1;
            }
            at += 4;
        }
        return at + 8 <= frame.limit() ? at : -1;
    }

    private static boolean isTag(int ethertype) {
        return ethertype == DOT1Q || ethertype == DOT1AD;
    }

    /** The value of the first tag of {@code type}, or null. */
    static byte @Nullable [] tag(ByteBuffer tags, int type) {
        for (int at = 0; at + 4 <= tags.limit(); ) {
            int length = tags.getShort(at + 2) & 0xffff;
            if (at + 4 + length > tags.limit()) {
                return null;
            }
            if ((tags.getShort(at) & 0xffff) == type) {
                byte[] value = new byte[length];
                tags.get(at + 4, value);
                return value;
            }
            at += 4 + length;
        }
        return null;
    }

    /** The text of an error tag, or null without one. */
    static @Nullable String error(ByteBuffer tags) {
        for (int type : new int[] {SERVICE_NAME_ERROR, AC_SYSTEM_ERROR, GENERIC_ERROR}) {
            byte[] value = tag(tags, type);
            if (value != null) {
                String name =
                        switch (type) {
                            case SERVICE_NAME_ERROR -> "Service-Name-Error";
                            case AC_SYSTEM_ERROR -> "AC-System-Error";
                            default -> "Generic-Error";
                        };
                return (name + " " + new String(value, StandardCharsets.UTF_8)).strip();
            }
        }
        return null;
    }

    static ByteBuffer padi(SubscriberProfile profile, byte[] hostUniq) {
        return request(profile, BROADCAST, PADI, hostUniq, null, null);
    }

    /** To the concentrator whose PADO had the cookie and the relay's session id. */
    static ByteBuffer padr(
            SubscriberProfile profile,
            long acMac,
            byte[] hostUniq,
            byte @Nullable [] cookie,
            byte @Nullable [] relayId) {
        return request(profile, acMac, PADR, hostUniq, cookie, relayId);
    }

    private static ByteBuffer request(
            SubscriberProfile profile,
            long to,
            int code,
            byte[] hostUniq,
            byte @Nullable [] cookie,
            byte @Nullable [] relayId) {
        ByteBuffer frame = begin(profile, to, DISCOVERY, code, 0, 1500);
        putTag(frame, SERVICE_NAME, profile.serviceName().getBytes(StandardCharsets.UTF_8));
        putTag(frame, HOST_UNIQ, hostUniq);
        if (cookie != null) {
            putTag(frame, AC_COOKIE, cookie);
        }
        if (relayId != null) {
            putTag(frame, RELAY_SESSION_ID, relayId);
        }
        if (profile.maxPayload() != 0) {
            byte[] value = {(byte) (profile.maxPayload() >> 8), (byte) profile.maxPayload()};
            putTag(frame, MAX_PAYLOAD, value);
        }
        putLine(frame, profile);
        return finish(frame, profile);
    }
}
