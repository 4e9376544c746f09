package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.l2tp.AvpWriter;
import org.lacserver.tests.peer.l2tp.Channel;
import org.lacserver.tests.peer.ppp.Chap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The least that stands between a subscriber and an LNS: one session, tunnelled before LCP, so that
 * both peers can be tested without the product. Virtual time, messages in order.
 */
final class TinyLac {
    static final InetSocketAddress ADDRESS =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1701);
    private static final long AC_MAC = 0x02_00_00_00_00_acL;
    private static final int TUNNEL = 77;
    private static final int SESSION = 5;
    private static final int PPPOE_SESSION = 9;

    final Subscriber subscriber;
    final Lns lns;
    final List<Integer> fromLns = new ArrayList<>();
    long now = 1_000_000_000L;
    String refusal = "";
    String padtTag = "";
    Consumer<AvpWriter> iccn = avps -> {};
    int losesPercent;
    private final Random chance = new Random(7);
    private final byte @Nullable [] secret;
    private final byte[] challenge = {1, 2, 3, 4, 5, 6, 7, 8};
    private final ArrayDeque<Runnable> inFlight = new ArrayDeque<>();
    private final Channel channel;
    private int peerTunnel;
    private int peerSession;
    private boolean callAsked;
    private byte[] header = {};

    TinyLac(SubscriberProfile subscriber, LnsProfile lns, @Nullable String secret) {
        this.subscriber = new Subscriber(subscriber);
        this.lns = new Lns(lns, new Random(1));
        this.secret = secret == null ? null : secret.getBytes(StandardCharsets.UTF_8);
        channel = new Channel(4, this::toLns);
    }

    FrameSink access() {
        return frame -> fly(() -> onFrame(frame));
    }

    DatagramSink core() {
        return (to, octets) -> fly(() -> onDatagram(octets));
    }

    private void fly(Runnable delivery) {
        if (chance.nextInt(100) >= losesPercent) {
            inFlight.add(delivery);
        }
    }

    /** Delivers all, then jumps from deadline to deadline until {@code nanos} have passed. */
    void run(long nanos) {
        long end = now + nanos;
        while (true) {
            while (!inFlight.isEmpty()) {
                inFlight.remove().run();
            }
            long next =
                    Math.min(
                            Math.min(subscriber.nextDeadlineNanos(), lns.nextDeadlineNanos()),
                            channel.deadlineNanos());
            if (next > end) {
                now = end;
                return;
            }
            now = Math.max(now, next);
            subscriber.onDeadline(now, access());
            lns.onDeadline(now, core());
            channel.onDeadline(now);
        }
    }

    private void onFrame(ByteBuffer frame) {
        int at = PppoeFrames.payloadAt(subscriber.profile()) - 8;
        int code = frame.get(at + 3) & 0xff;
        ByteBuffer tags = frame.slice(at + 8, frame.getShort(at + 6) & 0xffff);
        if ((frame.getShort(at) & 0xffff) == PppoeFrames.SESSION) {
            dataToLns(tags);
            return;
        }
        header = new byte[at];
        frame.get(0, header);
        System.arraycopy(header, 6, header, 0, 6);
        ByteBuffer.wrap(header, 6, 6).putShort((short) (AC_MAC >> 32)).putInt((int) AC_MAC);
        byte[] hostUniq = PppoeFrames.tag(tags, PppoeFrames.HOST_UNIQ);
        switch (code) {
            case PppoeFrames.PADI -> discovery(PppoeFrames.PADO, 0, hostUniq, "");
            case PppoeFrames.PADR -> {
                discovery(
                        PppoeFrames.PADS, refusal.isEmpty() ? PPPOE_SESSION : 0, hostUniq, refusal);
                if (refusal.isEmpty() && !callAsked) {
                    callAsked = true;
                    sccrq();
                }
            }
            case PppoeFrames.PADT -> {
                if (peerSession != 0) {
                    cdn();
                }
            }
            default -> throw new AssertionError("code " + code);
        }
    }

    private void discovery(int code, int session, byte @Nullable [] hostUniq, String error) {
        ByteBuffer frame = frame(PppoeFrames.DISCOVERY, code, session);
        PppoeFrames.putTag(frame, PppoeFrames.SERVICE_NAME, new byte[0]);
        PppoeFrames.putTag(frame, PppoeFrames.AC_COOKIE, new byte[] {7, 7, 7});
        if (hostUniq != null) {
            PppoeFrames.putTag(frame, PppoeFrames.HOST_UNIQ, hostUniq);
        }
        if (!error.isEmpty()) {
            byte[] text = error.getBytes(StandardCharsets.UTF_8);
            PppoeFrames.putTag(frame, PppoeFrames.GENERIC_ERROR, text);
        }
        toSubscriber(frame);
    }

    void padt(String text) {
        discovery(PppoeFrames.PADT, PPPOE_SESSION, null, text);
    }

    private ByteBuffer frame(int ethertype, int code, int session) {
        return ByteBuffer.allocate(1600)
                .put(header)
                .putShort((short) ethertype)
                .put((byte) 0x11)
                .put((byte) code)
                .putShort((short) session)
                .putShort((short) 0);
    }

    private void toSubscriber(ByteBuffer frame) {
        frame.putShort(header.length + 6, (short) (frame.position() - header.length - 8)).flip();
        fly(() -> subscriber.onFrame(now, frame, access()));
    }

    private void sccrq() {
        AvpWriter message = new AvpWriter(1);
        message.put(true, Avp.PROTOCOL_VERSION, (byte) 1, (byte) 0)
                .u32(true, Avp.FRAMING_CAPABILITIES, 3)
                .text(true, Avp.HOST_NAME, "tiny")
                .u16(true, Avp.ASSIGNED_TUNNEL_ID, TUNNEL);
        if (secret != null) {
            message.put(true, Avp.CHALLENGE, challenge);
        }
        channel.send(now, 0, message.take());
    }

    private void cdn() {
        AvpWriter message = new AvpWriter(14);
        message.result(1, 0, "").u16(true, Avp.ASSIGNED_SESSION_ID, SESSION);
        channel.send(now, peerSession, message.take());
    }

    private void toLns(int sessionId, int ns, int nr, byte[] avps) {
        ByteBuffer datagram =
                ByteBuffer.allocate(12 + avps.length)
                        .putShort((short) 0xc802)
                        .putShort((short) (12 + avps.length))
                        .putShort((short) peerTunnel)
                        .putShort((short) sessionId)
                        .putShort((short) ns)
                        .putShort((short) nr)
                        .put(avps)
                        .flip();
        fly(() -> lns.onDatagram(now, ADDRESS, datagram, core()));
    }

    private void dataToLns(ByteBuffer ppp) {
        ByteBuffer datagram =
                ByteBuffer.allocate(8 + ppp.remaining())
                        .putShort((short) 2)
                        .putShort((short) peerTunnel)
                        .putShort((short) peerSession)
                        .putShort((short) 0xff03)
                        .put(ppp)
                        .flip();
        if (peerSession != 0) {
            fly(() -> lns.onDatagram(now, ADDRESS, datagram, core()));
        }
    }

    private void onDatagram(ByteBuffer datagram) {
        int flags = datagram.getShort(0) & 0xffff;
        if ((flags & 0x8000) == 0) {
            int at = 6 + ((flags & 0x4000) != 0 ? 2 : 0) + ((flags & 0x0800) != 0 ? 4 : 0);
            if ((flags & 0x0200) != 0) {
                at += 2 + (datagram.getShort(at) & 0xffff);
            }
            at += (datagram.getShort(at) & 0xffff) == 0xff03 ? 2 : 0;
            ByteBuffer frame = frame(PppoeFrames.SESSION, 0, PPPOE_SESSION);
            toSubscriber(frame.put(datagram.slice(at, datagram.limit() - at)));
            return;
        }
        List<Avp> avps = Avp.readAll(datagram.slice(12, datagram.limit() - 12), secret);
        if (avps == null) {
            throw new AssertionError("malformed AVPs");
        }
        int ns = datagram.getShort(8) & 0xffff;
        if (channel.accept(now, ns, datagram.getShort(10) & 0xffff, avps.isEmpty())) {
            int type = avps.getFirst().u16();
            fromLns.add(type);
            switch (type) {
                case 2 -> onSccrp(avps);
                case 11 -> {
                    peerSession = number(avps, Avp.ASSIGNED_SESSION_ID);
                    AvpWriter message = new AvpWriter(12).u32(true, 24, 1_000_000);
                    iccn.accept(message);
                    channel.send(now, peerSession, message.u32(true, 19, 1).take());
                }
                case 14 -> {
                    peerSession = 0;
                    padt("LNS: " + LnsTunnel.resultText(avps));
                }
                case 4 -> padt("tunnel: " + LnsTunnel.resultText(avps));
                default -> {}
            }
        }
        channel.acknowledge();
    }

    private void onSccrp(List<Avp> avps) {
        peerTunnel = number(avps, Avp.ASSIGNED_TUNNEL_ID);
        AvpWriter message = new AvpWriter(3);
        Avp asked = Avp.find(avps, Avp.CHALLENGE);
        if (asked != null && secret != null) {
            message.put(true, Avp.CHALLENGE_RESPONSE, Chap.response(3, secret, asked.octets()));
        }
        channel.send(now, 0, message.take());
        AvpWriter icrq = new AvpWriter(10);
        icrq.u16(true, Avp.ASSIGNED_SESSION_ID, SESSION).u32(true, 15, 1);
        channel.send(now, 0, icrq.take());
    }

    private static int number(List<Avp> avps, int type) {
        Avp avp = Avp.find(avps, type);
        return avp == null ? 0 : avp.u16();
    }
}
