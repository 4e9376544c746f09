package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.Fault.Reason;
import org.lacserver.l2tp.wire.Fault.Scope;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Control datagrams to messages and back (RFC 2661 §3.1, §4, §6, §7.1). */
public final class ControlCodec {
    /** No control message this side builds is longer. */
    public static final int MAX_DATAGRAM = 16384;

    private static final int T = 0x8000;
    private static final int L = 0x4000;
    private static final int S = 0x0800;
    private static final int O = 0x0200;
    private static final int P = 0x0100;
    private static final int VERSION = 0x000f;

    private ControlCodec() {}

    /** {@link #decode(ByteBuffer, List)} with one secret, or {@link Secret#NONE}. */
    public static Decoded decode(ByteBuffer datagram, Secret secret) {
        return decode(datagram, secret.isPresent() ? List.of(secret) : List.of());
    }

    /**
     * Decodes what remains in {@code datagram}, leaving its position alone.
     *
     * @param secrets candidates for hidden AVPs, the likeliest first; may be empty
     */
    public static Decoded decode(ByteBuffer datagram, List<Secret> secrets) {
        return decode(datagram, secrets, Set.of());
    }

    /** {@link #decode(ByteBuffer, List)} of what a peer sends whose faults are known. */
    public static Decoded decode(ByteBuffer datagram, List<Secret> secrets, Set<Lenience> lenient) {
        // a slice is big-endian, whatever the buffer was
        return read(datagram.slice(), secrets, lenient);
    }

    private static Decoded read(ByteBuffer datagram, List<Secret> secrets, Set<Lenience> lenient) {
        Decoded.Refused refused = headerFault(datagram);
        if (refused != null) {
            return refused;
        }
        ControlHeader header = fields(datagram);
        int length = datagram.getShort(2) & 0xffff;
        if (length == ControlHeader.LENGTH) {
            return new Decoded.Zlb(header);
        }
        return message(
                header,
                datagram.slice(ControlHeader.LENGTH, length - ControlHeader.LENGTH),
                secrets,
                lenient);
    }

    /**
     * Writes a message at the position of {@code out}, length field included; {@code ns} and {@code
     * nr} may be zero when a transport will fill them in.
     *
     * @return how many optional AVPs were left out because their value is too long for an AVP
     */
    public static int encode(
            ControlHeader header,
            ControlMessage message,
            HidePolicy hide,
            Secret secret,
            RandomGenerator random,
            ByteBuffer out) {
        return encode(header, message, hide, secret, random, out, Set.of());
    }

    /**
     * {@link #encode(ControlHeader, ControlMessage, HidePolicy, Secret, RandomGenerator,
     * ByteBuffer)} to a peer that must not be told everything.
     *
     * @param omit AVPs not to be sent unless the message requires them; with Proxy Authen Type its
     *     companions go too
     */
    public static int encode(
            ControlHeader header,
            ControlMessage message,
            HidePolicy hide,
            Secret secret,
            RandomGenerator random,
            ByteBuffer out,
            Set<AvpType> omit) {
        int start = out.position();
        encodeZlb(header, out);
        AvpWriter avps = new AvpWriter(out, hide, secret, random, omit);
        MessageWriter.write(message, avps);
        out.putShort(start + 2, (short) (out.position() - start));
        return avps.leftOut();
    }

    /** Writes a ZLB (§5.8). */
    public static void encodeZlb(ControlHeader header, ByteBuffer out) {
        out.putShort((short) ControlHeader.FLAGS)
                .putShort((short) ControlHeader.LENGTH)
                .putShort((short) header.tunnelId())
                .putShort((short) header.sessionId())
                .putShort((short) header.ns())
                .putShort((short) header.nr());
    }

    private static Decoded.@Nullable Refused headerFault(ByteBuffer datagram) {
        int size = datagram.remaining();
        if (size < 2) {
            return dropped(Reason.TOO_SHORT, 0, size + " octets");
        }
        int flags = datagram.getShort(0) & 0xffff;
        int version = flags & VERSION;
        if (version != 2) {
            // §3.1: 1 is L2F on the same port; anything else cannot be understood at all
            return dropped(
                    version == 1 ? Reason.VERSION_L2F : Reason.VERSION_UNSUPPORTED,
                    1,
                    "version " + version);
        }
        if ((flags & T) == 0) {
            return dropped(Reason.NOT_CONTROL, 0, "a data message");
        }
        // §3.1: L and S must be 1, O and P must be 0 in control messages; x bits are ignored
        if ((flags & (L | S | O | P)) != (L | S)) {
            return dropped(Reason.BAD_FLAGS, 0, "flags " + Integer.toHexString(flags));
        }
        if (size < ControlHeader.LENGTH) {
            return dropped(Reason.TOO_SHORT, size, size + " octets");
        }
        int length = datagram.getShort(2) & 0xffff;
        if (length < ControlHeader.LENGTH || length > size) {
            return dropped(Reason.BAD_LENGTH, 2, "length " + length + " of " + size);
        }
        return null;
    }

