package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.transport.ChannelStats;
import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.l2tp.tunnel.Secrets.Which;
import org.lacserver.l2tp.tunnel.TunnelState.Closed;
import org.lacserver.l2tp.tunnel.TunnelState.Established;
import org.lacserver.l2tp.tunnel.TunnelState.Idle;
import org.lacserver.l2tp.tunnel.TunnelState.Met;
import org.lacserver.l2tp.tunnel.TunnelState.WaitCtlConn;
import org.lacserver.l2tp.tunnel.TunnelState.WaitCtlReply;
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Hello;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.Decoded;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Secret;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One control connection, opened by us or by the peer: runs {@link TunnelMachine} over a reliable
 * channel, keeps its timers, and carries the messages of its sessions. {@link #flush} puts onto the
 * wire what the other methods left to send.
 */
public final class ControlConnection {
    public static final long NEVER = ReliableChannel.NEVER;

    private final TunnelSettings settings;
    private final Identity us;
    private final Set<AvpType> omit;
    private final TunnelMachine machine;
    private final ReliableChannel<Decoded> channel;
    private final InetSocketAddress local;
    private final RandomGenerator random;
    private final ByteBuffer scratch;
    private final Above above;

    private final SilenceWatch silence;
    private final PeerEnd peer;
    private final Intake intake;
    private final Opener opener;
    private final Acquaintance acquaintance;
    private TunnelState state = new Idle();

    private long sinceNanos;
    private long setupDeadline = NEVER;
    private long forgetAt = NEVER;

    /** Who sends the SCCRQ. */
    public enum Opener {
        US,
        PEER
    }

    /**
     * A connection that is not open yet.
     *
     * @param omit AVPs that the peer cannot bear
     * @param peer where our SCCRQ goes to, or theirs came from
     * @param scratch room for one message, shared with whoever runs in the same thread
     */
    public ControlConnection(
            TunnelSettings settings,
            Identity us,
            Set<AvpType> omit,
            Opener opener,
            InetSocketAddress local,
            InetSocketAddress peer,
            RandomGenerator random,
            ByteBuffer scratch,
            Above above) {
        this.settings = settings;
        this.us = us;
        this.omit = omit;
        this.machine = new TunnelMachine(settings, us);
        this.channel = new ReliableChannel<>(settings.channel());
        this.silence = new SilenceWatch(settings.hello().toNanos());
        this.local = local;
        this.peer = new PeerEnd(settings, peer, channel);
        this.intake = new Intake(us.secrets(), settings.lenient(), this.peer, channel, above);
        this.opener = opener;
        this.acquaintance = new Acquaintance(opener == Opener.PEER);
        this.random = random;
        this.scratch = scratch;
        this.above = above;
    }

    /** Sends SCCRQ, or awaits the peer's by {@link #onDatagram}. */
    public void open(long nowNanos) {
        setupDeadline = nowNanos + settings.setupTimeout().toNanos();
        switch (opener) {
            case US -> step(nowNanos, new TunnelEvent.Open());
            case PEER -> peer.stays();
        }
    }

    /** Sends StopCCN, unless there is nobody to send it to or the connection is closed already. */
    public void close(long nowNanos, ResultCode result) {
        step(nowNanos, new TunnelEvent.Close(result));
    }

    /** Who goes on when {@code theirs} meets our SCCRQ. */
    public Tie tie(Sccrq theirs) {
        return Tie.of(us.tieBreaker(), theirs.tieBreaker());
    }

    /** The peer opens a connection to us while ours to it is not up (§4.4.3, Tie Breaker). */
    public void simultaneous(long nowNanos, Sccrq theirs) {
        step(nowNanos, new TunnelEvent.Received(theirs));
    }

    /** A StopCCN whose sender does not know our tunnel id, hence outside the numbering. */
    public void stopped(long nowNanos, StopCcn stop) {
        step(nowNanos, new TunnelEvent.Received(stop));
    }

    /**
     * Sends a message of a session.
     *
     * @return a ticket for {@link #withdraw}
     */
    public long send(int peerSessionId, ControlMessage message) {
        scratch.clear();
        ControlHeader header = new ControlHeader(0, peerSessionId, 0, 0);
        int leftOut =
                ControlCodec.encode(
                        header, message, settings.hide(), secretInUse(), random, scratch, omit);
        if (leftOut > 0) {
            above.noted(Note.AVP_LEFT_OUT);
        }
        long ticket = channel.send(scratch.flip(), Kinds.priority(message));
        if (ticket == ReliableChannel.REFUSED) {
            above.noted(Note.QUEUE_FULL);
        }
        return ticket;
    }

    /** Takes a session's message back; false if it was sent already. */
    public boolean withdraw(long ticket) {
        return channel.withdraw(ticket);
    }

    private Secret secretInUse() {
        Met met = acquaintance.met();
        return us.secrets().get(met == null ? us.first() : met.secret());
    }

    /** A datagram with our tunnel id, or the SCCRQ that asked for this connection. */
    public void onDatagram(long nowNanos, InetSocketAddress from, ByteBuffer octets) {
        intake.onDatagram(
                nowNanos,
                from,
                octets,
                state instanceof WaitCtlReply,
                it -> deliver(nowNanos, it),
                where -> step(nowNanos, new TunnelEvent.Moved(where)));
    }

    private void deliver(long nowNanos, Decoded item) {
        if (state instanceof Closed) {
            above.noted(Note.MESSAGE_AFTER_CLOSE);
            return;
        }
        switch (item) {
            case Decoded.Zlb _ -> {}
            case Decoded.Control(var header, var message, var notes) -> {
                if (state instanceof Established && !(message instanceof StopCcn)) {
                    acquaintance.goesOn();
                }
                if (Kinds.isOfSession(message) && state instanceof Established) {
                    above.received(nowNanos, header.sessionId(), message);
                } else {
                    step(nowNanos, new TunnelEvent.Received(message, hiddenWith(notes)));
                }
            }
            case Decoded.Refused(var fault) -> {
                switch (fault.scope()) {
                    case DATAGRAM -> {}
                    case SESSION -> {
                        if (state instanceof Established) {
                            above.unreadable(nowNanos, fault);
                        } else {
                            above.noted(Note.MESSAGE_IGNORED); // there are no sessions yet
                        }
                    }
                    case TUNNEL -> step(nowNanos, new TunnelEvent.Unreadable(fault.result()));
                }
            }
        }
    }

    private static @Nullable Which hiddenWith(Decoded.Notes notes) {
        return notes.hidden() == 0 ? null : Secrets.at(notes.secret());
    }

    private void step(long nowNanos, TunnelEvent event) {
        if (event instanceof TunnelEvent.Received(StopCcn _, _)) {
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
            case WaitCtlConn(var met) -> acquaintance.met(met);
            case Established(var met, boolean proved) -> {
                acquaintance.established(met, proved);
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
            hello();
        }
    }

    /** Asks for a sign of life: when it has come, nothing is unacknowledged. */
    public void hello() {
        send(0, new Hello());
        above.noted(Note.HELLO_SENT);
    }

    /** Sends what is due, and notices a peer that is gone. */
    public void flush(long nowNanos) {
        if (isMute()) {
            return;
        }
        channel.flush(nowNanos, octets -> above.transmit(local, peer.address(), octets));
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
        return peer.address();
    }

    public Opener opener() {
        return opener;
    }

    /** What the peer told of itself, also after the end; null before it did. */
    public @Nullable Met met() {
        return acquaintance.met();
    }

    /** Whether the connection may have ended because the peer has the other of two secrets. */
    public boolean doubtsSecret() {
        return state instanceof Closed(var ending)
                && us.secrets().areTwo()
                && acquaintance.doubtsSecret(ending, channel.state().firstUnacknowledged());
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

    /** {@link ReliableChannel#oldestSentNanos}. */
    public long oldestSentNanos() {
        return channel.oldestSentNanos();
    }

    /** {@link ReliableChannel#roundTripNanos}. */
    public long roundTripNanos() {
        return channel.roundTripNanos();
    }

    /** The connection while it is up, or null. */
    public @Nullable Established established() {
        return state instanceof Established up ? up : null;
    }
}
