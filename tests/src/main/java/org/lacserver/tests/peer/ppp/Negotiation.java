package org.lacserver.tests.peer.ppp;

import java.nio.ByteBuffer;

/** The option negotiation of RFC 1661 §4, as LCP and IPCP share it. */
public abstract class Negotiation {
    /** RFC 1661 §4.2, without the states that need a lower layer to come and go. */
    public enum Phase {
        CLOSED,
        REQ_SENT,
        ACK_RCVD,
        ACK_SENT,
        OPENED,
        CLOSING
    }

    /** What to do with an option of the peer. */
    protected enum Answer {
        ACK,
        NAK,
        REJECT
    }

    private static final long RESTART_NANOS = 3_000_000_000L;
    private static final int MAX_CONFIGURE = 10;
    private static final int MAX_TERMINATE = 2;

    private final int protocol;
    private Phase phase = Phase.CLOSED;
    private int id;
    private int triesLeft;
    private long deadlineNanos = Ppp.NEVER;
    private byte[] sentOptions = {};
    private byte[] ackedByUs = {};

    protected Negotiation(int protocol) {
        this.protocol = protocol;
    }

    /** Writes the options we want. */
    protected abstract void putRequest(ByteBuffer options);

    /** Judges one option of the peer; for a Nak writes the option that would do. */
    protected abstract Answer judge(int type, ByteBuffer value, ByteBuffer nak);

    /** The peer did not like one of ours; the next request should differ. */
    protected abstract void refused(int type, ByteBuffer value, boolean rejected);

    protected abstract void opened(long nowNanos);

    /** Was open, and no longer is: the peer negotiates again, terminates, or stays silent. */
    protected abstract void down(long nowNanos, String why);

    /** A code above the seven common ones; false when unknown. */
    protected boolean other(int code, int packetId, ByteBuffer body, PppOut out) {
        return false;
    }

    public final Phase phase() {
        return phase;
    }

    public final long deadlineNanos() {
        return deadlineNanos;
    }

    /** The options of our last request. */
    public final byte[] sentOptions() {
        return sentOptions.clone();
    }

    /** The options of the peer's request that we acknowledged last. */
    public final byte[] ackedOptions() {
        return ackedByUs.clone();
    }

    public final void open(long nowNanos, PppOut out) {
        phase = Phase.REQ_SENT;
        triesLeft = MAX_CONFIGURE;
        request(nowNanos, out);
    }

    /** Takes over what somebody else negotiated for us (proxy LCP, RFC 2661 §4.4.5). */
    protected final void adopt(byte[] ours, byte[] theirs) {
        sentOptions = ours.clone();
        ackedByUs = theirs.clone();
        phase = Phase.OPENED;
        deadlineNanos = Ppp.NEVER;
    }

    public final void terminate(long nowNanos, PppOut out) {
        phase = Phase.CLOSING;
        triesLeft = MAX_TERMINATE;
        sendTerminate(nowNanos, out);
    }

    public final void reset() {
        phase = Phase.CLOSED;
        deadlineNanos = Ppp.NEVER;
    }

