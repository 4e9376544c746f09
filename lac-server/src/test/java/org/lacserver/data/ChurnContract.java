package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.data.Wire.Tags;
import org.lacserver.port.DataPlane;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Encapsulation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Calls that come and go while others go on. */
abstract class ChurnContract extends RigContract {
    private static final int ROUNDS = 10_000;
    private static final int FRAMES_EVERY = 20;
    private static final int OCTETS = 60;

    private long upOfOthers;
    private long downOfOthers;

    @Test
    @DisplayName(
            "10,000 calls join and part: nothing of another call is lost, all that is is counted")
    void losesNothingOfOthers() {
        join(Encapsulation.DEFAULT);
        DataPlane plane = rig.hurried();
        long upCounted = 0;
        long downCounted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int id = 100 + round % 400;
            plane.join(Wire.binding(rig, 1000 + round, id, Tags.NONE, false));
            boolean withFrames = round % FRAMES_EVERY == 0;
            if (withFrames) {
                send(id, round);
                send(ID, round);
            }
            Counters last = plane.part(1000 + round);
            upCounted += last.upFrames();
            downCounted += last.downFrames();
            if (withFrames) {
                awaitOwn(round);
            }
        }
        while (upOfOthers < upCounted) {
            assertThat(rig.lnsGets()).as("of %d counted", upCounted).isNotNull();
            upOfOthers++;
        }
        while (downOfOthers < downCounted) {
            assertThat(rig.subscriberGets()).as("of %d counted", downCounted).isNotNull();
            downOfOthers++;
        }
        assertThat(upOfOthers).isEqualTo(upCounted);
        assertThat(downOfOthers).isEqualTo(downCounted);
        long own = ROUNDS / FRAMES_EVERY;
        assertThat(plane.part(CALL)).isEqualTo(new Counters(own, own * OCTETS, own, own * OCTETS));
    }

    private static byte[] numbered(int number) {
        return ByteBuffer.allocate(OCTETS).putInt(2, number).array();
    }

    private void send(int id, int number) {
        byte[] ppp = numbered(number);
        rig.subscriberSends(Wire.session(rig, Tags.NONE, id, ppp));
        rig.lnsSends(Wire.l2tp(0, 100, id, 0, 0, ppp, 0));
    }

    /** Until the frames with this number of the call that stays have come, both ways. */
    private void awaitOwn(int number) {
        byte[] ppp = numbered(number);
        byte[] up = Wire.toLns(ID, ppp);
        byte[] down = Wire.toSubscriber(rig, Tags.NONE, ID, ppp);
        for (byte[] got = rig.lnsGets(); !Arrays.equals(got, up); got = rig.lnsGets()) {
            assertThat(got).as("up %d", number).isNotNull();
            upOfOthers++;
        }
        for (byte[] got = rig.subscriberGets();
                !Arrays.equals(got, down);
                got = rig.subscriberGets()) {
            assertThat(got).as("down %d", number).isNotNull();
            downOfOthers++;
        }
    }
}
