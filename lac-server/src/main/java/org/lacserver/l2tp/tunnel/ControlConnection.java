package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.transport.ChannelStats;
import org.lacserver.l2tp.transport.Priority;
import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.l2tp.tunnel.TunnelState.Closed;
import org.lacserver.l2tp.tunnel.TunnelState.Established;
import org.lacserver.l2tp.tunnel.TunnelState.Idle;
import org.lacserver.l2tp.tunnel.TunnelState.WaitCtlReply;
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Csun;
import org.lacserver.l2tp.wire.ControlMessage.Csurq;
import org.lacserver.l2tp.wire.ControlMessage.Hello;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Mdmst;
import org.lacserver.l2tp.wire.ControlMessage.Occn;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.ControlMessage.Scccn;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.Sli;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.ControlMessage.Unknown;
import org.lacserver.l2tp.wire.ControlMessage.Wen;
import org.lacserver.l2tp.wire.Decoded;
import org.lacserver.l2tp.wire.Fault;
import org.lacserver.l2tp.wire.ResultCode;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One control connection that we open: runs {@link TunnelMachine} over a reliable channel, keeps
 * its timers, and carries the messages of its sessions. {@link #flush} puts onto the wire what the
 * other methods left to send.
 */
public final class ControlConnection {
    public static final long NEVER = ReliableChannel.NEVER;

    /** Who owns the connection. */
    public interface Above {
        void transmit(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets);

        /** Sessions may be opened now. */
        void opened(long nowNanos);

        /** Once for each connection that was opened; its sessions are gone. */
        void closed(long nowNanos, Ending ending);

        /** A message for a session of ours; 0 when the peer does not know the session's id. */
        void received(long nowNanos, int localSessionId, ControlMessage message);

        /** A message for a session could not be read, and the session has to end (§7.1). */
        void unreadable(long nowNanos, Fault fault);

        /** Data datagrams received in this tunnel so far. */
        long dataDatagrams();

        /** A datagram of the peer was at fault, to be counted. */
        void faulty(Fault fault);

        void noted(Note note);
    }

    private final TunnelSettings settings;
    private final Identity us;
    private final TunnelMachine machine;
    private final ReliableChannel<Decoded> channel;
    private final InetSocketAddress local;
    private final RandomGenerator random;
    private final ByteBuffer scratch;
    private final Above above;

    private final SilenceWatch silence;
    private InetSocketAddress peer;
    private boolean met;
    private TunnelState state = new Idle();
    private long sinceNanos;
    private long setupDeadline = NEVER;
    private long forgetAt = NEVER;

    /**
     * A connection that is not open yet.
     *
     * @param scratch room for one message, shared with whoever runs in the same thread
     */
    public ControlConnection(
            TunnelSettings settings,
            Identity us,
            InetSocketAddress local,
            InetSocketAddress peer,
            RandomGenerator random,
            ByteBuffer scratch,
            Above above) {
        this.settings = settings;
        this.us = us;
        this.machine = new TunnelMachine(settings, us);
        this.channel = new ReliableChannel<>(settings.channel());
        this.silence = new SilenceWatch(settings.hello().toNanos());
        this.local = local;
        this.peer = peer;
        this.random = random;
        this.scratch = scratch;
        this.above = above;
    }

    /** Sends SCCRQ. */
    public void open(long nowNanos) {
        setupDeadline = nowNanos + settings.setupTimeout().toNanos();
        step(nowNanos, new TunnelEvent.Open());
    }

    /** Sends StopCCN, unless there is nobody to send it to or the connection is closed already. */
    public void close(long nowNanos, ResultCode result) {
        step(nowNanos, new TunnelEvent.Close(result));
    }

    /** The peer opens a connection to us while ours to it is not up (§4.4.3, Tie Breaker). */
    public void simultaneous(long nowNanos, Sccrq theirs) {
        step(nowNanos, new TunnelEvent.Received(theirs));
    }

    /** A StopCCN whose sender does not know our tunnel id, hence outside the numbering. */
    public void stopped(long nowNanos, StopCcn stop) {
        step(nowNanos, new TunnelEvent.Received(stop));
    }

    /** Sends a message of a session with all its AVPs. */
    public long send(int peerSessionId, ControlMessage message) {
        return send(peerSessionId, message, Set.of());
    }

    /**
     * Sends a message of a session.
     *
     * @param omit AVPs that are left out
     * @return a ticket for {@link #withdraw}
     */
    public long send(int peerSessionId, ControlMessage message, Set<AvpType> omit) {
        scratch.clear();
        ControlHeader header = new ControlHeader(0, peerSessionId, 0, 0);
        int leftOut =
                ControlCodec.encode(
                        header, message, settings.hide(), us.secret(), random, scratch, omit);
        if (leftOut > 0) {
            above.noted(Note.AVP_LEFT_OUT);
        }
        long ticket = channel.send(scratch.flip(), priority(message));
        if (ticket == ReliableChannel.REFUSED) {
            above.noted(Note.QUEUE_FULL);
        }
        return ticket;
    }

    /** Takes a session's message back; false if it was sent already. */
    public boolean withdraw(long ticket) {
        return channel.withdraw(ticket);
    }

    /** A datagram with our tunnel id. */
    public void onDatagram(long nowNanos, InetSocketAddress from, ByteBuffer octets) {
        if (!isPeer(from)) {
            above.noted(Note.WRONG_PEER);
            return;
        }
        Decoded decoded = ControlCodec.decode(octets, us.secret());
        switch (decoded) {
            case Decoded.Zlb(var header) -> channel.onZlb(nowNanos, header);
            case Decoded.Control(var header, var message, var notes) -> {
                if (notes.unknown() + notes.malformed() + notes.duplicate() + notes.misplaced()
                        > 0) {
                    above.noted(Note.AVPS_PASSED_OVER);
                }
                meet(from, message);
                channel.onReceived(nowNanos, header, decoded, it -> deliver(nowNanos, it));
            }
            case Decoded.Refused(var fault) -> {
                above.faulty(fault);
                ControlHeader header = fault.header();
                if (header != null) {
                    meet(fault);
                    channel.onReceived(nowNanos, header, decoded, it -> deliver(nowNanos, it));
                }
            }
        }
    }

    // §8.1: the responder may answer from another port, never from another address; once the
    // connection is up, both stay
    private boolean isPeer(InetSocketAddress from) {
        return from.equals(peer)
                || (!met
                        && from.getAddress() != null
                        && from.getAddress().equals(peer.getAddress()));
    }

    private void meet(InetSocketAddress from, ControlMessage message) {
        if (met) {
            return;
        }
        if (message instanceof Sccrp reply) {
            met = true;
            peer = from;
            channel.peerTunnelId(reply.assignedTunnelId());
            channel.peerWindow(reply.receiveWindow());
        } else if (message instanceof StopCcn stop) {
            peer = from;
            channel.peerTunnelId(stop.assignedTunnelId());
        }
    }

    private void meet(Fault fault) {
        if (!met && fault.assignedTunnelId() != 0) {
            channel.peerTunnelId(fault.assignedTunnelId());
        }
    }

    private void deliver(long nowNanos, Decoded item) {
        if (state instanceof Closed) {
            above.noted(Note.MESSAGE_AFTER_CLOSE);
            return;
        }
        switch (item) {
            case Decoded.Zlb _ -> {}
            case Decoded.Control(var header, var message, _) -> {
                if (isOfSession(message) && state instanceof Established) {
                    above.received(nowNanos, header.sessionId(), message);
                } else {
                    step(nowNanos, new TunnelEvent.Received(message));
                }
            }
            case Decoded.Refused(var fault) -> {
                switch (fault.scope()) {
                    case DATAGRAM -> {}
                    case SESSION -> above.unreadable(nowNanos, fault);
                    case TUNNEL -> step(nowNanos, new TunnelEvent.Unreadable(fault.result()));
                }
            }
        }
    }

    private static boolean isOfSession(ControlMessage message) {
        return switch (message) {
            case Sccrq _, Sccrp _, Scccn _, StopCcn _, Hello _, Unknown _ -> false;
            case Csun _ -> false;
            // RFC 5515: of many sessions, and of none in its header
            case Csurq _ -> true;
            case Ocrq _, Ocrp _, Occn _, Icrq _, Icrp _, Iccn _, Cdn _, Wen _, Sli _ -> true;
            case Mdmst _ -> true;
        };
    }

    private static Priority priority(ControlMessage message) {
        return switch (message) {
            case StopCcn _, Hello _, Cdn _ -> Priority.URGENT;
            case Icrq _, Ocrq _ -> Priority.NEW;
            case Sccrq _, Sccrp _, Scccn _, Icrp _, Iccn _, Ocrp _, Occn _, Wen _, Sli _ ->
                    Priority.NORMAL;
            case Mdmst _, Csun _, Csurq _, Unknown _ -> Priority.NORMAL;
        };
    }

    private void step(long nowNanos, TunnelEvent event) {
        if (event instanceof TunnelEvent.Received(StopCcn _)) {
            above.noted(Note.STOPCCN_RECEIVED);
        }
        TunnelMachine.Step step = machine.step(state, event);
        if (!step.next().equals(state)) {
            enter(nowNanos, step.next());
        }
        for (TunnelAction action : step.actions()) {
            perform(nowNanos, action);
        }
    }

    private void enter(long nowNanos, TunnelState next) {
        state = next;
        sinceNanos = nowNanos;
        switch (next) {
            case Idle _, WaitCtlReply _ -> {}
            case Established _ -> {
                channel.established();
                setupDeadline = NEVER;
                silence.begin(nowNanos);
            }
            case Closed _ -> {
                setupDeadline = NEVER;
                silence.end();
                // §5.8: the state is kept for a full retransmission interval
                forgetAt = nowNanos + settings.tombstone().toNanos();
            }
        }
    }

    private void perform(long nowNanos, TunnelAction action) {
        switch (action) {
            case TunnelAction.Send(var message) -> {
                if (message instanceof StopCcn) {
                    channel.withdrawAll();
                    above.noted(Note.STOPCCN_SENT);
                }
                send(0, message);
            }
            case TunnelAction.TellSessionsOpen _ -> above.opened(nowNanos);
            case TunnelAction.CleanUp(var ending) -> {
                switch (ending.cause()) {
                    case PEER_REFUSED -> above.noted(Note.AUTHENTICATION_FAILED);
                    case TIE_LOST -> above.noted(Note.TIE_LOST);
                    case PEER_STOPPED, NO_ANSWER, PEER_LOST, PEER_FAULT, LOCAL -> {}
                }
                above.closed(nowNanos, ending);
            }
            case TunnelAction.Ignore(var message) -> {
                switch (message) {
                    case Hello _ -> {} // §5.5: its acknowledgement is the answer
                    case Sccrq _ -> above.noted(Note.TIE_WON);
                    default -> above.noted(Note.MESSAGE_IGNORED);
                }
            }
        }
    }

    /** Lets time pass; to be followed by {@link #flush}. */
    public void onDeadline(long nowNanos) {
        if (nowNanos >= setupDeadline) {
            setupDeadline = NEVER;
            step(nowNanos, new TunnelEvent.SetupTimeout());
        }
        if (nowNanos >= silence.nextLookNanos()) {
            lookForLife(nowNanos);
        }
    }

    private void lookForLife(long nowNanos) {
        boolean isSilent = silence.look(nowNanos, above.dataDatagrams(), channel.heardAtNanos());
        // a message that waits for its acknowledgement asks for a sign of life as well
        if (isSilent && channel.isIdle()) {
            send(0, new Hello());
            above.noted(Note.HELLO_SENT);
        }
    }

    /** Sends what is due, and notices a peer that is gone. */
    public void flush(long nowNanos) {
        if (isMute()) {
            return;
        }
        channel.flush(nowNanos, octets -> above.transmit(local, peer, octets));
        if (channel.gaveUp()) {
            step(nowNanos, new TunnelEvent.PeerLost());
        }
    }

    public long nextDeadlineNanos() {
        if (isMute()) {
            return forgetAt;
        }
        return Math.min(
                Math.min(channel.nextDeadlineNanos(), setupDeadline),
                Math.min(silence.nextLookNanos(), forgetAt));
    }

    // §4.4.3: who loses a tie discards his tunnel silently
    private boolean isMute() {
        return state instanceof Closed(var ending) && ending.cause() == Ending.Cause.TIE_LOST;
    }

    /** Whether the connection is closed and nothing more needs to be acknowledged. */
    public boolean isForgotten(long nowNanos) {
        return nowNanos >= forgetAt;
    }

    /** Whether the connection is closed and the peer knows, or can no longer be told. */
    public boolean isQuiet() {
        return state instanceof Closed
                && (channel.isIdle() || channel.gaveUp() || channel.heardAtNanos() == NEVER);
    }

    public TunnelState state() {
        return state;
    }

    /** When the present state began. */
    public long sinceNanos() {
        return sinceNanos;
    }

    public Identity identity() {
        return us;
    }

    public InetSocketAddress local() {
        return local;
    }

    public InetSocketAddress peer() {
        return peer;
    }

    public ChannelStats statistics() {
        return channel.stats();
    }

    public int unacknowledged() {
        return channel.inFlight();
    }

    public int queued() {
        return channel.waiting();
    }

    /** The connection while it is up, or null. */
    public @Nullable Established established() {
        return state instanceof Established up ? up : null;
    }
}