    public final void onDeadline(long nowNanos, PppOut out) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        switch (phase) {
            case CLOSED, OPENED -> deadlineNanos = Ppp.NEVER;
            case REQ_SENT, ACK_RCVD, ACK_SENT -> {
                if (triesLeft == 0) {
                    fail(nowNanos, "no answer");
                    return;
                }
                if (phase == Phase.ACK_RCVD) {
                    phase = Phase.REQ_SENT;
                }
                request(nowNanos, out);
            }
            case CLOSING -> {
                if (triesLeft == 0) {
                    fail(nowNanos, "no answer to Terminate-Request");
                } else {
                    sendTerminate(nowNanos, out);
                }
            }
        }
    }

    /** A packet behind the protocol number. */
    public final void receive(long nowNanos, ByteBuffer packet, PppOut out) {
        if (packet.remaining() < 4) {
            return;
        }
        int at = packet.position();
        int code = packet.get(at) & 0xff;
        int packetId = packet.get(at + 1) & 0xff;
        int length = packet.getShort(at + 2) & 0xffff;
        if (length < 4 || length > packet.remaining()) {
            return;
        }
        ByteBuffer body = packet.slice(at + 4, length - 4);
        switch (code) {
            case Ppp.CONFIGURE_REQUEST -> onRequest(nowNanos, packetId, body, out);
            case Ppp.CONFIGURE_ACK -> onAck(nowNanos, packetId, body, out);
            case Ppp.CONFIGURE_NAK -> onRefused(nowNanos, packetId, body, false, out);
            case Ppp.CONFIGURE_REJECT -> onRefused(nowNanos, packetId, body, true, out);
            case Ppp.TERMINATE_REQUEST -> {
                out.ppp(protocol, Ppp.packet(Ppp.TERMINATE_ACK, packetId, new byte[0]));
                if (phase != Phase.CLOSED) {
                    fail(nowNanos, "terminated by the peer");
                }
            }
            case Ppp.TERMINATE_ACK -> {
                if (phase == Phase.CLOSING) {
                    fail(nowNanos, "terminated");
                }
            }
            case Ppp.CODE_REJECT -> fail(nowNanos, "code rejected");
            default -> {
                if (!other(code, packetId, body, out)) {
                    out.ppp(
                            protocol,
                            Ppp.packet(
                                    Ppp.CODE_REJECT,
                                    ++id & 0xff,
                                    Ppp.bytes(packet.slice(at, length))));
                }
            }
        }
    }

    private void onRequest(long nowNanos, int packetId, ByteBuffer options, PppOut out) {
        if (phase == Phase.CLOSED || phase == Phase.CLOSING) {
            if (phase == Phase.CLOSED) {
                // §4.1: Closed answers a request with a Terminate-Ack
                out.ppp(protocol, Ppp.packet(Ppp.TERMINATE_ACK, packetId, new byte[0]));
            }
            return;
        }
        if (phase == Phase.OPENED) {
            // §4.1: Opened, RCR: the layer goes down and we ask again
            down(nowNanos, "renegotiated by the peer");
            triesLeft = MAX_CONFIGURE;
            phase = Phase.REQ_SENT;
            request(nowNanos, out);
        }
        ByteBuffer nak = ByteBuffer.allocate(256);
        ByteBuffer reject = ByteBuffer.allocate(2048);
        for (int at = 0; at < options.limit(); ) {
            int length = at + 2 <= options.limit() ? options.get(at + 1) & 0xff : 0;
            if (length < 2 || at + length > options.limit()) {
                return; // malformed: silently discarded
            }
            ByteBuffer option = options.slice(at, length);
            ByteBuffer value = options.slice(at + 2, length - 2);
            if (judge(option.get(0) & 0xff, value, nak) == Answer.REJECT) {
                reject.put(option);
            }
            at += length;
        }
        if (reject.position() > 0) {
            out.ppp(protocol, Ppp.packet(Ppp.CONFIGURE_REJECT, packetId, taken(reject)));
            notAcked();
        } else if (nak.position() > 0) {
            out.ppp(protocol, Ppp.packet(Ppp.CONFIGURE_NAK, packetId, taken(nak)));
            notAcked();
        } else {
            ackedByUs = Ppp.bytes(options);
            out.ppp(protocol, Ppp.packet(Ppp.CONFIGURE_ACK, packetId, ackedByUs));
            if (phase == Phase.ACK_RCVD) {
                enterOpened(nowNanos);
            } else {
                phase = Phase.ACK_SENT;
            }
        }
    }

    private void notAcked() {
        if (phase == Phase.ACK_SENT) {
            phase = Phase.REQ_SENT;
        }
    }

    private void onAck(long nowNanos, int packetId, ByteBuffer options, PppOut out) {
        if (packetId != id || !options.equals(ByteBuffer.wrap(sentOptions))) {
            return;
        }
        switch (phase) {
            case REQ_SENT -> {
                phase = Phase.ACK_RCVD;
                triesLeft = MAX_CONFIGURE;
            }
            case ACK_SENT -> enterOpened(nowNanos);
            case ACK_RCVD -> {
                phase = Phase.REQ_SENT;
                request(nowNanos, out);
            }
            case OPENED, CLOSED, CLOSING -> {}
        }
    }

    private void onRefused(
            long nowNanos, int packetId, ByteBuffer options, boolean rejected, PppOut out) {
        if (packetId != id || phase == Phase.CLOSED || phase == Phase.CLOSING) {
            return;
        }
        if (phase == Phase.OPENED) {
            return; // a late copy: the request it refuses has been acknowledged
        }
        for (int at = 0; at + 2 <= options.limit(); ) {
            int length = options.get(at + 1) & 0xff;
            if (length < 2 || at + length > options.limit()) {
                return;
            }
            refused(options.get(at) & 0xff, options.slice(at + 2, length - 2), rejected);
            at += length;
        }
        if (phase == Phase.ACK_RCVD) {
            phase = Phase.REQ_SENT;
        }
        if (triesLeft > 0) {
            request(nowNanos, out);
        } else {
            fail(nowNanos, "no agreement on options");
        }
    }

    private void enterOpened(long nowNanos) {
        phase = Phase.OPENED;
        deadlineNanos = Ppp.NEVER;
        opened(nowNanos);
    }

    private void fail(long nowNanos, String why) {
        phase = Phase.CLOSED;
        deadlineNanos = Ppp.NEVER;
        down(nowNanos, why);
    }

    private void request(long nowNanos, PppOut out) {
        ByteBuffer options = ByteBuffer.allocate(64);
        putRequest(options);
        byte[] wanted = taken(options);
        id = (id + 1) & 0xff;
        sentOptions = wanted;
        triesLeft--;
        deadlineNanos = nowNanos + RESTART_NANOS;
        out.ppp(protocol, Ppp.packet(Ppp.CONFIGURE_REQUEST, id, wanted));
    }

    private void sendTerminate(long nowNanos, PppOut out) {
        triesLeft--;
        deadlineNanos = nowNanos + RESTART_NANOS;
        id = (id + 1) & 0xff;
        out.ppp(protocol, Ppp.packet(Ppp.TERMINATE_REQUEST, id, new byte[0]));
    }

    private static byte[] taken(ByteBuffer written) {
        return Ppp.bytes(written.flip());
    }
}
