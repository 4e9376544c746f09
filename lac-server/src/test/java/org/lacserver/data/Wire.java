package org.lacserver.data;

import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Encapsulation.AddressControl;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.Sequencing;
import org.lacserver.port.Line;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;

/** Frames and datagrams written out by hand, apart from the code under test. */
final class Wire {
    static final long MAC = 0x02_00_5e_10_00_01L;
    static final long SERIAL_CALL = 4711;
    static final int L = 0x4000;
    static final int S = 0x0800;
    static final int O = 0x0200;
    static final int P = 0x0100;

    private Wire() {}

    /** VLAN tags of a frame, outermost first: TPID and VLAN id. */
    record Tags(List<Integer> tpidAndVlan) {
        static final Tags NONE = new Tags();

        Tags(Integer... tpidAndVlan) {
            this(List.of(tpidAndVlan));
        }

        int outer() {
            return tpidAndVlan.size() > 0 ? tpidAndVlan.get(1) : 0;
        }

        int inner() {
            return tpidAndVlan.size() > 2 ? tpidAndVlan.get(3) : 0;
        }
    }

    static Binding binding(Rig rig, long callId, int id, Tags tags, boolean sequencing) {
        Sequencing kind = sequencing ? Sequencing.REQUIRE : Sequencing.ALLOW;
        return binding(rig, callId, id, tags, RigContract.ordered(kind, Reordering.DELIVER));
    }

    static Binding binding(Rig rig, long callId, int id, Tags tags, Encapsulation data) {
        return binding(rig, Binding.Access.SERVED, callId, id, id, MAC, tags, data);
    }

    static Binding binding(
            Rig rig,
            Binding.Access access,
            long callId,
            int pppoeId,
            int l2tpId,
            long mac,
            Tags tags,
            Encapsulation data) {
        Line line =
                new Line(
                        0,
                        "access",
                        tags.outer(),
                        tags.inner(),
                        mac,
                        pppoeId,
                        null,
                        null,
                        0,
                        0,
                        "");
        return new Binding(
                callId,
                access,
                line,
                rig.local(),
                rig.lns(),
                100,
                200,
                l2tpId,
                3000 + l2tpId,
                data);
    }

    static byte[] ppp(RandomGenerator random, int length) {
        byte[] frame = new byte[length];
        random.nextBytes(frame);
        if (length > 0) {
            frame[0] = 0; // no FF 03
        }
        return frame;
    }

    static byte[] ethernet(long to, long from, Tags tags, int type, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + tags.tpidAndVlan().size() * 2 + payload.length);
        frame.putShort((short) (to >> 32)).putInt((int) to);
        frame.putShort((short) (from >> 32)).putInt((int) from);
        for (int value : tags.tpidAndVlan()) {
            frame.putShort((short) value);
        }
        return frame.putShort((short) type).put(payload).array();
    }

    /** PPPoE header (RFC 2516 §4) and payload, {@code padding} octets behind it. */
    static byte[] pppoe(int session, byte[] ppp, int padding) {
        return ByteBuffer.allocate(6 + ppp.length + padding)
                .putShort((short) 0x1100)
                .putShort((short) session)
                .putShort((short) ppp.length)
                .put(ppp)
                .array();
    }

    static byte[] session(Rig rig, Tags tags, int session, byte[] ppp) {
        return sessionFrom(rig, MAC, tags, session, ppp);
    }

    static byte[] sessionFrom(Rig rig, long mac, Tags tags, int session, byte[] ppp) {
        int padding = Math.max(0, 46 - 6 - ppp.length);
        return ethernet(rig.portMac(), mac, tags, 0x8864, pppoe(session, ppp, padding));
    }

    static byte[] toSubscriber(Rig rig, Tags tags, int session, byte[] ppp) {
        return ethernet(MAC, rig.portMac(), tags, 0x8864, pppoe(session, ppp, 0));
    }

    /**
     * A data message (RFC 2661 §3.1).
     *
     * @param flags of L, S, O and P
     * @param trailing octets behind what the L field counts
     */
    static byte[] l2tp(
            int flags, int tunnel, int session, int ns, int offset, byte[] payload, int trailing) {
        ByteBuffer message = ByteBuffer.allocate(16 + offset + payload.length + trailing);
        message.putShort((short) (flags | 2));
        if ((flags & L) != 0) {
            message.putShort((short) 0);
        }
        message.putShort((short) tunnel).putShort((short) session);
        if ((flags & S) != 0) {
            message.putShort((short) ns).putShort((short) 0x7777);
        }
        if ((flags & O) != 0) {
            message.putShort((short) offset).put(new byte[offset]);
        }
        message.put(payload);
        if ((flags & L) != 0) {
            message.putShort(2, (short) message.position());
        }
        message.position(message.position() + trailing);
        byte[] octets = new byte[message.position()];
        message.get(0, octets);
        return octets;
    }

    static byte[] withFf03(byte[] ppp) {
        return ByteBuffer.allocate(ppp.length + 2).putShort((short) 0xff03).put(ppp).array();
    }

    /** What the LNS must get for a PPP frame of call {@code id}. */
    static byte[] toLns(int id, byte[] ppp) {
        return l2tp(0, 200, 3000 + id, 0, 0, withFf03(ppp), 0);
    }

    /** The same, as a call's data are to look. */
    static byte[] toLns(Encapsulation data, int id, int ns, byte[] ppp) {
        boolean isLcp = ppp.length > 1 && ppp[0] == (byte) 0xc0 && ppp[1] == 0x21;
        boolean withFf03 =
                data.addressControl() == AddressControl.ALWAYS
                        || (data.addressControl() == AddressControl.LCP_ONLY && isLcp);
        boolean withNs = data.sequencing() == Sequencing.REQUIRE;
        int flags =
                (data.lengthBit() ? L : 0)
                        | (withNs ? S : 0)
                        | (data.offset() >= 0 ? O : 0)
                        | (data.priorityOfLcp() && isLcp ? P : 0);
        byte[] payload = withFf03 ? withFf03(ppp) : ppp;
        byte[] message = l2tp(flags, 200, 3000 + id, ns, Math.max(0, data.offset()), payload, 0);
        if (withNs) {
            ByteBuffer.wrap(message).putShort(data.lengthBit() ? 10 : 8, (short) 0); // Nr is 0
        }
        return message;
    }

    static byte[] toLnsWithNs(int id, int ns, byte[] ppp) {
        byte[] message = l2tp(S, 200, 3000 + id, ns, 0, withFf03(ppp), 0);
        ByteBuffer.wrap(message).putShort(8, (short) 0); // Nr is 0
        return message;
    }
}
