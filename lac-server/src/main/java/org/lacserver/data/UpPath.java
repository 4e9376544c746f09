package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ethernet.Frames;

import java.nio.ByteBuffer;

/**
 * The way of a frame from an access port: whose it is, and whether it may pass. One thread's; the
 * result stands in the fields until the next frame.
 */
final class UpPath {
    private static final int ETHERNET_HEADER = 14;
    private static final int PPPOE_HEADER = 6;

    // RFC 2516 §5.4, §5.5: a session begins and ends in order with its frames
    private static final int PADS = 0x65;
    private static final int PADT = 0xa7;
    private static final int VERSION_TYPE_CODE = 0x1100; // RFC 2516 §4 and §6
    private static final long GROUP_BIT = 1L << 40;

    private final Tallies tallies;
    private @Nullable UpLeg leg;
    private int frameAt;
    private int frameLength;

    UpPath(Tallies tallies) {
        this.tallies = tallies;
    }

    /** The call of the frame last given {@link Verdict#FORWARD}. */
    UpLeg leg() {
        UpLeg found = leg;
        if (found == null) {
            throw new IllegalStateException("no frame to forward");
        }
        return found;
    }

    /** Where its PPP frame begins, the protocol field first. */
    int frameAt() {
        return frameAt;
    }

    int frameLength() {
        return frameLength;
    }

    /**
     * Judges a frame.
     *
     * @param at where its Ethernet header begins
     * @param metadataTag TPID and TCI of a tag that the kernel took out, or 0
     */
    Verdict take(AccessTable access, ByteBuffer buffer, int at, int length, int metadataTag) {
        if (length < ETHERNET_HEADER) {
            return drop(Drop.ACCESS_TRUNCATED);
        }
        int end = at + length;
        int depth = 0;
        int outerTag = 0;
        int innerVlan = 0;
        if (metadataTag != 0) {
            depth = 1;
            outerTag = metadataTag;
        }
        int typeAt = at + 12;
        int type = u16(buffer, typeAt);
        while (Frames.isTpid(type)) {
            if (depth == 2) {
                return drop(Drop.ACCESS_BAD_HEADER);
            }
            if (typeAt + 6 > end) {
                return drop(Drop.ACCESS_TRUNCATED);
            }
            if (depth++ == 0) {
                outerTag = (type << 16) | u16(buffer, typeAt + 2);
            } else {
                innerVlan = u16(buffer, typeAt + 2) & 0xfff;
            }
            typeAt += 4;
            type = u16(buffer, typeAt);
        }
        int outerVlan = outerTag & 0xfff;
        int header = typeAt + 2;
        if (header + PPPOE_HEADER > end) {
            return drop(Drop.ACCESS_TRUNCATED);
        }
        long to = mac(buffer, at);
        if (type == Frames.DISCOVERY) {
            if (to != access.mac() && (to & GROUP_BIT) == 0) {
                return drop(Drop.ACCESS_NOT_FOR_US);
            }
            access.sawOuterTag(outerTag >>> 16, outerVlan);
            int code = buffer.get(header + 1) & 0xff;
            return code == PADS || code == PADT ? Verdict.SESSION : Verdict.DISCOVERY;
        }
        if (type != Frames.SESSION) {
            return drop(Drop.ACCESS_BAD_HEADER);
        }
        if (to != access.mac()) {
            return drop(Drop.ACCESS_NOT_FOR_US);
        }
        if (u16(buffer, header) != VERSION_TYPE_CODE) {
            return drop(Drop.ACCESS_BAD_HEADER);
        }
        int id = u16(buffer, header + 2);
        long from = mac(buffer, at + 6);
        int vlans = (outerVlan << 16) | innerVlan;
        UpLeg first = access.first(id);
        UpLeg found = first;
        while (found != null && !found.isFrom(from, vlans)) {
            found = found.nextWithId;
        }
        if (found == null) {
            return nobodys(access, outerTag, first, from, vlans);
        }
        // what follows the PPPoE length is Ethernet's padding
        int stated = u16(buffer, header + 4);
        if (stated == 0 || header + PPPOE_HEADER + stated > end) {
            return drop(Drop.ACCESS_BAD_LENGTH);
        }
        leg = found;
        frameAt = header + PPPOE_HEADER;
        frameLength = stated;
        return Verdict.FORWARD;
    }

    /** A frame of which only the beginning is there. */
    void cut() {
        tallies.count(Drop.ACCESS_TOO_LONG);
    }

    private Verdict drop(Drop reason) {
        tallies.count(reason);
        return Verdict.DROP;
    }

    /**
     * The engine's, which tells a stranger that his session is gone: it is another's now.
     *
     * @param first of the calls with its session id
     */
    private Verdict nobodys(
            AccessTable access, int outerTag, @Nullable UpLeg first, long from, int vlans) {
        boolean given = false;
        boolean onVlans = false;
        boolean knownMac = false;
        for (UpLeg at = first; at != null; at = at.nextWithId) {
            if (at.served) {
                given = true;
                onVlans |= at.vlans == vlans;
                knownMac |= at.mac == from;
            }
        }
        if (!given) {
            access.sawOuterTag(outerTag >>> 16, outerTag & 0xfff);
        } else {
            tallies.count(knownMac && !onVlans ? Drop.ACCESS_WRONG_VLAN : Drop.ACCESS_WRONG_MAC);
        }
        return Verdict.SESSION;
    }

    private static int u16(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }

    private static long mac(ByteBuffer buffer, int at) {
        return ((long) u16(buffer, at) << 32) | Integer.toUnsignedLong(buffer.getInt(at + 2));
    }
}
