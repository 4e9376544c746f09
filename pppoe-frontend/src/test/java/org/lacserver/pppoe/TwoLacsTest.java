package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.FrontendEvent.AttemptFailed;
import org.lacserver.pppoe.FrontendEvent.CallerGone;
import org.lacserver.pppoe.FrontendEvent.DialAnswered;
import org.lacserver.pppoe.FrontendEvent.HeldFrame;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Both sides of discovery as they are built here, on one wire: one LAC dials the other. */
class TwoLacsTest {
    private static final long NOW = 1_000_000_000L;
    private static final long CALL = FrontendOrder.DIALLED + 1;

    private static final class End implements FrontendOutbox {
        final Frontend frontend;
        final Deque<byte[]> sent = new ArrayDeque<>();
        final List<FrontendEvent> events = new ArrayList<>();

        End(long mac, String acName, long seed) {
            FrontendSettings settings =
                    FrontendSettings.on(List.of(new FrontendSettings.Port("acc0", mac)))
                            .acName(acName)
                            .serviceNames(List.of("gold"))
                            .sessionsPerMac(100)
                            .build();
            frontend = new Frontend(settings, new Random(seed));
        }

        @Override
        public void frame(int accessPort, ByteBuffer frame) {
            byte[] copy = new byte[frame.remaining()];
            frame.get(copy);
            sent.add(copy);
        }

        @Override
        public void event(FrontendEvent event) {
            events.add(event);
        }

        void order(FrontendOrder order) {
            frontend.onOrder(NOW, order, this);
        }
    }

    private final End near = new End(0x02_00_5e_00_00_01L, "near", 1);
    private final End far = new End(0x02_00_5e_00_00_02L, "far", 2);

    private void settle() {
        while (!near.sent.isEmpty() || !far.sent.isEmpty()) {
            deliver(near, far);
            deliver(far, near);
        }
    }

    private static void deliver(End from, End to) {
        byte[] frame = from.sent.poll();
        if (frame != null) {
            to.frontend.onFrame(NOW, 0, ByteBuffer.wrap(frame), to);
        }
    }

    private void dial(End from, long call) {
        DialTarget target = new DialTarget(0, 0, 0, 0, "gold", null);
        from.order(new FrontendOrder.Dial(call, target, 10 * NOW));
        settle();
    }

    @Test
    void theDiallingSideGetsTheOtherSidesLcpAndAnswersNone() {
        dial(near, CALL);
        DialAnswered answered = (DialAnswered) near.events.getFirst();
        assertThat(answered.line().mac()).isEqualTo(0x02_00_5e_00_00_02L);
        assertThat(answered.line().serviceName()).isEqualTo("gold");
        assertThat(near.frontend.sessions()).isEqualTo(1);
        assertThat(far.frontend.sessions()).isEqualTo(1);

        near.order(new FrontendOrder.HandOver(CALL));
        ByteBuffer lcp = ((HeldFrame) near.events.getLast()).pppFrame();
        assertThat(lcp.getShort(0)).isEqualTo((short) 0xc021);
        assertThat(lcp.get(2)).isEqualTo((byte) 1);
        assertThat(far.events).isEmpty();

        near.order(new FrontendOrder.HangUp(CALL, "enough"));
        settle();
        assertThat(((AttemptFailed) far.events.getFirst()).reason()).isEqualTo("enough");
        assertThat(far.frontend.sessions()).isZero();
    }

    @Test
    void eachDialsTheOtherAndNoFrameIsTakenForTheOtherWay() {
        for (int n = 0; n < 20; n++) {
            dial(near, CALL + n);
            dial(far, CALL + n);
        }
        assertThat(near.events).hasSize(20).allMatch(DialAnswered.class::isInstance);
        assertThat(far.events).hasSize(20).allMatch(DialAnswered.class::isInstance);
        near.events.clear();
        far.events.clear();
        for (int n = 0; n < 20; n++) {
            near.order(new FrontendOrder.HangUp(CALL + n, "n" + n));
        }
        settle();
        assertThat(far.events).hasSize(20).allMatch(AttemptFailed.class::isInstance);
        far.events.clear();
        far.order(new FrontendOrder.HangUpAll("end"));
        settle();
        assertThat(near.events).noneMatch(CallerGone.class::isInstance);
        assertThat(near.events).hasSize(20).allMatch(AttemptFailed.class::isInstance);
        assertThat(near.frontend.sessions()).isZero();
        assertThat(far.frontend.sessions()).isZero();
    }
}
