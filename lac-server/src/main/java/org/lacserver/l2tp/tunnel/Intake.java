package org.lacserver.l2tp.tunnel;

import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.Decoded;
import org.lacserver.l2tp.wire.Lenience;
import org.lacserver.port.Secret;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The way of a datagram into its connection: whether the peer may send from there, what it says,
 * what it tells of the peer, and whose turn it is.
 */
final class Intake {
    private final List<Secret> secrets;
    private final Set<Lenience> lenient;
    private final PeerEnd peer;
    private final ReliableChannel<Decoded> channel;
    private final Above above;

    Intake(
            Secrets secrets,
            Set<Lenience> lenient,
            PeerEnd peer,
            ReliableChannel<Decoded> channel,
            Above above) {
        this.secrets = secrets.all();
        this.lenient = lenient;
        this.peer = peer;
        this.channel = channel;
        this.above = above;
    }

    /**
     * Takes a datagram.
     *
     * @param awaitsReply whether our SCCRQ has no answer yet
     * @param deliver gets messages in their order, those that cannot be read too
     * @param moved gets the address of an SCCRP from where none is taken
     */
    void onDatagram(
            long nowNanos,
            InetSocketAddress from,
            ByteBuffer octets,
            boolean awaitsReply,
            Consumer<Decoded> deliver,
            Consumer<String> moved) {
        PeerMove move = peer.move(from);
        if (move == PeerMove.IGNORE) {
            above.noted(Note.WRONG_PEER);
            return;
        }
        Decoded decoded = ControlCodec.decode(octets, secrets, lenient);
        if (move == PeerMove.REJECT) {
            above.noted(Note.WRONG_PEER);
            // an SCCRP from there ends the connection; anything else does nothing
            if (awaitsReply && decoded instanceof Decoded.Control(var header, Sccrp reply, _)) {
                meet(from, reply);
                channel.onReceived(nowNanos, header, decoded, _ -> moved.accept(text(from)));
            }
            return;
        }
        switch (decoded) {
            case Decoded.Zlb(var header) -> channel.onZlb(nowNanos, header);
            case Decoded.Control(var header, var message, var notes) -> {
                note(notes);
                meet(from, message);
                channel.onReceived(nowNanos, header, decoded, deliver);
            }
            case Decoded.Refused(var fault) -> {
                above.faulty(fault);
                ControlHeader header = fault.header();
                if (header != null) {
                    peer.meet(fault);
                    channel.onReceived(nowNanos, header, decoded, deliver);
                }
            }
        }
    }

    private void note(Decoded.Notes notes) {
        if (notes.unknown() + notes.malformed() + notes.duplicate() + notes.misplaced() > 0) {
            above.noted(Note.AVPS_PASSED_OVER);
        }
        if (!notes.letPass().isEmpty()) {
            above.noted(Note.LET_PASS);
        }
    }

    private void meet(InetSocketAddress from, ControlMessage message) {
        if (peer.meet(from, message)) {
            above.noted(Note.PEER_MOVED);
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }
}
