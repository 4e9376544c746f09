package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.l2tp.tunnel.PeerMove;
import org.lacserver.l2tp.tunnel.TunnelSettingsBuilder;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.port.Candidate;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Secret;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What control packets are marked with is what is negotiated: that of the tunnel's own profile,
 * however its LNS was found.
 */
class MarkingTest {
    private static final int USUAL = 8;
    private static final int OWN = 46;
    private static final int OTHER = 10;

    private final World world =
            new World(
                    new EngineSettings(
                            new Profiles(
                                    profile("", USUAL),
                                    List.of(
                                            known("10.0.0.2", "first", OTHER),
                                            known("10.0.0.2", "own", OWN))),
                            CallSettings.defaults(World.LAC)),
                    1);
    private final ScriptedLns lns = world.lns("10.0.0.2");

    private static Profiles.Known known(String address, String name, int dscp) {
        return new Profiles.Known(World.address(address), profile(name, dscp));
    }

    private static LnsProfile profile(String name, int dscp) {
        LnsProfile usual = LnsProfile.defaults("lac1");
        TunnelSettingsBuilder tunnel = new TunnelSettingsBuilder();
        tunnel.controlDscp = dscp;
        tunnel.negotiateDscp = true;
        tunnel.peerAddress = PeerMove.ACCEPT;
        return new LnsProfile(name, tunnel.build(), usual.session(), data(dscp), usual.allowance());
    }

    private static Encapsulation data(int dscp) {
        Encapsulation usual = Encapsulation.DEFAULT;
        return new Encapsulation(
                usual.addressControl(),
                usual.lengthBit(),
                usual.offset(),
                usual.priorityOfLcp(),
                usual.sequencing(),
                usual.reordering(),
                new Encapsulation.SendPolicy(false, true, dscp));
    }

    private static Candidate named(String name, String address) {
        return new Candidate(
                0, 10, name, World.address(address), null, Secret.NONE, null, null, null, null);
    }

    @BeforeEach
    void nothingIsSentYet() {
        assertThat(world.marks).isEmpty();
    }

    private void isMarkedAsOffered(ScriptedLns where, int dscp) {
        assertThat(where.heard(Sccrq.class).getFirst().controlDs()).isEqualTo(dscp << 10);
        assertThat(world.marks).containsExactly(dscp);
    }

    @Test
    @DisplayName("RFC 3308 §3, §7: of two LNSs at one address each has its own mark")
    void twoAtOneAddress() {
        long call = world.calls(named("own", "10.0.0.2"));
        world.passes(ofMillis(500));
        assertThat(world.connected(call).binding().data().datagrams().dscp()).isEqualTo(OWN);
        isMarkedAsOffered(lns, OWN);
    }

    @Test
    @DisplayName("RFC 3308 §7: an LNS known by name keeps its mark at whatever address")
    void elsewhere() {
        ScriptedLns moved = world.lns("10.0.0.7");
        world.calls(named("own", "10.0.0.7"));
        world.passes(ofMillis(500));
        isMarkedAsOffered(moved, OWN);
    }

    @Test
    @DisplayName("RFC 3308 §7: an LNS that answers from elsewhere keeps its mark")
    void moves() {
        lns.answersFrom = World.address("10.0.0.9");
        world.lns("10.0.0.9");
        world.calls(named("own", "10.0.0.2"));
        world.passes(ofMillis(500));
        assertThat(world.engine.tunnels().getFirst().facts().peer().getAddress())
                .isEqualTo(lns.answersFrom);
        isMarkedAsOffered(lns, OWN);
    }

    @Test
    @DisplayName("RFC 3308 §7: a stranger has the usual mark")
    void strangers() {
        ScriptedLns stranger = world.lns("10.0.0.8");
        stranger.opens(new InetSocketAddress(World.LAC, 1701));
        world.passes(ofMillis(1));
        assertThat(world.count("refused-sccrq")).isEqualTo(1);
        assertThat(world.marks).containsExactly(USUAL);
    }
}
