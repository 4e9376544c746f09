package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.data.Wire.Tags;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.Sequencing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** The kinds of access legs beside each other, and calls that end together. */
abstract class AccessContract extends SequencingContract {
    private static final long AC = 0x02_00_5e_20_00_01L;
    private static final Tags VLAN = new Tags(0x8100, 300);

    @Test
    @DisplayName(
            "RFC 2516 §4: a session id is its concentrator's, so ours and others' may be alike")
    void tellsSessionsApart() {
        join(Sequencing.ALLOW);
        rig.plane().join(dialled(1, 11, AC, Tags.NONE));
        rig.plane().join(dialled(2, 12, AC + 1, Tags.NONE));
        rig.plane().join(dialled(3, 13, AC, VLAN));
        assertForwards(Wire.MAC, Tags.NONE, ID);
        assertForwards(AC, Tags.NONE, 11);
        assertForwards(AC + 1, Tags.NONE, 12);
        assertForwards(AC, VLAN, 13);
        assertThat(rig.plane().part(2)).isEqualTo(new Counters(1, 40, 1, 40));
        assertThat(rig.plane().part(CALL)).isEqualTo(new Counters(1, 40, 1, 40));
        assertForwards(AC, Tags.NONE, 11);
        assertForwards(AC, VLAN, 13);
        join(Sequencing.ALLOW);
        assertForwards(Wire.MAC, Tags.NONE, ID);
        rig.plane().part(1);
        rig.plane().part(3);
        assertForwards(Wire.MAC, Tags.NONE, ID);
        rig.plane().join(dialled(1, 11, AC, Tags.NONE));
        assertForwards(AC, Tags.NONE, 11);
    }

    @Test
    @DisplayName("a session that nobody gave us, or not to this sender, is the engine's")
    void handsUpStrangers() {
        rig.plane().join(dialled(1, 11, AC, Tags.NONE));
        byte[] ppp = Wire.ppp(random, 40);
        byte[] strange = Wire.sessionFrom(rig, AC + 1, Tags.NONE, ID, ppp);
        rig.subscriberSends(strange);
        assertThat(rig.engineGetsFrame()).isEqualTo(strange);
        byte[] otherVlan = Wire.sessionFrom(rig, AC, VLAN, ID, ppp);
        rig.subscriberSends(otherVlan);
        assertThat(rig.engineGetsFrame()).isEqualTo(otherVlan);
        assertForwards(AC, Tags.NONE, 11);
    }

    @Test
    @DisplayName("one session id on several VLANs: each is its own call, and no frame crosses over")
    void sharesIdsBetweenVlans() {
        List<Tags> lines =
                List.of(
                        Tags.NONE,
                        new Tags(0x8100, 200),
                        new Tags(0x88a8, 200, 0x8100, 300),
                        new Tags(0x88a8, 300, 0x8100, 200),
                        new Tags(0x8100, 300));
        for (int n = 0; n < lines.size(); n++) {
            rig.plane().join(served(n + 1, 21 + n, Wire.MAC, lines.get(n)));
        }
        rig.plane().join(dialled(10, 40, AC, lines.get(1)));
        for (int n = 0; n < lines.size(); n++) {
            assertForwards(Wire.MAC, lines.get(n), 21 + n);
        }
        assertForwards(AC, lines.get(1), 40);
        byte[] ppp = Wire.ppp(random, 40);
        refused(Wire.sessionFrom(rig, Wire.MAC, new Tags(0x8100, 201), ID, ppp));
        refused(Wire.sessionFrom(rig, Wire.MAC, new Tags(0x88a8, 200, 0x8100, 301), ID, ppp));
        assertThat(rig.counters()).containsEntry("access-wrong-vlan", 2L);
        refused(Wire.sessionFrom(rig, Wire.MAC + 1, lines.get(3), ID, ppp));
        refused(Wire.sessionFrom(rig, AC, lines.get(2), ID, ppp));
        assertThat(rig.counters()).containsEntry("access-wrong-mac", 2L);
        for (int gone : new int[] {2, 0, 4}) { // from the middle, and from both ends of the chain
            assertThat(rig.plane().part(gone + 1)).isEqualTo(new Counters(1, 40, 1, 40));
            refused(Wire.sessionFrom(rig, Wire.MAC, lines.get(gone), ID, ppp));
        }
        rig.plane().rebind(served(2, 50, Wire.MAC, lines.get(1)));
        assertForwards(Wire.MAC, lines.get(1), 50);
        assertForwards(Wire.MAC, lines.get(3), 24);
        assertForwards(AC, lines.get(1), 40);
        rig.plane().join(served(3, 23, Wire.MAC + 1, lines.get(2)));
        assertForwards(Wire.MAC + 1, lines.get(2), 23);
        assertForwards(Wire.MAC, lines.get(3), 24);
        rig.plane().partAll(List.of(10L, 2L, 3L, 4L));
        refused(Wire.sessionFrom(rig, Wire.MAC, lines.get(1), ID, ppp));
        assertThat(rig.counters()).containsEntry("access-wrong-mac", 2L);
        assertThat(rig.counters()).containsEntry("access-wrong-vlan", 5L);
    }

