package org.lacserver.l2tp.transport;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Reliable, ordered delivery of the control messages of one tunnel (RFC 2661 §5.8, Appendix A).
 *
 * <p>{@link #onReceived} and {@link #send} only change state; {@link #flush} puts onto the wire
 * whatever is due: new messages while the window has room, retransmissions, acknowledgements. It is
 * called after each datagram and command, and when {@link #nextDeadlineNanos} has come.
 *
 * @param <M> what is delivered; opaque here
 */
public final class ReliableChannel<M> {
    /** {@link #nextDeadlineNanos} when nothing is due. */
    public static final long NEVER = Long.MAX_VALUE;

    /** {@link #send} when the queue is full. */
    public static final long REFUSED = -1;

    private static final int NUMBERS = 0x10000;
    private static final int HALF = 0x8000;
    private static final int AT_NR = 10;

    /** Takes a datagram; the buffer is the receiver's until the call returns. */
    @FunctionalInterface
    public interface Sink {
        void datagram(ByteBuffer octets);
    }

    private final ChannelConfig config;
    private final SendQueue[] queues = new SendQueue[Priority.COUNT];
    private final Congestion congestion;
    private final ByteBuffer zlb = ByteBuffer.allocate(ControlHeader.LENGTH);

    private int peerTunnelId;
    private boolean established;

    // sent: una..end-1 carry numbers and are kept; next is the one to put on the wire next
    private final SentMessages sent = new SentMessages();
    private int una;
    private int next;
    private int end;
    private int attempts;
    private long timeoutNanos;
    private long retransmitAt = NEVER;
    private boolean gaveUp;

    // received: nr is expected next; early messages wait in a ring of the local window
    private final EarlyMessages<M> early;
    private int nr;
    private int unacknowledged;
    private boolean ackNow;
    private long ackAt = NEVER;
    private long heardAt = NEVER;

    private long sentCount;
    private long received;
    private long retransmits;
    private long duplicates;
    private long outOfOrder;
    private long beyondWindow;
    private long zlbSent;
    private long zlbReceived;
    private long strangeNr;
    private long windowFull;
    private long queueFull;
    private long withdrawn;

    public ReliableChannel(ChannelConfig config) {
        this.config = config;
        this.early = new EarlyMessages<>(config.localWindow());
        // §5.8: before the peer has said its window, 4 may be assumed
        this.congestion = new Congestion(Math.min(4, config.maxWindow()));
        this.timeoutNanos = repeats().firstNanos();
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new SendQueue();
        }
    }

    /**
     * Carries on from {@code state}; numbers that were sent and never acknowledged are filled with
     * copies of {@code filler}, an encoded Hello.
     */
    public static <M> ReliableChannel<M> resume(
            ChannelConfig config, ChannelState state, int peerTunnelId, ByteBuffer filler) {
        ReliableChannel<M> channel = new ReliableChannel<>(config);
        channel.peerTunnelId(peerTunnelId);
        channel.peerWindow(state.peerWindow());
        channel.established();
        channel.una = state.firstUnacknowledged();
        channel.next = channel.una;
        channel.end = channel.una;
        channel.nr = state.nr();
        int open = distance(state.nextNs(), channel.una);
        for (int i = 0; i < open && i < ChannelConfig.LARGEST_WINDOW; i++) {
            channel.append(copy(filler));
        }
        return channel;
    }

    /** The id to put into every header from now on; 0 until the peer has assigned it. */
    public void peerTunnelId(int id) {
        peerTunnelId = id;
    }

    /** The peer's Receive Window Size (AVP 10), 1 or more. */
    public void peerWindow(int messages) {
        congestion.window(Math.clamp(messages, 1, config.maxWindow()));
    }

    /** From now on {@link ChannelConfig#established} counts. */
    public void established() {
        established = true;
        if (attempts == 0) {
            timeoutNanos = repeats().firstNanos();
        }
    }

    /**
     * Accepts a message for sending; {@link #flush} sends it.
     *
     * @param message encoded with its header, from position to limit, which stay as they are;
     *     tunnel id, Ns and Nr are filled in here; copied
     * @return a ticket for {@link #withdraw}, or {@link #REFUSED}
     */
    public long send(ByteBuffer message, Priority priority) {
        SendQueue queue = queues[priority.rank()];
        if (queue.size() >= config.maxQueued() || queue.span() >= 2L * config.maxQueued()) {
            queueFull++;
            return REFUSED;
        }
        if (waiting() > 0 || distance(end, una) >= congestion.cwnd()) {
            windowFull++;
        }
        return queue.add(copy(message)) * Priority.COUNT + priority.rank();
    }

    /** Takes a message back; false when it was sent already. */
    public boolean withdraw(long ticket) {
        boolean done =
                ticket >= 0
                        && queues[(int) (ticket % Priority.COUNT)].withdraw(
                                ticket / Priority.COUNT);
        if (done) {
            withdrawn++;
        }
        return done;
    }

    /** Drops all that waits and was not sent: before a StopCCN nothing else matters. */
    public void withdrawAll() {
        for (SendQueue queue : queues) {
            withdrawn += queue.clear();
        }
    }

    /** A ZLB came. */
    public void onZlb(long nowNanos, ControlHeader header) {
        heardAt = nowNanos;
        zlbReceived++;
        acknowledge(nowNanos, header.nr());
    }

    /**
     * A message came; {@code deliver} gets it, and those that waited for it, in order. Also for a
     * message that was refused as faulty: its number is used up all the same.
     */
    public void onReceived(
            long nowNanos, ControlHeader header, M message, Consumer<? super M> deliver) {
        heardAt = nowNanos;
        acknowledge(nowNanos, header.nr());
        int ahead = distance(header.ns(), nr);
        if (ahead == 0) {
            @Nullable M ready = message;
            while (ready != null) {
                accept(nowNanos);
                deliver.accept(ready);
                ready = early.take(nr);
            }
        } else if (ahead >= HALF) {
            // §5.8: the last one received and the 32767 before it are old: acknowledged again
            duplicates++;
            ackNow = true;
        } else if (ahead >= config.localWindow()) {
            beyondWindow++;
            ackNow = true;
        } else {
            if (early.keep(header.ns(), message)) {
                outOfOrder++;
            } else {
                duplicates++;
            }
            ackNow = true;
        }
    }

    private void accept(long nowNanos) {
        nr = nr + 1 & NUMBERS - 1;
        received++;
        unacknowledged++;
        if (unacknowledged * 2 >= config.localWindow()) {
            ackNow = true; // the sender must not run dry while the acknowledgement waits
        } else if (ackAt == NEVER) {
            ackAt = nowNanos + config.ackDelayNanos();
        }
    }

    private void acknowledge(long nowNanos, int peersNr) {
        int count = distance(peersNr, una);
        if (count == 0) {
            return;
        }
        if (count > distance(end, una)) {
            if (count < HALF) {
                strangeNr++;
            }
            return;
        }
        boolean nextToo = distance(next, una) < count;
        if (attempts == 0) { // of what was sent twice nobody knows which copy was acknowledged
            sent.measure(peersNr - 1, nowNanos);
        }
        for (int i = 0; i < count; i++) {
            sent.drop(una);
            una = una + 1 & NUMBERS - 1;
        }
        if (nextToo) {
            next = una; // acknowledged although about to be sent again
        }
        congestion.acknowledged(count);
        attempts = 0;
        timeoutNanos = repeats().firstNanos();
        retransmitAt = una == next ? NEVER : nowNanos + timeoutNanos;
    }

    /** Puts onto the wire what is due. */
    public void flush(long nowNanos, Sink sink) {
        if (gaveUp) {
            return;
        }
        if (nowNanos >= retransmitAt && !timedOut()) {
            return;
        }
        fill(nowNanos, sink);
        if (ackNow || nowNanos >= ackAt) {
            zlb.clear();
            ControlCodec.encodeZlb(new ControlHeader(peerTunnelId, 0, end, nr), zlb);
            sink.datagram(zlb.flip());
            zlbSent++;
            acknowledged();
        }
    }

    private ChannelConfig.Repeats repeats() {
        return established ? config.established() : config.setup();
    }

    private boolean timedOut() {
        if (attempts >= repeats().retries()) {
            gaveUp = true;
            return false;
        }
        attempts++;
        congestion.lost();
        // §5.8: doubled each time, up to the cap
        timeoutNanos = Math.min(timeoutNanos * 2, repeats().capNanos());
        next = una;
        retransmitAt = NEVER;
        return true;
    }

    private void fill(long nowNanos, Sink sink) {
        while (distance(next, una) < congestion.cwnd()) {
            boolean again = next != end;
            if (!again) {
                byte[] message = take();
                if (message == null) {
                    return;
                }
                append(message);
                sentCount++;
            } else {
                retransmits++;
            }
            sent.sent(next, nowNanos);
            ByteBuffer octets = sent.get(next);
            // §5.8: every copy tells the newest Nr
            octets.putShort(AT_NR, (short) nr);
            sink.datagram(octets);
            next = next + 1 & NUMBERS - 1;
            acknowledged();
            if (retransmitAt == NEVER) {
                retransmitAt = nowNanos + timeoutNanos;
            }
        }
    }

    private void acknowledged() {
        ackNow = false;
        ackAt = NEVER;
        unacknowledged = 0;
    }

    private byte @Nullable [] take() {
        for (SendQueue queue : queues) {
            byte[] message = queue.poll();
            if (message != null) {
                return message;
            }
        }
        return null;
    }

    private void append(byte[] message) {
        sent.append(message, una, end, peerTunnelId);
        end = end + 1 & NUMBERS - 1;
    }

    /** When {@link #flush} must be called at the latest; {@link #NEVER} for never. */
    public long nextDeadlineNanos() {
        return gaveUp ? NEVER : Math.min(retransmitAt, ackAt);
    }

    /** The peer has not acknowledged the oldest message in all its retransmissions (§5.8). */
    public boolean gaveUp() {
        return gaveUp;
    }

    /** Messages waiting for the window. */
    public int waiting() {
        int waiting = 0;
        for (SendQueue queue : queues) {
            waiting += queue.size();
        }
        return waiting;
    }

    /** Messages sent and not acknowledged. */
    public int inFlight() {
        return distance(end, una);
    }

    /** Everything sent has been acknowledged, and nothing waits. */
    public boolean isIdle() {
        return inFlight() == 0 && waiting() == 0;
    }

    /**
     * When the oldest message without an acknowledgement was first sent; {@link #NEVER} if none.
     */
    public long oldestSentNanos() {
        return una == end ? NEVER : sent.firstSentAt(una);
    }

    /** From a message to its acknowledgement, smoothed; 0 before there was one. */
    public long roundTripNanos() {
        return sent.roundTripNanos();
    }

    /** When the peer was last heard; {@link #NEVER} before. */
    public long heardAtNanos() {
        return heardAt;
    }

    /** Retransmissions of the oldest message so far. */
    public int attempts() {
        return attempts;
    }

    public int cwnd() {
        return congestion.cwnd();
    }

    public int ssthresh() {
        return congestion.ssthresh();
    }

    public ChannelState state() {
        return new ChannelState(una, end, nr, congestion.window());
    }

    public ChannelStats stats() {
        return new ChannelStats(
                sentCount,
                received,
                retransmits,
                duplicates,
                outOfOrder,
                beyondWindow,
                zlbSent,
                zlbReceived,
                strangeNr,
                windowFull,
                queueFull,
                withdrawn);
    }

    private static int distance(int to, int from) {
        return to - from & NUMBERS - 1;
    }

    private static byte[] copy(ByteBuffer message) {
        byte[] octets = new byte[message.remaining()];
        message.get(message.position(), octets);
        return octets;
    }
}