    /** §7.1: a message with a malformed header is discarded. */
    private static Decoded.Refused dropped(Reason reason, int offset, String text) {
        return new Decoded.Refused(
                new Fault(
                        Scope.DATAGRAM,
                        reason,
                        "§3.1",
                        offset,
                        new ResultCode(0, 0, text),
                        null,
                        0,
                        0,
                        0));
    }

    private static Decoded message(
            ControlHeader header, ByteBuffer body, List<Secret> secrets, Set<Lenience> lenient) {
        // §4.4.1: Message Type comes first: 8 octets, vendor 0, type 0, not hidden
        if (body.remaining() < 8 || (body.getShort(0) & 0x7fff) != 8 || body.getInt(2) != 0) {
            return refused(
                    header,
                    0,
                    new AvpSet(),
                    Scope.TUNNEL,
                    new AvpSet.Defect(
                            Reason.NO_MESSAGE_TYPE,
                            "§4.4.1",
                            0,
                            new ResultCode(
                                    ResultCode.GENERAL_ERROR,
                                    ResultCode.ERROR_VALUE,
                                    "no Message Type at the front")));
        }
        int number = body.getShort(6) & 0xffff;
        boolean mandatory = body.get(0) < 0;
        MessageType type = MessageType.of(number);
        if (type == null) {
            return unknown(header, number, mandatory, lenient);
        }
        AvpSet avps = read(body.position(8), secrets, type, lenient);
        if (!type.mBit().allows(mandatory)) {
            avps.wrongM(AvpType.MESSAGE_TYPE);
        }
        MessageCheck.addresses(avps);
        if (type.isEnding()) {
            MessageCheck.tolerate(type, avps);
        } else {
            if (avps.defect == null && !MessageCheck.isWorthReading(type, avps)) {
                return new Decoded.Control(
                        header, new ControlMessage.Unknown(number, mandatory), avps.notes());
            }
            if (avps.defect == null) {
                MessageCheck.values(type, avps, lenient);
            }
            AvpSet.Defect defect = avps.defect;
            if (defect != null) {
                return refused(header, number, avps, type.scope(), defect);
            }
        }
        return new Decoded.Control(header, MessageReader.message(type, avps), avps.notes());
    }

    private static Decoded unknown(
            ControlHeader header, int number, boolean mandatory, Set<Lenience> lenient) {
        if (!mandatory || lenient.contains(Lenience.UNKNOWN_MESSAGE)) {
            AvpSet unread = new AvpSet();
            if (mandatory) {
                unread.letPass(Lenience.UNKNOWN_MESSAGE);
            }
            return new Decoded.Control(
                    header, new ControlMessage.Unknown(number, mandatory), unread.notes());
        }
        // §4.4.1: the control connection must be cleared
        return refused(
                header,
                number,
                new AvpSet(),
                Scope.TUNNEL,
                new AvpSet.Defect(
                        Reason.UNKNOWN_MESSAGE_TYPE,
                        "§4.4.1",
                        6,
                        new ResultCode(
                                ResultCode.GENERAL_ERROR,
                                ResultCode.ERROR_VALUE,
                                "unknown mandatory message type " + number)));
    }

    /** The reading with the first secret that reveals everything, else with the first of all. */
    private static AvpSet read(
            ByteBuffer body, List<Secret> secrets, MessageType type, Set<Lenience> lenient) {
        Secret likeliest = secrets.isEmpty() ? Secret.NONE : secrets.getFirst();
        AvpSet first = AvpReader.read(body, likeliest, type, lenient);
        if (first.unreadable == 0) {
            return first;
        }
        for (int i = 1; i < secrets.size(); i++) {
            AvpSet next = AvpReader.read(body, secrets.get(i), type, lenient);
            if (next.unreadable == 0) {
                next.secret = i;
                return next;
            }
        }
        return first;
    }

    private static Decoded.Refused refused(
            ControlHeader header, int number, AvpSet avps, Scope scope, AvpSet.Defect defect) {
        return new Decoded.Refused(
                new Fault(
                        scope,
                        defect.reason(),
                        defect.section(),
                        ControlHeader.LENGTH + defect.offset(),
                        defect.result(),
                        header,
                        number,
                        avps.id(AvpType.ASSIGNED_TUNNEL_ID),
                        avps.id(AvpType.ASSIGNED_SESSION_ID)));
    }

    /** The header of a control datagram, or null if it is none: for steering before decoding. */
    public static @Nullable ControlHeader header(ByteBuffer datagram) {
        ByteBuffer octets = datagram.slice();
        return headerFault(octets) == null ? fields(octets) : null;
    }

    private static ControlHeader fields(ByteBuffer octets) {
        return new ControlHeader(
                octets.getShort(4) & 0xffff,
                octets.getShort(6) & 0xffff,
                octets.getShort(8) & 0xffff,
                octets.getShort(10) & 0xffff);
    }

    static Octets version() {
        return Octets.of((byte) 1, (byte) 0);
    }
}