    @Test
    @DisplayName("one session id that we gave cannot be two calls on one VLAN, whoever they are")
    void refusesAnIdTwiceOnOneVlan() {
        rig.plane().join(served(1, 11, Wire.MAC, VLAN));
        assertThatThrownBy(() -> rig.plane().join(served(2, 12, Wire.MAC + 1, VLAN)))
                .isInstanceOf(IllegalStateException.class);
        rig.plane().join(served(3, 13, Wire.MAC, Tags.NONE));
        assertForwards(Wire.MAC, VLAN, 11);
        assertForwards(Wire.MAC, Tags.NONE, 13);
    }

    @Test
    @DisplayName("a port with another interface: its address and MTU count for frames both ways")
    void followsThePort() {
        join(Sequencing.ALLOW);
        long other = rig.portMac() + 1;
        rig.plane().portChanged(0, other, 100);
        byte[] ppp = Wire.ppp(random, 94);
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
        waitFor("access-not-for-us", 1);
        rig.subscriberSends(
                Wire.ethernet(other, Wire.MAC, Tags.NONE, 0x8864, Wire.pppoe(ID, ppp, 0)));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, ppp));
        rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.ppp(random, 95), 0));
        waitFor("data-too-long", 1);
        rig.plane().part(CALL);
        join(Sequencing.ALLOW);
        rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, ppp, 0));
        assertThat(rig.subscriberGets())
                .isEqualTo(
                        Wire.ethernet(Wire.MAC, other, Tags.NONE, 0x8864, Wire.pppoe(ID, ppp, 0)));
    }

    /** Handed to the engine, as it came. */
    private void refused(byte[] frame) {
        rig.subscriberSends(frame);
        assertThat(rig.engineGetsFrame()).isEqualTo(frame);
    }

    @Test
    @DisplayName("one session of one concentrator cannot be two calls")
    void refusesTwice() {
        rig.plane().join(dialled(1, 11, AC, Tags.NONE));
        assertThatThrownBy(() -> rig.plane().join(dialled(2, 12, AC, Tags.NONE)))
                .isInstanceOf(IllegalStateException.class);
        assertForwards(AC, Tags.NONE, 11);
    }

    @Test
    @DisplayName("a call without a port: its frames go to the engine, and come from it")
    void servesSerialCalls() {
        join(Sequencing.ALLOW);
        Binding serial =
                Wire.binding(
                        rig,
                        Binding.Access.SERIAL,
                        Wire.SERIAL_CALL,
                        ID,
                        31,
                        Wire.MAC,
                        Tags.NONE,
                        ordered(Sequencing.REQUIRE, Reordering.WAIT));
        rig.plane().join(serial);
        byte[] first = Wire.ppp(random, 100);
        byte[] second = Wire.ppp(random, 1600);
        rig.lnsSends(Wire.l2tp(Wire.S, 100, 31, 0, 0, new byte[] {0, 1, 2}, 0));
        rig.lnsSends(Wire.l2tp(Wire.S, 100, 31, 2, 0, second, 0));
        rig.lnsSends(Wire.l2tp(Wire.S, 100, 31, 1, 0, Wire.withFf03(first), 0));
        assertThat(rig.engineGetsCallFrame()).containsExactly(0, 1, 2);
        assertThat(rig.engineGetsCallFrame()).isEqualTo(first);
        assertThat(rig.engineGetsCallFrame()).isEqualTo(second);
        rig.plane().sendToLns(Wire.SERIAL_CALL, ByteBuffer.wrap(first));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLnsWithNs(31, 0, first));
        assertForwards(Wire.MAC, Tags.NONE, ID);
        assertThat(rig.plane().part(Wire.SERIAL_CALL)).isEqualTo(new Counters(1, 100, 3, 1703));
        rig.lnsSends(Wire.l2tp(0, 100, 31, 0, 0, first, 0));
        waitFor("data-unknown-session", 1);
    }

    @Test
    @DisplayName("calls that end together: each has its counters, none forwards any more")
    void partsTogether() {
        for (int id = 1; id <= 3; id++) {
            rig.plane().join(Wire.binding(rig, id, id, Tags.NONE, false));
            for (int i = 0; i < id; i++) {
                assertForwards(Wire.MAC, Tags.NONE, id);
            }
        }
        Map<Long, Counters> last = rig.plane().partAll(List.of(1L, 2L, 99L));
        assertThat(last)
                .isEqualTo(Map.of(1L, new Counters(1, 40, 1, 40), 2L, new Counters(2, 80, 2, 80)));
        rig.lnsSends(Wire.l2tp(0, 100, 1, 0, 0, Wire.ppp(random, 40), 0));
        waitFor("data-unknown-session", 1);
        assertForwards(Wire.MAC, Tags.NONE, 3);
        assertThat(rig.plane().partAll(List.of(3L, 1L))).containsOnlyKeys(3L);
        assertThat(rig.plane().partAll(List.of())).isEmpty();
    }

    private void join(Sequencing sequencing) {
        join(ordered(sequencing, Reordering.DELIVER));
    }

    private Binding dialled(long callId, int l2tpId, long mac, Tags tags) {
        return binding(Binding.Access.DIALLED, callId, l2tpId, mac, tags);
    }

    private Binding served(long callId, int l2tpId, long mac, Tags tags) {
        return binding(Binding.Access.SERVED, callId, l2tpId, mac, tags);
    }

    private Binding binding(Binding.Access access, long callId, int l2tpId, long mac, Tags tags) {
        return Wire.binding(
                rig,
                access,
                callId,
                ID,
                l2tpId,
                mac,
                tags,
                ordered(Sequencing.ALLOW, Reordering.DELIVER));
    }

    /** Both ways; the PPPoE session id is {@link #ID} for all but partsTogether's. */
    private void assertForwards(long mac, Tags tags, int l2tpId) {
        int session = l2tpId < ID ? l2tpId : ID;
        byte[] ppp = Wire.ppp(random, 40);
        rig.subscriberSends(Wire.sessionFrom(rig, mac, tags, session, ppp));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(l2tpId, ppp));
        rig.lnsSends(Wire.l2tp(0, 100, l2tpId, 0, 0, ppp, 0));
        byte[] expected =
                Wire.ethernet(mac, rig.portMac(), tags, 0x8864, Wire.pppoe(session, ppp, 0));
        assertThat(rig.subscriberGets()).isEqualTo(expected);
    }
}
