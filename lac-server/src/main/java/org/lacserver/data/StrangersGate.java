package org.lacserver.data;

import org.lacserver.pppoe.admission.Arrival;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.ethernet.Frames;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * The {@link Gate} in front of the engine's queues, on the thread that reads the access ports: it
 * sees the frames that no joined call owns, and only those it lets pass are copied. Nothing is
 * allocated for a frame.
 */
final class StrangersGate {
    private static final int MACS = 12;
    private static final int PADI = 0x09;
    private static final int PADR = 0x19;
    private static final int VID_MASK = 0xfff;

    private final Gate gate;
    private final LongSupplier clock;
    private long now;
    private boolean isTimed;

    StrangersGate(Gate gate, LongSupplier clock) {
        this.gate = gate;
        this.clock = clock;
    }

    /** The clock is read once for a batch, if there is a stranger in it. */
    void nextBatch() {
        isTimed = false;
    }

    /**
     * Whether a frame may go to the engine; else it is counted.
     *
     * @param at where its Ethernet header begins; {@link UpPath} has found two tags at most and a
     *     PPPoE header behind them
     * @param metadataTag TPID and TCI of a tag that the kernel took out, or 0
     */
    boolean lets(int port, ByteBuffer octets, int at, int length, int metadataTag) {
        if (!isTimed) {
            now = clock.getAsLong();
            isTimed = true;
        }
        int outer = metadataTag & VID_MASK;
        int inner = 0;
        boolean hasOuter = metadataTag != 0;
        int typeAt = at + MACS;
        int type = octets.getShort(typeAt) & 0xffff;
        while (Frames.isTpid(type) && typeAt + 6 <= at + length) {
            int vlan = octets.getShort(typeAt + 2) & VID_MASK;
            if (hasOuter) {
                inner = vlan;
            } else {
                outer = vlan;
                hasOuter = true;
            }
            typeAt += 4;
            type = octets.getShort(typeAt) & 0xffff;
        }
        int code = type == Frames.DISCOVERY ? octets.get(typeAt + 3) & 0xff : 0;
        Arrival what =
                switch (code) {
                    case PADI -> Arrival.PADI;
                    case PADR -> Arrival.PADR;
                    default -> Arrival.SESSION;
                };
        long from =
                (octets.getShort(at + 6) & 0xffffL) << 32
                        | Integer.toUnsignedLong(octets.getInt(at + 8));
        synchronized (gate) { // it has no lock of its own, and there may be several of us
            return gate.refusal(now, what, port, outer, inner, from) == null;
        }
    }
}
