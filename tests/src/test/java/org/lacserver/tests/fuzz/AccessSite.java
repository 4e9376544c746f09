package org.lacserver.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendEvent;
import org.lacserver.pppoe.FrontendOrder;
import org.lacserver.pppoe.FrontendOutbox;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.pppoe.LinePolicy;
import org.lacserver.pppoe.LinePolicy.Vlans;
import org.lacserver.pppoe.ppp.AuthProtocol;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A frontend under virtual time with one honest caller, who is never to notice anything, and one at
 * whose line somebody sends what he likes.
 */
final class AccessSite implements FrontendOutbox {
    static final long LAC = 0x0200_0000_ac00L;
    static final long STRANGE = 0x0200_5e10_0066L;
    private static final long HONEST = 0x0200_5e10_0001L;
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_SESSIONS = 20;
    private static final int MOST_ANSWERS = 8;

    /** The honest caller has a tag, and is treated as usual. */
    private static final LinePolicy STRANGE_LINE =
            new LinePolicy(
                    0,
                    new Vlans(0, 0),
                    Vlans.ANY,
                    List.of(AuthProtocol.EAP, AuthProtocol.MSCHAPV2, AuthProtocol.PAP),
                    true);

    private final Frontend frontend =
            new Frontend(
                    FrontendSettings.on(List.of(new FrontendSettings.Port("acc0", LAC, 9008)))
                            .mru(9000)
                            .halfOpenLimit(MOST_SESSIONS)
                            .policies(List.of(STRANGE_LINE))
                            .build(),
                    new SplittableRandom(1));
    private final Subscriber honest =
            new Subscriber(SubscriberProfile.of(HONEST, "alice@isp", "secret").vlans(7, 0));
    private final ArrayDeque<Runnable> wire = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();
    private final Set<Long> named = new HashSet<>();
    private final List<Long> waiting = new ArrayList<>();
    private byte[] cookie = {};
    private int session;
    private int lastId;
    private byte[] lastRequest = {};
    private int answers;
    private int mostAnswers = MOST_ANSWERS;
    private long now = 1000 * SECOND;

    AccessSite() {
        honest.dial(now, this::fromHonest);
        passes(SECOND);
        assertThat(named).hasSize(1);
        frontend.onOrder(now, new FrontendOrder.HandOver(waiting.removeFirst()), this);
        assertThat(frontend.sessions()).isEqualTo(1);
    }

    private void fromHonest(ByteBuffer frame) {
        ByteBuffer copy = copy(frame);
        wire.add(() -> frontend.onFrame(now, 0, copy, this));
    }

    private static ByteBuffer copy(ByteBuffer octets) {
        ByteBuffer copy = ByteBuffer.allocate(octets.remaining());
        return copy.put(octets.duplicate()).flip();
    }

    /** A frame, as it is. */
    void frame(byte[] octets) {
        answers = 0;
        mostAnswers = MOST_ANSWERS;
        frontend.onFrame(now, 0, ByteBuffer.wrap(octets), this);
        deliver();
    }

    /** Discovery of the strange caller; a PADR carries the cookie of the last PADO. */
    void discovery(int code, byte[] tags) {
        boolean padr = code == 0x19;
        ByteBuffer payload = ByteBuffer.allocate(tags.length + 4 + cookie.length);
        if (padr) {
            payload.putShort((short) 0x0104).putShort((short) cookie.length).put(cookie);
        }
        payload.put(tags).flip();
        frame(0x8863, code, code == 0x09 ? -1L : LAC, payload);
    }

    /**
     * A PADI or PADR of the strange caller that can be answered.
     *
     * @param which odd: a PADR; the next bits: PPP-Max-Payload, a line tag, a Host-Uniq
     * @param octets the value of the first, the items of the second, all of the third
     */
    void question(int which, byte[] octets) {
        ByteBuffer tags = ByteBuffer.allocate(4 + 6 + 8 + 4 + 2 * octets.length);
        tags.putInt(0x0101_0000);
        int rest = 0;
        if ((which & 2) != 0 && octets.length >= 2) {
            tags.putInt(0x0120_0002).put(octets, 0, 2);
            rest = 2;
        }
        if ((which & 4) != 0) {
            int length = octets.length - rest;
            tags.putInt(0x0105_0000 | (4 + length)).putInt(3561).put(octets, rest, length);
        }
        if ((which & 8) != 0) {
            tags.putInt(0x0103_0000 | octets.length).put(octets);
        }
        byte[] written = new byte[tags.flip().remaining()];
        tags.get(written);
        discovery((which & 1) == 0 ? 0x09 : 0x19, written);
    }

    /**
     * A PPP frame of the strange caller in his last session.
     *
     * @param octets from the protocol on; an identifier of 0 becomes that of the LAC's last packet
     */
    void ppp(byte[] octets) {
        ByteBuffer payload = ByteBuffer.wrap(octets.clone());
        if (payload.limit() > 3 && payload.get(3) == 0) {
            payload.put(3, (byte) lastId);
        }
        frame(0x8864, 0, LAC, payload);
    }

    /** The strange caller agrees to the LAC's last Configure-Request. */
    void acknowledge() {
        if (lastRequest.length > 2) {
            byte[] ack = lastRequest.clone();
            ack[2] = 2;
            ppp(ack);
        }
    }

