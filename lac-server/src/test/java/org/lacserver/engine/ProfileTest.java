package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.LnsProfile;
import org.lacserver.l2tp.session.SessionSettings;
import org.lacserver.l2tp.session.SpeedSource;
import org.lacserver.l2tp.tunnel.TunnelSettingsBuilder;
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.MessageType;
import org.lacserver.port.Command;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialTarget;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What an LNS's profile changes in the set-up of calls, and what a lossy link does not. */
class ProfileTest {
    private static final LnsProfile USUAL = LnsProfile.defaults("lac1");

    @Test
    @DisplayName("§5.8: an LNS gets its calls at the rate it can bear; the rest waits its turn")
    void setupRate() {
        World world = new World(USUAL.with(USUAL.allowance().withSetupRate(20)));
        ScriptedLns lns = world.lns("10.0.0.2");
        for (int i = 0; i < 100; i++) {
            world.calls(World.to("10.0.0.2"));
        }
        world.passes(ofMillis(10));
        assertThat(lns.heard(Icrq.class).size()).isBetween(1, 3);
        world.passes(ofSeconds(1));
        assertThat(lns.heard(Icrq.class).size()).isBetween(19, 23);
        world.passes(ofSeconds(1));
        assertThat(lns.heard(Icrq.class).size()).isBetween(38, 43);
        world.passes(ofSeconds(4));
        assertThat(lns.heard(Iccn.class)).hasSize(100);
        assertThat(world.count("setups-paced")).isPositive();
    }

    @Test
    @DisplayName("§4.4.4: Sequencing Required is in ICCN when the profile requires it")
    void sequencing() {
        Encapsulation d = Encapsulation.DEFAULT;
        Encapsulation required =
                new Encapsulation(
                        d.addressControl(),
                        d.lengthBit(),
                        d.offset(),
                        d.priorityOfLcp(),
                        Encapsulation.Sequencing.REQUIRE,
                        d.reordering(),
                        d.datagrams());
        World world = new World(USUAL.with(required));
        ScriptedLns lns = world.lns("10.0.0.2");
        world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        assertThat(lns.heard(Iccn.class).getFirst().sequencingRequired()).isTrue();
    }

    @Test
    void whatAnLnsCannotBearIsLeftOut() {
        SessionSettings without =
                USUAL.session()
                        .without(Set.of(AvpType.PHYSICAL_CHANNEL_ID, AvpType.PROXY_AUTHEN_TYPE));
        World world = new World(USUAL.with(without));
        ScriptedLns lns = world.lns("10.0.0.2");
        world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        assertThat(lns.heard(Icrq.class).getFirst().physicalChannelId()).isEqualTo(-1);
        assertThat(lns.heard(Iccn.class).getFirst().proxyAuthen()).isNull();
        assertThat(lns.heard(Iccn.class).getFirst().lastSentConfreq()).isNotNull();
    }

    private static World negotiating() {
        Encapsulation d = Encapsulation.DEFAULT;
        Encapsulation expedited =
                new Encapsulation(
                        d.addressControl(),
                        d.lengthBit(),
                        d.offset(),
                        d.priorityOfLcp(),
                        d.sequencing(),
                        d.reordering(),
                        new Encapsulation.SendPolicy(false, true, 46));
        TunnelSettingsBuilder tunnel = new TunnelSettingsBuilder();
        tunnel.negotiateDscp = true;
        return new World(
                new LnsProfile("", tunnel.build(), USUAL.session(), expedited, USUAL.allowance()));
    }

    @Test
    @DisplayName(
            "RFC 3308 §4, §5, §6: the PHB of data is told without one of control, another not"
                    + " accepted")
    void sessionDs() {
        World world = negotiating();
        ScriptedLns lns = world.lns("10.0.0.2");
        lns.answersCalls = false;
        long call = world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        Icrq icrq = lns.heard(Icrq.class).getFirst();
        assertThat(icrq.sessionDs()).isEqualTo(0xb800);
        assertThat(lns.heard(Sccrq.class).getFirst().controlDs()).isEqualTo(ControlMessage.ABSENT);
        lns.tunnel().send(icrq.assignedSessionId(), new Icrp(901, 0x2800));
        lns.flush();
        world.passes(ofMillis(1));
        assertThat(lns.heard(Cdn.class).getFirst().result().result()).isEqualTo(12);
        assertThat(world.ended(call).end().cause()).isEqualTo(EndCause.SERVICE_UNAVAILABLE);
    }

    @Test
    @DisplayName("RFC 3308 §4.1: an OCRQ with a PHB is answered with ours, one without is not")
    void sessionDsOfAnOutgoingCall() {
        World world = negotiating();
        ScriptedLns lns = world.lns("10.0.0.2");
        world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        for (int asked : new int[] {0x2800, ControlMessage.ABSENT}) {
            lns.dials(new Ocrq(900 + (asked & 1), 1, 0, 0, 3, 3, "555", null, asked, null));
            world.passes(ofMillis(1));
            DialTarget target = new DialTarget.Pppoe(0, 7, 0, 0, "", null);
            world.command(
                    new Command.DialAnswered(
                            world.events(Event.DialWanted.class).getLast().callId(),
                            new DialAnswer.Route("local", "r", target, 9, 0, 1_000_000)));
            world.passes(ofMillis(1));
        }
        assertThat(lns.heard(Ocrp.class))
                .extracting(Ocrp::sessionDs)
                .containsExactly(0xb800, ControlMessage.ABSENT);
    }

    @Test
    void theLookupsSpeedsStandInForALineThatTellsNone() {
        SessionSettings radiusFirst =
                USUAL.session().withSpeeds(List.of(SpeedSource.RADIUS), 1, 1, 1L << 31, false);
        World world = new World(USUAL.with(radiusFirst));
        ScriptedLns lns = world.lns("10.0.0.2");
        world.answer(
                world.arrives("alice@isp"),
                new LookupAnswer.Terms(
                        List.of(),
                        0,
                        0,
                        50_000_000,
                        10_000_000,
                        Octets.EMPTY,
                        LookupAnswer.Voucher.RADIUS),
                World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        assertThat(lns.heard(Iccn.class).getFirst().txConnectSpeed()).isEqualTo(50_000_000);
        assertThat(lns.heard(Iccn.class).getFirst().rxConnectSpeed()).isEqualTo(10_000_000);
    }

    // --- Appendix B: what is lost is sent again

    private static Predicate<ByteBuffer> first(MessageType type) {
        int[] left = {1};
        return datagram -> World.typeOf(datagram) == type.number() && left[0]-- > 0;
    }

    private static void connectsAfterASecond(World world, ScriptedLns lns) {
        long call = world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(900));
        assertThat(lns.heard(Iccn.class)).isEmpty();
        world.passes(ofMillis(200));
        assertThat(lns.heard(Icrq.class)).hasSize(1);
        assertThat(lns.heard(Iccn.class)).hasSize(1);
        assertThat(lns.heard(Cdn.class)).isEmpty();
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(lns.tunnel().sessions).hasSize(1);
    }

    @Test
    @DisplayName("Appendix B.2: a lost ICRQ, ICRP or ICCN is sent again after a second")
    void lostMessagesOfACall() {
        for (MessageType type : List.of(MessageType.ICRQ, MessageType.ICRP, MessageType.ICCN)) {
            World world = new World();
            ScriptedLns lns = world.lns("10.0.0.2");
            if (type == MessageType.ICRP) {
                world.losesToLac = first(type);
            } else {
                world.losesFromLac = first(type);
            }
            connectsAfterASecond(world, lns);
        }
    }
}
