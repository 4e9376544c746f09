package org.lacserver.tests.peer.ppp;

import java.nio.ByteBuffer;

/** LCP of either peer (RFC 1661), with the restrictions of PPPoE (RFC 2516 §7). */
public abstract class Lcp extends Negotiation {
    private int mru;
    private int magic;
    private int echoesAnswered;
    private int echoReplies;
    private byte[] firstRequest = {};
    private byte[] lastRequest = {};

    protected Lcp(int mru, int magic) {
        super(Ppp.LCP);
        this.mru = mru;
        this.magic = magic;
    }

    /** The authentication protocol this side demands, 0 for none. */
    protected abstract int demandedAuth();

    /** Whether this side is ready to authenticate itself by {@code protocol}; 0 to reject. */
    protected abstract boolean acceptsAuth(int protocol);

    /** The protocol proposed in a Nak; 0 when none would do. */
    protected abstract int preferredAuth();

    /** The peer proposes another protocol than {@link #demandedAuth}. */
    protected abstract void authRefused(int proposed);

    protected abstract void protocolRejected(int protocol);

    /** A new magic number, for a negotiation that starts again. */
    public final void magic(int value) {
        magic = value;
    }

    public final int echoesAnswered() {
        return echoesAnswered;
    }

    public final int echoReplies() {
        return echoReplies;
    }

    /** The options of the very first request of this call. */
    public final byte[] firstRequest() {
        return firstRequest.clone();
    }

    /** The options of the last request. */
    public final byte[] lastRequest() {
        return lastRequest.clone();
    }

    /** The authentication protocol the peer demanded and we agreed to, 0 for none. */
    public final int agreedAuth() {
        byte[] options = ackedOptions();
        int at = Ppp.find(options, Ppp.OPTION_AUTH);
        return at < 0 ? 0 : auth(ByteBuffer.wrap(options, at + 2, (options[at + 1] & 0xff) - 2));
    }

    /** The protocol that an option asks for, 0 for none known here. */
    private static int auth(ByteBuffer value) {
        int length = value.remaining();
        int protocol = length >= 2 ? value.getShort(value.position()) & 0xffff : 0;
        int algorithm = length == 3 ? value.get(value.position() + 2) & 0xff : 0;
        if (protocol == Ppp.CHAP) {
            return switch (algorithm) {
                case Ppp.CHAP_MD5 -> Ppp.CHAP;
                case Ppp.MSCHAPV2 >> 16 -> Ppp.MSCHAPV2;
                default -> 0;
            };
        }
        boolean known = (protocol == Ppp.PAP || protocol == Ppp.EAP) && length == 2;
        return known ? protocol : 0;
    }

    @Override
    protected void putRequest(ByteBuffer options) {
        if (mru != 0) {
            options.put((byte) Ppp.OPTION_MRU).put((byte) 4).putShort((short) mru);
        }
        putAuth(options, demandedAuth());
        if (magic != 0) {
            options.put((byte) Ppp.OPTION_MAGIC).put((byte) 6).putInt(magic);
        }
        lastRequest = Ppp.bytes(options.duplicate().flip());
        if (firstRequest.length == 0) {
            firstRequest = lastRequest;
        }
    }

    @Override
    protected Answer judge(int type, ByteBuffer value, ByteBuffer nak) {
        return switch (type) {
            case Ppp.OPTION_MRU -> value.remaining() == 2 ? Answer.ACK : Answer.REJECT;
            case Ppp.OPTION_MAGIC -> {
                if (value.remaining() != 4) {
                    yield Answer.REJECT;
                }
                yield Answer.ACK;
            }
            case Ppp.OPTION_AUTH -> judgeAuth(value, nak);
            // RFC 2516 §7: no FCS alternatives, no ACFC, no ACCM; all others are unknown here
            default -> Answer.REJECT;
        };
    }

    private Answer judgeAuth(ByteBuffer value, ByteBuffer nak) {
        int protocol = auth(value);
        if (protocol != 0 && acceptsAuth(protocol)) {
            return Answer.ACK;
        }
        if (preferredAuth() == 0) {
            return Answer.REJECT;
        }
        putAuth(nak, preferredAuth());
        return Answer.NAK;
    }

    private static void putAuth(ByteBuffer options, int protocol) {
        switch (protocol) {
            case Ppp.PAP, Ppp.EAP ->
                    options.put((byte) Ppp.OPTION_AUTH).put((byte) 4).putShort((short) protocol);
            case Ppp.CHAP, Ppp.MSCHAPV2 ->
                    options.put((byte) Ppp.OPTION_AUTH)
                            .put((byte) 5)
                            .putShort((short) protocol)
                            .put((byte) (protocol == Ppp.CHAP ? Ppp.CHAP_MD5 : protocol >> 16));
            default -> {} // none is asked for
        }
    }

    @Override
    protected void refused(int type, ByteBuffer value, boolean rejected) {
        switch (type) {
            case Ppp.OPTION_MRU -> {
                int proposed = value.remaining() == 2 ? value.getShort(0) & 0xffff : 0;
                mru = rejected || proposed < 64 ? 0 : Math.min(mru, proposed);
            }
            case Ppp.OPTION_MAGIC -> magic = rejected ? 0 : magic * 31 + 1;
            case Ppp.OPTION_AUTH ->
                    authRefused(rejected || value.remaining() < 2 ? 0 : value.getShort(0) & 0xffff);
            default -> {} // a hint for an option we never sent
        }
    }

    @Override
    protected boolean other(int code, int packetId, ByteBuffer body, PppOut out) {
        return switch (code) {
            case Ppp.ECHO_REQUEST -> {
                if (phase() == Phase.OPENED && body.remaining() >= 4) {
                    byte[] reply = Ppp.bytes(body);
                    ByteBuffer.wrap(reply).putInt(magic);
                    out.ppp(Ppp.LCP, Ppp.packet(Ppp.ECHO_REPLY, packetId, reply));
                    echoesAnswered++;
                }
                yield true;
            }
            case Ppp.ECHO_REPLY -> {
                echoReplies++;
                yield true;
            }
            case Ppp.PROTOCOL_REJECT -> {
                if (body.remaining() >= 2) {
                    protocolRejected(body.getShort(0) & 0xffff);
                }
                yield true;
            }
            case Ppp.DISCARD_REQUEST -> true;
            default -> false;
        };
    }

    /** Asks the other end whether it is there. */
    public final void sendEcho(int packetId, PppOut out) {
        byte[] body = ByteBuffer.allocate(4).putInt(magic).array();
        out.ppp(Ppp.LCP, Ppp.packet(Ppp.ECHO_REQUEST, packetId, body));
    }

    /** RFC 1661 §5.7, with at most 1,400 octets of the packet. */
    public static byte[] protocolReject(int packetId, int protocol, ByteBuffer packet) {
        int length = Math.min(packet.remaining(), 1400);
        byte[] body = new byte[2 + length];
        ByteBuffer.wrap(body)
                .putShort((short) protocol)
                .put(packet.slice(packet.position(), length));
        return Ppp.packet(Ppp.PROTOCOL_REJECT, packetId, body);
    }
}
