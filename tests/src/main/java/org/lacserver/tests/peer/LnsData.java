package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The data messages of one call at an LNS: headers written and read, Ns watched, mishaps made. */
public final class LnsData {
    /**
     * What befalls the data that is sent, for the LAC to notice.
     *
     * @param loses every how many-th message is lost, 0 for none
     * @param doubles every how many-th is sent twice, 0 for none
     * @param swaps every how many-th is sent after its successor, 0 for none
     */
    public record Mishaps(int loses, int doubles, int swaps) {
        public static final Mishaps NONE = new Mishaps(0, 0, 0);
    }

    private static final int FF03 = 0xff03;

    private LnsProfile.DataBits bits;
    private Mishaps mishaps = Mishaps.NONE;
    private int ns;
    private int sent;
    private @Nullable ByteBuffer held;
    private long received;
    private long receivedOctets;
    private long sentMessages;
    private long sentOctets;
    private long sequenced;
    private long outOfOrder;
    private boolean sequencesSeen;
    private int lastNs = -1;

    LnsData(LnsProfile.DataBits bits) {
        this.bits = bits;
    }

    public LnsProfile.DataBits bits() {
        return bits;
    }

    /** From now on headers look like this; Ns goes on where it stopped (RFC 2661 §5.4). */
    public void bits(LnsProfile.DataBits next) {
        bits = next;
    }

    public void mishaps(Mishaps next) {
        mishaps = next;
    }

    /** Data messages of the LAC. */
    public long received() {
        return received;
    }

    /** Octets of PPP in them, from the protocol field on. */
    public long receivedOctets() {
        return receivedOctets;
    }

    /** Data messages made for the LAC. */
    public long sent() {
        return sentMessages;
    }

    /** Octets of PPP in them, from the protocol field on. */
    public long sentOctets() {
        return sentOctets;
    }

    /** Those of them with Ns and Nr. */
    public long sequenced() {
        return sequenced;
    }

    /** Those of them whose Ns was not the one after the last. */
    public long outOfOrder() {
        return outOfOrder;
    }

    /** Whether the LAC's last data message carried sequence numbers. */
    public boolean sequencesSeen() {
        return sequencesSeen;
    }

    /** Ns of the LAC's last data message that had one, -1 before. */
    public int lastNs() {
        return lastNs;
    }

    /**
     * Takes note of a received message; {@code peerNs} is -1 without sequence numbers.
     *
     * @param octets of PPP, from the protocol field on
     */
    void heard(int peerNs, int octets) {
        received++;
        receivedOctets += octets;
        sequencesSeen = peerNs >= 0;
        if (peerNs >= 0) {
            sequenced++;
            if (lastNs >= 0 && peerNs != ((lastNs + 1) & 0xffff)) {
                outOfOrder++;
            }
            lastNs = peerNs;
        }
    }

    /** Sends a message, as the mishaps will. */
    void send(ByteBuffer datagram, Consumer<ByteBuffer> wire) {
        sent++;
        if (every(mishaps.loses)) {
            return;
        }
        if (held == null && every(mishaps.swaps)) {
            held = datagram;
            return;
        }
        wire.accept(datagram.duplicate());
        if (every(mishaps.doubles)) {
            wire.accept(datagram.duplicate());
        }
        if (held != null) {
            wire.accept(held);
            held = null;
        }
    }

    private boolean every(int nth) {
        return nth > 0 && sent % nth == 0;
    }

    /** A whole data message. */
    ByteBuffer message(int tunnelId, int sessionId, int protocol, byte[] packet) {
        sentMessages++;
        sentOctets += 2 + packet.length;
        ByteBuffer datagram = ByteBuffer.allocate(packet.length + 20 + Math.max(0, bits.offset()));
        int flags = 2;
        flags |= bits.length() ? 0x4000 : 0;
        flags |= bits.sequence() ? 0x0800 : 0;
        flags |= bits.offset() >= 0 ? 0x0200 : 0;
        flags |= bits.priority() ? 0x0100 : 0;
        datagram.putShort((short) flags);
        if (bits.length()) {
            datagram.putShort((short) 0);
        }
        datagram.putShort((short) tunnelId).putShort((short) sessionId);
        if (bits.sequence()) {
            datagram.putShort((short) ns).putShort((short) 0);
            ns = (ns + 1) & 0xffff;
        }
        if (bits.offset() >= 0) {
            datagram.putShort((short) bits.offset());
            datagram.position(datagram.position() + bits.offset());
        }
        if (bits.addressControl()) {
            datagram.putShort((short) FF03);
        }
        datagram.putShort((short) protocol).put(packet);
        if (bits.length()) {
            datagram.putShort(2, (short) datagram.position());
        }
        return datagram.flip();
    }

    /** Where the PPP protocol of a payload begins: behind FF 03, if that is there. */
    static int protocolAt(ByteBuffer payload) {
        return payload.limit() >= 2 && (payload.getShort(0) & 0xffff) == FF03 ? 2 : 0;
    }
}
