package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.data.Wire.Tags;
import org.lacserver.port.DataPlane.Counters;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What every data plane must do. */
abstract class DataPlaneContract extends AccessContract {
    static List<Tags> tags() {
        return List.of(
                Tags.NONE,
                new Tags(0x8100, 200),
                new Tags(0x8100, 4094, 0x8100, 1),
                new Tags(0x88a8, 200, 0x8100, 17));
    }

    // ---- caller to LNS ----

    @ParameterizedTest
    @MethodSource("tags")
    @DisplayName("§3.1, §5.3: a PPPoE frame becomes a data message with the peer's ids and FF 03")
    void wrapsUpstream(Tags tags) {
        join(tags, false);
        for (int length : List.of(1, 2, 3, 39, 40, 41, 64, 576, 1399, 1485, 1486)) {
            byte[] ppp = Wire.ppp(random, length);
            rig.subscriberSends(Wire.session(rig, tags, ID, ppp));
            assertThat(rig.lnsGets()).as("length %d", ppp.length).isEqualTo(Wire.toLns(ID, ppp));
        }
    }

    @Test
    @DisplayName("Ethernet's padding does not cross")
    void cutsPaddingUpstream() {
        join(Tags.NONE, false);
        byte[] ppp = Wire.ppp(random, 10);
        byte[] padded = Wire.pppoe(ID, ppp, 100);
        rig.subscriberSends(Wire.ethernet(rig.portMac(), Wire.MAC, Tags.NONE, 0x8864, padded));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, ppp));
        assertThat(rig.plane().part(CALL)).isEqualTo(new Counters(1, 10, 0, 0));
    }

    @Test
    @DisplayName("a frame cut at any octet is dropped and counted, or belongs to the engine")
    void survivesTruncationUpstream() {
        Tags tags = new Tags(0x8100, 200, 0x8100, 17);
        join(tags, false);
        byte[] whole =
                Wire.ethernet(
                        rig.portMac(),
                        Wire.MAC,
                        tags,
                        0x8864,
                        Wire.pppoe(ID, Wire.ppp(random, 60), 0));
        for (int length = 14; length < whole.length; length++) {
            rig.subscriberSends(Arrays.copyOf(whole, length));
        }
        assertForwardsUpstream(tags);
        assertThat(rig.plane().part(CALL).upFrames()).isEqualTo(1);
    }

    @Test
    @DisplayName("a frame from another MAC or VLAN than the session's is the engine's to answer")
    void checksOwnerUpstream() {
        Tags tags = new Tags(0x8100, 200);
        join(tags, false);
        byte[] ppp = Wire.ppp(random, 50);
        byte[] pppoe = Wire.pppoe(ID, ppp, 0);
        rig.subscriberSends(Wire.ethernet(rig.portMac(), Wire.MAC + 1, tags, 0x8864, pppoe));
        rig.subscriberSends(Wire.session(rig, new Tags(0x8100, 201), ID, ppp));
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
        rig.subscriberSends(Wire.session(rig, new Tags(0x8100, 200, 0x8100, 1), ID, ppp));
        for (int strange = 0; strange < 4; strange++) {
            assertThat(rig.engineGetsFrame()).isNotNull();
        }
        assertForwardsUpstream(tags);
        assertThat(rig.counters())
                .containsEntry("access-wrong-mac", 1L)
                .containsEntry("access-wrong-vlan", 3L);
        assertThat(rig.engineGetsFrame()).isNull();
    }

    @Test
    @DisplayName("RFC 2516 §6: version, type, code and length must be right")
    void checksPppoeHeader() {
        join(Tags.NONE, false);
        byte[] good = Wire.session(rig, Tags.NONE, ID, Wire.ppp(random, 60));
        byte[] version = good.clone();
        version[14] = 0x21;
        byte[] code = good.clone();
        code[15] = 1;
        byte[] longer = good.clone();
        longer[19]++;
        byte[] empty = good.clone();
        empty[19] = 0;
        for (byte[] frame : List.of(version, code, longer, empty)) {
            rig.subscriberSends(frame);
        }
        assertForwardsUpstream(Tags.NONE);
        waitFor("access-bad-header", 2);
        waitFor("access-bad-length", 2);
    }

    @ParameterizedTest
    @MethodSource("tags")
    @DisplayName("discovery and unknown sessions go up to the engine whole, tags inline")
    void handsUp(Tags tags) {
        byte[] padi = Wire.pppoe(0, Wire.ppp(random, 40), 0);
        padi[1] = 9;
        byte[] discovery = Wire.ethernet(0xffff_ffff_ffffL, Wire.MAC, tags, 0x8863, padi);
        byte[] session = Wire.session(rig, tags, 99, Wire.ppp(random, 60));
        rig.subscriberSends(discovery);
        assertThat(rig.engineGetsFrame()).isEqualTo(discovery);
        rig.subscriberSends(session);
        assertThat(rig.engineGetsFrame()).isEqualTo(session);
    }

    // ---- LNS to caller ----

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    @DisplayName("§3.1: every mix of L, S, O and P is understood, with FF 03 and without")
    void acceptsEveryHeader(int mix) {
        join(Tags.NONE, false);
        int flags =
                ((mix & 1) != 0 ? Wire.L : 0)
                        | ((mix & 2) != 0 ? Wire.S : 0)
                        | ((mix & 4) != 0 ? Wire.O : 0)
                        | ((mix & 8) != 0 ? Wire.P : 0);
        int ns = 0;
        for (int offset : (flags & Wire.O) != 0 ? new int[] {0, 1, 2, 15, 200} : new int[] {0}) {
            for (int length : new int[] {1, 2, 40, 1000}) {
                for (boolean ff03 : new boolean[] {true, false}) {
                    byte[] ppp = Wire.ppp(random, length);
                    byte[] payload = ff03 ? Wire.withFf03(ppp) : ppp;
                    int trailing = (flags & Wire.L) != 0 ? 5 : 0;
                    rig.lnsSends(Wire.l2tp(flags, 100, ID, ns++, offset, payload, trailing));
                    assertThat(rig.subscriberGets())
                            .isEqualTo(Wire.toSubscriber(rig, Tags.NONE, ID, ppp));
                }
            }
        }
        assertThat(rig.plane().datagramsFrom(100)).isEqualTo(ns);
    }

    @ParameterizedTest
    @MethodSource("tags")
    @DisplayName(
            "§5.3: a data message becomes a PPPoE frame with the session's tags, TPIDs as seen")
    void wrapsDownstream(Tags tags) {
        rig.subscriberSends(Wire.session(rig, tags, ID, Wire.ppp(random, 20)));
        assertThat(rig.engineGetsFrame()).isNotNull();
        join(tags, false);
        for (int length = 1; length <= 1486; length += length < 70 ? 1 : 71) {
            byte[] ppp = Wire.ppp(random, length);
            rig.lnsSends(Wire.l2tp(Wire.L, 100, ID, 0, 0, Wire.withFf03(ppp), 0));
            assertThat(rig.subscriberGets()).isEqualTo(Wire.toSubscriber(rig, tags, ID, ppp));
        }
    }

    @Test
    @DisplayName("1492 octets of payload fit an untagged and a tagged port of MTU 1500")
    void fullSizeDownstream() {
        for (Tags tags : List.of(Tags.NONE, new Tags(0x8100, 200))) {
            join(tags, false);
            byte[] ppp = Wire.ppp(random, 1494);
            rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.withFf03(ppp), 0));
            assertThat(rig.subscriberGets()).isEqualTo(Wire.toSubscriber(rig, tags, ID, ppp));
            rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.ppp(random, 1495), 0));
            assertForwardsDownstream(tags);
            rig.plane().part(CALL);
        }
        waitFor("data-too-long", 2);
    }

    @Test
    @DisplayName("a datagram cut at any octet is dropped and counted")
    void survivesTruncationDownstream() {
        join(Tags.NONE, false);
        int flags = Wire.L | Wire.S | Wire.O | Wire.P;
        byte[] whole = Wire.l2tp(flags, 100, ID, 0, 4, Wire.ppp(random, 40), 0);
        for (int length = 1; length < whole.length; length++) {
            rig.lnsSends(Arrays.copyOf(whole, length));
        }
        assertForwardsDownstream(Tags.NONE);
        waitFor("data-bad-header", whole.length - 1L);
    }

    @Test
    @DisplayName("tunnel id, session id, peer address and port belong together")
    void checksOwnerDownstream() {
        join(Tags.NONE, false);
        byte[] good = Wire.l2tp(0, 100, ID, 0, 0, Wire.ppp(random, 40), 0);
        rig.strangerSends(good);
        rig.otherPortSends(good);
        rig.lnsSends(Wire.l2tp(0, 101, ID, 0, 0, Wire.ppp(random, 40), 0));
        rig.lnsSends(Wire.l2tp(0, 100, ID + 1, 0, 0, Wire.ppp(random, 40), 0));
        rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, new byte[0], 0));
        rig.lnsSends(Wire.l2tp(1, 100, ID, 0, 0, Wire.ppp(random, 40), 0)); // version 3
        waitFor("data-bad-header", 1);
        waitFor("data-wrong-peer", 2);
        waitFor("data-unknown-session", 2);
        waitFor("data-empty", 1);
        assertForwardsDownstream(Tags.NONE);
        assertThat(rig.counters())
                .containsEntry("data-wrong-peer", 2L)
                .containsEntry("data-unknown-session", 2L)
                .containsEntry("data-empty", 1L)
                .containsEntry("data-bad-header", 1L);
    }

    @Test
    @DisplayName("control messages go up to the engine, of joined tunnels and of others")
    void handsControlUp() {
        join(Tags.NONE, false);
        byte[] control = Wire.l2tp(0x8000 | Wire.L | Wire.S, 100, 0, 3, 0, new byte[8], 0);
        rig.lnsSends(control);
        assertThat(rig.engineGetsDatagram()).isEqualTo(control);
    }

    // ---- sequence numbers ----

    @Test
    @DisplayName("§5.4: the LNS switches Ns on and off by its own; it goes on where it was")
    void followsTheLnsInSequencing() {
        join(Tags.NONE, false);
        byte[] ppp = Wire.ppp(random, 60);
        exchange(0, 0, ppp, Wire.toLns(ID, ppp));
        exchange(Wire.S, 0, ppp, Wire.toLnsWithNs(ID, 0, ppp));
        exchange(Wire.S, 1, ppp, Wire.toLnsWithNs(ID, 1, ppp));
        exchange(0, 0, ppp, Wire.toLns(ID, ppp));
        exchange(Wire.S, 4, ppp, Wire.toLnsWithNs(ID, 2, ppp));
        exchange(Wire.S, 3, ppp, Wire.toLnsWithNs(ID, 3, ppp));
        assertThat(rig.counters())
                .containsEntry("data-sequence-gap", 2L)
                .containsEntry("data-out-of-order", 1L);
    }

    @Test
    @DisplayName("§4.4.4, §5.4: with Sequencing Required, Ns is always there, and wraps")
    void sequencesWhenRequired() {
        join(Tags.NONE, true);
        byte[] ppp = Wire.ppp(random, 60);
        exchange(0, 0, ppp, Wire.toLnsWithNs(ID, 0, ppp));
        exchange(0, 0, ppp, Wire.toLnsWithNs(ID, 1, ppp));
    }

    private void exchange(int flags, int ns, byte[] ppp, byte[] expected) {
        rig.lnsSends(Wire.l2tp(flags, 100, ID, ns, 0, ppp, 0));
        assertThat(rig.subscriberGets()).isEqualTo(Wire.toSubscriber(rig, Tags.NONE, ID, ppp));
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
        assertThat(rig.lnsGets()).isEqualTo(expected);
    }

    // ---- joining and parting ----

    @Test
    @DisplayName("held frames go to the LNS, counted; those of a parted call are dropped")
    void sendsHeldFrames() {
        join(Tags.NONE, false);
        byte[] ppp = Wire.ppp(random, 30);
        rig.plane().sendToLns(CALL, ByteBuffer.wrap(ppp));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, ppp));
        assertThat(rig.plane().part(CALL)).isEqualTo(new Counters(1, 30, 0, 0));
        rig.plane().sendToLns(CALL, ByteBuffer.wrap(ppp));
        assertThat(rig.counters()).containsEntry("held-not-joined", 1L);
    }

    @Test
    @DisplayName("after part nothing crosses, the ids are free, and the counters were exact")
    void partsForGood() {
        join(Tags.NONE, false);
        assertForwardsUpstream(Tags.NONE);
        assertForwardsDownstream(Tags.NONE);
        Counters last = rig.plane().part(CALL);
        assertThat(last).isEqualTo(new Counters(1, 33, 1, 33));
        assertThat(rig.plane().part(CALL)).isEqualTo(Counters.ZERO);
        rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.ppp(random, 40), 0));
        waitFor("data-unknown-session", 1);
        byte[] late = Wire.session(rig, Tags.NONE, ID, Wire.ppp(random, 60));
        rig.subscriberSends(late);
        assertThat(rig.engineGetsFrame()).isEqualTo(late);
        join(Tags.NONE, false);
        assertForwardsUpstream(Tags.NONE);
        assertThat(rig.plane().part(CALL)).isEqualTo(new Counters(1, 33, 0, 0));
        assertThat(rig.plane().datagramsFrom(100)).isEqualTo(1);
    }

    @Test
    @DisplayName("many calls, batches of mixed lengths: each frame arrives once, in order, whole")
    void movesBatches() {
        int calls = 50;
        for (int id = 1; id <= calls; id++) {
            rig.plane().join(Wire.binding(rig, id, id, Tags.NONE, false));
        }
        Map<Integer, List<byte[]>> up = new HashMap<>();
        Map<Integer, List<byte[]>> down = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            int id = 1 + random.nextInt(calls);
            int length = i % 3 == 0 ? 1400 : 1 + random.nextInt(1440); // none is fragmented
            byte[] ppp = Wire.ppp(random, length);
            byte[] toLns = Wire.toLns(id, ppp);
            up.computeIfAbsent(u16(toLns, 4), _ -> new ArrayList<>()).add(toLns);
            rig.subscriberSends(Wire.session(rig, Tags.NONE, id, ppp));
            byte[] toSubscriber = Wire.toSubscriber(rig, Tags.NONE, id, ppp);
            down.computeIfAbsent(u16(toSubscriber, 16), _ -> new ArrayList<>()).add(toSubscriber);
            rig.lnsSends(Wire.l2tp(0, 100, id, 0, 0, Wire.withFf03(ppp), 0));
        }
        for (int i = 0; i < 300; i++) {
            assertNextOfItsCall(rig.lnsGets(), 4, up);
            assertNextOfItsCall(rig.subscriberGets(), 16, down);
        }
        long frames = 0;
        for (int id = 1; id <= calls; id++) {
            Counters last = rig.plane().part(id);
            assertThat(last.upFrames()).isEqualTo(last.downFrames());
            assertThat(last.upOctets()).isEqualTo(last.downOctets());
            frames += last.upFrames();
        }
        assertThat(frames).isEqualTo(300);
    }

    private static int u16(byte[] octets, int at) {
        return ByteBuffer.wrap(octets).getShort(at) & 0xffff;
    }

    /** Frames of different calls may overtake one another. */
    private static void assertNextOfItsCall(
            byte @Nullable [] got, int idAt, Map<Integer, List<byte[]>> expected) {
        assertThat(got).isNotNull();
        if (got != null) {
            List<byte[]> ofIt = expected.getOrDefault(u16(got, idAt), List.of());
            assertThat(ofIt).isNotEmpty();
            assertThat(got).isEqualTo(ofIt.removeFirst());
        }
    }

    @Test
    @DisplayName("calls that join and part under traffic: what crossed is what was counted")
    void countsUnderChurn() {
        byte[] ppp = Wire.ppp(random, 60);
        byte[] up = Wire.session(rig, Tags.NONE, ID, ppp);
        byte[] down = Wire.l2tp(0, 100, ID, 0, 0, ppp, 0);
        long upCounted = 0;
        long downCounted = 0;
        long upSeen = 0;
        long downSeen = 0;
        for (int round = 0; round < 200; round++) {
            join(Tags.NONE, false);
            for (int i = 0; i < 10; i++) {
                rig.subscriberSends(up);
                rig.lnsSends(down);
            }
            Counters last = rig.plane().part(CALL);
            upCounted += last.upFrames();
            downCounted += last.downFrames();
        }
        // one call more whose frames come last on both ways
        rig.plane().join(Wire.binding(rig, CALL, ID + 1, Tags.NONE, false));
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID + 1, ppp));
        rig.lnsSends(Wire.l2tp(0, 100, ID + 1, 0, 0, ppp, 0));
        byte[] lastUp = Wire.toLns(ID + 1, ppp);
        byte[] lastDown = Wire.toSubscriber(rig, Tags.NONE, ID + 1, ppp);
        while (!Arrays.equals(rig.lnsGets(), lastUp)) {
            upSeen++;
        }
        while (!Arrays.equals(rig.subscriberGets(), lastDown)) {
            downSeen++;
        }
        assertThat(upSeen).isEqualTo(upCounted);
        assertThat(downSeen).isEqualTo(downCounted);
    }

    @Test
    @DisplayName("any octets from either side leave the plane working")
    void survivesNoise() {
        join(Tags.NONE, false);
        for (int i = 0; i < 500; i++) {
            byte[] frame = Wire.session(rig, Tags.NONE, ID, Wire.ppp(random, 50));
            byte[] datagram = Wire.l2tp(Wire.L | Wire.S, 100, ID, 0, 0, Wire.ppp(random, 50), 0);
            for (int flips = 0; flips < 3; flips++) {
                // the MACs stay, so that the frame arrives here
                frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
                datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
            }
            rig.subscriberSends(frame);
            rig.lnsSends(datagram);
        }
        rig.plane().part(CALL);
        rig.plane().join(Wire.binding(rig, CALL, ID + 1, Tags.NONE, false));
        byte[] ppp = Wire.ppp(random, 33);
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID + 1, ppp));
        rig.lnsSends(Wire.l2tp(0, 100, ID + 1, 0, 0, ppp, 0));
        awaitUp(Wire.toLns(ID + 1, ppp));
        awaitDown(Wire.toSubscriber(rig, Tags.NONE, ID + 1, ppp));
    }

    private void awaitUp(byte[] wanted) {
        for (byte[] got = rig.lnsGets(); !Arrays.equals(got, wanted); got = rig.lnsGets()) {
            assertThat(got).as("the wanted datagram comes at last").isNotNull();
        }
    }

    private void awaitDown(byte[] wanted) {
        byte[] got = rig.subscriberGets();
        while (!Arrays.equals(got, wanted)) {
            assertThat(got).as("the wanted frame comes at last").isNotNull();
            got = rig.subscriberGets();
        }
    }

    // ---- how ----

    private void join(Tags tags, boolean sequencing) {
        rig.plane().join(Wire.binding(rig, CALL, ID, tags, sequencing));
    }

    /** A good frame crosses, and it is the first that does. */
    private void assertForwardsUpstream(Tags tags) {
        byte[] ppp = Wire.ppp(random, 33);
        rig.subscriberSends(Wire.session(rig, tags, ID, ppp));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, ppp));
    }

    private void assertForwardsDownstream(Tags tags) {
        byte[] ppp = Wire.ppp(random, 33);
        rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.withFf03(ppp), 0));
        assertThat(rig.subscriberGets()).isEqualTo(Wire.toSubscriber(rig, tags, ID, ppp));
    }
}
