package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.data.Wire.Tags;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane.Activity;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.Sequencing;

import java.util.List;

/** A call that goes on in another session. */
abstract class RebindContract extends ChurnContract {
    private static final int OTHER_TUNNEL = 101;
    private static final int OTHER_SESSION = 9;

    @Test
    @DisplayName("a call that is rebound: what it sends and gets goes the new way at once")
    void goesTheNewWay() {
        rig.plane().join(Wire.binding(rig, CALL, ID, Tags.NONE, false));
        byte[] ppp = Wire.ppp(random, 40);
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, ppp));
        rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, ppp, 0));
        assertThat(rig.subscriberGets()).isNotNull();

        assertThat(rig.plane().rebind(elsewhere(OTHER_SESSION)))
                .isEqualTo(new Counters(1, 40, 1, 40));
        assertThat(rig.plane().counters(CALL)).isEqualTo(Counters.ZERO);
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
        assertThat(rig.lnsGets())
                .isEqualTo(Wire.l2tp(0, 201, 3000 + OTHER_SESSION, 0, 0, Wire.withFf03(ppp), 0));
        rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, ppp, 0));
        waitFor("data-unknown-session", 1);
        rig.lnsSends(Wire.l2tp(0, OTHER_TUNNEL, OTHER_SESSION, 0, 0, ppp, 0));
        assertThat(rig.subscriberGets()).isEqualTo(Wire.toSubscriber(rig, Tags.NONE, ID, ppp));
        assertThat(rig.plane().part(CALL)).isEqualTo(new Counters(1, 40, 1, 40));
    }

    @Test
    @DisplayName("what moves is told, data apart from LCP")
    void tellsDataFromLcp() {
        rig.plane().join(Wire.binding(rig, CALL, ID, Tags.NONE, false));
        byte[] data = Wire.ppp(random, 40);
        data[0] = 0;
        data[1] = 0x21;
        byte[] echo = data.clone();
        echo[0] = (byte) 0xc0;
        for (byte[] ppp : List.of(data, echo, echo)) {
            rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
            assertThat(rig.lnsGets()).isNotNull();
        }
        for (byte[] ppp : List.of(echo, data, data, data)) {
            rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, ppp, 0));
            assertThat(rig.subscriberGets()).isNotNull();
        }
        assertThat(rig.plane().activity(CALL)).isEqualTo(new Activity(3, 4, 1, 3));
        rig.plane().part(CALL);
        assertThat(rig.plane().activity(CALL)).isEqualTo(Activity.ZERO);
    }

    @Test
    @DisplayName("§5.4: sequence numbers begin anew in the new session")
    void numbersAnew() {
        rig.plane().join(Wire.binding(rig, CALL, ID, Tags.NONE, true));
        byte[] ppp = Wire.ppp(random, 40);
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLnsWithNs(ID, 0, ppp));
        Binding same = Wire.binding(rig, CALL, ID + 1, Tags.NONE, true);
        rig.plane().rebind(with(same, Wire.binding(rig, CALL, ID, Tags.NONE, true), 100, 200));
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLnsWithNs(ID + 1, 0, ppp));
    }

    @Test
    @DisplayName("who is not joined, or wants an id that is taken, is not rebound")
    void refuses() {
        Binding wanted = elsewhere(OTHER_SESSION);
        assertThatThrownBy(() -> rig.plane().rebind(wanted))
                .isInstanceOf(IllegalStateException.class);
        rig.plane().join(Wire.binding(rig, CALL, ID, Tags.NONE, false));
        rig.plane().join(Wire.binding(rig, 5, 5, Tags.NONE, false));
        Binding taken =
                with(
                        Wire.binding(rig, CALL, 5, Tags.NONE, false),
                        Wire.binding(rig, CALL, ID, Tags.NONE, false),
                        100,
                        200);
        assertThatThrownBy(() -> rig.plane().rebind(taken))
                .isInstanceOf(IllegalStateException.class);
        byte[] ppp = Wire.ppp(random, 40);
        rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
        assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, ppp));
    }

    private Binding elsewhere(int session) {
        Binding there =
                Wire.binding(
                        rig,
                        CALL,
                        session,
                        Tags.NONE,
                        ordered(Sequencing.ALLOW, Reordering.DELIVER));
        return with(there, Wire.binding(rig, CALL, ID, Tags.NONE, false), OTHER_TUNNEL, 201);
    }

    /** {@code core}'s session with {@code access}'s line. */
    private static Binding with(Binding core, Binding access, int localTunnel, int peerTunnel) {
        return new Binding(
                core.callId(),
                core.access(),
                access.line(),
                core.local(),
                core.peer(),
                localTunnel,
                peerTunnel,
                core.localSessionId(),
                core.peerSessionId(),
                core.data());
    }
}