    private void frame(int ethertype, int code, long to, ByteBuffer payload) {
        ByteBuffer frame = ByteBuffer.allocate(20 + payload.remaining());
        frame.putShort((short) (to >> 32))
                .putInt((int) to)
                .putShort((short) (STRANGE >> 32))
                .putInt((int) STRANGE)
                .putShort((short) ethertype)
                .put((byte) 0x11)
                .put((byte) code)
                .putShort((short) (code == 0x09 || code == 0x19 ? 0 : session))
                .putShort((short) payload.remaining())
                .put(payload);
        frame(frame.array());
    }

    /** The other half of the LAC decides on one that waits, or ends one. */
    void order(int which) {
        if (waiting.isEmpty()) {
            return;
        }
        long call = waiting.get(which % waiting.size());
        FrontendOrder order =
                switch (which % 6) {
                    case 0 -> new FrontendOrder.HandOver(call);
                    case 1 -> new FrontendOrder.Refuse(call, "no");
                    case 2 -> new FrontendOrder.HangUp(call, "end");
                    case 3 -> new FrontendOrder.AskName(call);
                    case 4 -> new FrontendOrder.HandOver(call, new byte[] {3, 1, 0, 4});
                    // an EAP Request, or nearly one
                    default -> new FrontendOrder.Challenge(call, new byte[] {1, 0, 0, 6, 4, 0});
                };
        if (order instanceof FrontendOrder.Refuse || order instanceof FrontendOrder.HangUp) {
            waiting.remove(call);
        }
        answers = 0;
        mostAnswers = 3 * MOST_ANSWERS; // what was held is answered too
        frontend.onOrder(now, order, this);
        deliver();
    }

    void passes(long nanos) {
        long end = now + nanos;
        deliver();
        while (frontend.nextDeadlineNanos() <= end) {
            now = Math.max(now, frontend.nextDeadlineNanos());
            answers = 0;
            // sessions that began together have their deadlines together
            mostAnswers = MOST_ANSWERS * Math.max(1, frontend.sessions());
            frontend.onDeadline(now, this);
            deliver();
        }
        now = end;
    }

    private void deliver() {
        for (Runnable next = wire.poll(); next != null; next = wire.poll()) {
            next.run();
        }
    }

    @Override
    public void frame(int accessPort, ByteBuffer octets) {
        answers++;
        ByteBuffer frame = copy(octets);
        long to = frame.getLong(0) >>> 16;
        if (frame.limit() > 1514 + 4) {
            assertThat(frame.getShort(12)).as("larger than 1500").isEqualTo((short) 0x8864);
        }
        if (to == HONEST) {
            wire.add(() -> honest.onFrame(now, frame, this::fromHonest));
        } else if (to == STRANGE && frame.limit() >= 20) {
            listen(frame);
        }
    }

    private void listen(ByteBuffer frame) {
        if ((frame.getShort(12) & 0xffff) == 0x8864) {
            lastId = frame.limit() > 23 ? frame.get(23) : 0;
            if (frame.limit() > 23 && frame.getInt(20) >>> 8 == 0xc02101) {
                lastRequest = new byte[frame.getShort(18) & 0xffff];
                frame.get(20, lastRequest);
            }
        } else if ((frame.get(15) & 0xff) == 0x65) {
            session = frame.getShort(16) & 0xffff;
        } else if (frame.get(15) == 0x07) {
            for (int at = 20; at + 4 <= frame.limit(); ) {
                int length = frame.getShort(at + 2) & 0xffff;
                if (frame.getShort(at) == 0x0104) {
                    cookie = new byte[length];
                    frame.get(at + 4, cookie);
                }
                at += 4 + length;
            }
        }
    }

    @Override
    public void event(FrontendEvent event) {
        switch (event) {
            case FrontendEvent.CallerNamed caller -> {
                assertThat(named.add(caller.callId())).as("named once").isTrue();
                if (seen.add(caller.callId())) {
                    waiting.add(caller.callId());
                } else {
                    assertThat(waiting).as("his line was told of").contains(caller.callId());
                }
            }
            case FrontendEvent.LineSeen line -> {
                assertThat(seen.add(line.callId())).as("told of once").isTrue();
                waiting.add(line.callId());
            }
            case FrontendEvent.CallerReplied replied -> {
                assertThat(waiting).contains(replied.callId());
                assertThat(replied.eap().length).isBetween(5, 1500);
            }
            case FrontendEvent.CallerGone gone ->
                    assertThat(waiting.remove(gone.callId())).as("a call that was open").isTrue();
            case FrontendEvent.HeldFrame held -> assertThat(waiting).contains(held.callId());
            case FrontendEvent.AttemptFailed failed -> assertThat(failed.reason()).isNotEmpty();
            case FrontendEvent.DialAnswered _, FrontendEvent.DialFailed _ ->
                    throw new AssertionError("nothing was dialled: " + event);
        }
    }

    /** What holds after every step. */
    void judge() {
        assertThat(answers).as("answers to one step").isLessThanOrEqualTo(mostAnswers);
        assertThat(frontend.sessions()).isBetween(1, 1 + 64);
        assertThat(honest.state()).isEqualTo(Subscriber.State.AUTH);
        assertThat(honest.strayFrames()).isZero();
    }

    /** Everything ends, and nothing is left. */
    void shutDown() {
        frontend.onOrder(now, new FrontendOrder.StopAccepting(), this);
        frontend.onOrder(now, new FrontendOrder.HangUpAll("end"), this);
        passes(400 * SECOND);
        assertThat(honest.state()).isEqualTo(Subscriber.State.ENDED);
        assertThat(frontend.sessions()).isZero();
        assertThat(frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
