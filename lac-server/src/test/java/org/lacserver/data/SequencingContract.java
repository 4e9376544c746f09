package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lacserver.data.Wire.Tags;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.Sequencing;

import java.time.Duration;

/** Sequence numbers of data (RFC 2661 §5.4), and what becomes of data that come out of order. */
abstract class SequencingContract extends EncapsulationContract {
    private static final Duration PATIENCE = Duration.ofNanos(WaitingRoom.PATIENCE_NANOS);

    // ---- ours ----

    @Test
    @DisplayName("§5.4: denied, Ns is never sent, whatever the LNS sends; its order is still kept")
    void neverNumbersWhenDenied() {
        join(ordered(Sequencing.DENY, Reordering.DROP));
        sends(5);
        gets(5);
        sendsUp(5, -1);
        sends(4);
        sends(6);
        gets(6);
        sendsUp(6, -1);
    }

    @Test
    @DisplayName("§5.4: required, Ns stands from the first frame on; an LNS without it is counted")
    void alwaysNumbersWhenRequired() {
        join(ordered(Sequencing.REQUIRE, Reordering.DROP));
        sendsUp(1, 0);
        rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, frame(9), 0));
        gets(9);
        sendsUp(2, 1);
        assertThat(rig.counters()).containsEntry("data-sequence-missing", 1L);
    }

    @Test
    @DisplayName("§5.4: Ns wraps to 0 behind 65535")
    void wraps() {
        join(ordered(Sequencing.REQUIRE, Reordering.DROP));
        for (int ns = 0; ns < 65_536 + 3; ns += 64) {
            for (int i = ns; i < ns + 64; i++) {
                rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, frame(i)));
            }
            for (int i = ns; i < ns + 64; i++) {
                assertThat(rig.lnsGets()).isEqualTo(Wire.toLnsWithNs(ID, i & 0xffff, frame(i)));
            }
        }
    }

    // ---- the LNS's ----

    @Test
    @DisplayName("delivered late: all arrives as it came, lost is what never came")
    void deliversLate() {
        join(ordered(Sequencing.ALLOW, Reordering.DELIVER));
        for (int ns : new int[] {10, 13, 12, 12, 14}) {
            sends(ns);
            gets(ns);
        }
        counted("data-sequence-gap", 2, "data-out-of-order", 1, "data-duplicate", 1);
        partsWith(5, 1);
    }

    @Test
    @DisplayName("delivered late: a gap is lost for certain when 64 newer ones have come")
    void countsOldGaps() {
        join(ordered(Sequencing.ALLOW, Reordering.DELIVER));
        for (int ns = 0; ns < 70; ns++) {
            if (ns != 3) {
                sends(ns);
                gets(ns);
            }
        }
        assertThat(rig.plane().counters(CALL).downLost()).isEqualTo(1);
        counted("data-lost", 1, "data-sequence-gap", 1, "data-out-of-order", 0);
        partsWith(69, 1);
    }

    @Test
    @DisplayName(
            "§5.4: dropped late: what is behind a delivered one, or comes twice, does not pass")
    void dropsLate() {
        join(ordered(Sequencing.ALLOW, Reordering.DROP));
        for (int ns : new int[] {10, 13, 12, 13, 14}) {
            sends(ns);
        }
        gets(10);
        gets(13);
        gets(14);
        assertThat(rig.plane().counters(CALL).downLost()).isEqualTo(2);
        counted("data-out-of-order", 1, "data-duplicate", 1, "data-lost", 2);
        partsWith(3, 2);
    }

    @Test
    @DisplayName("waiting: what comes too early goes out in its turn when the gap is filled")
    void putsInOrder() {
        join(ordered(Sequencing.ALLOW, Reordering.WAIT));
        for (int ns : new int[] {65_533, 65_535, 1, 0, 0, 65_534, 2}) {
            sends(ns);
        }
        for (int ns : new int[] {65_533, 65_534, 65_535, 0, 1, 2}) {
            gets(ns);
        }
        counted("data-reordered", 2, "data-lost", 0, "data-duplicate", 1);
        partsWith(6, 0);
    }

    @Test
    @DisplayName("waiting: after 50 ms a gap is given up without anything having come")
    void givesUpInTime() {
        join(ordered(Sequencing.ALLOW, Reordering.WAIT));
        sends(1);
        sends(3);
        sends(6);
        gets(1);
        settle();
        rig.passes(PATIENCE);
        gets(3);
        rig.passes(PATIENCE);
        gets(6);
        sends(2); // too late now
        sends(7);
        gets(7);
        counted("data-lost", 3, "data-out-of-order", 1, "data-reordered", 0);
        partsWith(4, 3);
    }

    @Test
    @DisplayName(
            "waiting: a frame more than 31 ahead waits no longer, and those before it go first")
    void givesUpWhenFull() {
        join(ordered(Sequencing.ALLOW, Reordering.WAIT));
        sends(0);
        for (int ns = 2; ns <= 33; ns++) {
            sends(ns);
        }
        gets(0);
        for (int ns = 2; ns <= 33; ns++) {
            gets(ns);
        }
        sends(34);
        gets(34);
        partsWith(34, 1);
    }

    @Test
    @DisplayName(
            "waiting: when the room for all calls is full, nothing is lost but what is missing")
    void sharesTheRoom() {
        int calls = 40;
        int each = 30;
        for (int id = 1; id <= calls; id++) {
            rig.plane()
                    .join(
                            Wire.binding(
                                    rig,
                                    id,
                                    id,
                                    Tags.NONE,
                                    ordered(Sequencing.ALLOW, Reordering.WAIT)));
            rig.lnsSends(Wire.l2tp(Wire.S, 100, id, 0, 0, frame(0), 0));
            assertThat(rig.subscriberGets()).isNotNull();
            for (int ns = 2; ns < 2 + each; ns++) {
                rig.lnsSends(Wire.l2tp(Wire.S, 100, id, ns, 0, frame(ns), 0));
            }
        }
        settle();
        rig.passes(PATIENCE);
        for (int i = 0; i < calls * each; i++) {
            assertThat(rig.subscriberGets()).isNotNull();
        }
        for (int id = 1; id <= calls; id++) {
            Counters last = rig.plane().part(id);
            assertThat(last.downFrames()).isEqualTo(each + 1);
            assertThat(last.downLost()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("waiting: a frame without a number is not behind any, so those that wait go first")
    void releasesBeforeAnUnnumberedOne() {
        join(ordered(Sequencing.ALLOW, Reordering.WAIT));
        sends(0);
        sends(2);
        rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, frame(77), 0));
        gets(0);
        gets(2);
        gets(77);
        partsWith(3, 1);
    }

    @Test
    @DisplayName("waiting: a numbered message without a frame keeps its place")
    void countsEmptyOnes() {
        join(ordered(Sequencing.ALLOW, Reordering.WAIT));
        sends(0);
        rig.lnsSends(Wire.l2tp(Wire.S, 100, ID, 2, 0, new byte[0], 0));
        sends(3);
        rig.lnsSends(Wire.l2tp(Wire.S, 100, ID, 1, 0, new byte[0], 0));
        gets(0);
        gets(3);
        partsWith(2, 0);
    }

    @Test
    @DisplayName(
            "waiting: what waits when the call ends is lost, and the next call gets none of it")
    void forgetsWhatWaits() {
        join(ordered(Sequencing.ALLOW, Reordering.WAIT));
        sends(0);
        gets(0);
        sends(2);
        sends(4);
        waitFor("data-sequence-gap", 2);
        partsWith(1, 4);
        join(ordered(Sequencing.ALLOW, Reordering.WAIT));
        rig.passes(PATIENCE);
        sends(9);
        gets(9);
        partsWith(1, 0);
    }

    @ParameterizedTest
    @EnumSource(Reordering.class)
    @DisplayName("an LNS that begins to number anew is followed after eight frames at the latest")
    void followsARestart(Reordering reordering) {
        join(ordered(Sequencing.ALLOW, reordering));
        sends(50_000);
        gets(50_000);
        for (int ns = 40_000; ns < 40_020; ns++) {
            sends(ns);
        }
        int first = reordering == Reordering.DELIVER ? 40_000 : 40_007;
        for (int ns = first; ns < 40_020; ns++) {
            gets(ns);
        }
        partsWith(1 + 40_020 - first, 0);
    }

    @ParameterizedTest
    @EnumSource(Reordering.class)
    @DisplayName("a jump ahead is followed at once, a jump of more than 32767 like a restart")
    void followsAJump(Reordering reordering) {
        join(ordered(Sequencing.ALLOW, reordering));
        sends(5);
        gets(5);
        sends(5 + 1000);
        gets(5 + 1000);
        assertThat(rig.plane().part(CALL).downLost()).isEqualTo(999);
        join(ordered(Sequencing.ALLOW, reordering));
        sends(5);
        gets(5);
        for (int ns = 40_000; ns < 40_009; ns++) {
            sends(ns);
        }
        for (int ns = reordering == Reordering.DELIVER ? 40_000 : 40_007; ns < 40_009; ns++) {
            gets(ns);
        }
    }

    // ---- how ----

    /** Returns when all that the LNS has sent was looked at. */
    private void settle() {
        long before = rig.counters().getOrDefault("data-unknown-session", 0L);
        rig.lnsSends(Wire.l2tp(0, 99, 1, 0, 0, frame(0), 0));
        waitFor("data-unknown-session", before + 1);
    }

    private static byte[] frame(int number) {
        return new byte[] {0, 0x21, (byte) (number >> 8), (byte) number, 0, 0, 0, 0};
    }

    private void sends(int ns) {
        rig.lnsSends(Wire.l2tp(Wire.S, 100, ID, ns, 0, frame(ns), 0));
    }

    private void gets(int number) {
        assertThat(rig.subscriberGets())
                .as("%d", number)
                .isEqualTo(Wire.toSubscriber(rig, Tags.NONE, ID, frame(number)));
    }

    /** A frame of the caller reaches the LNS with an Ns; negative: with none. */
    private void sendsUp(int number, int ns) {
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, frame(number)));
        assertThat(rig.lnsGets())
                .isEqualTo(
                        ns < 0
                                ? Wire.toLns(ID, frame(number))
                                : Wire.toLnsWithNs(ID, ns, frame(number)));
    }

    private void counted(String one, long a, String two, long b, String three, long c) {
        assertThat(rig.counters())
                .containsEntry(one, a)
                .containsEntry(two, b)
                .containsEntry(three, c);
    }

    private void partsWith(long frames, long lost) {
        Counters last = rig.plane().part(CALL);
        assertThat(last.downFrames()).isEqualTo(frames);
        assertThat(last.downLost()).isEqualTo(lost);
    }
}
