package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Hello;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.Event;
import org.lacserver.port.LnsView;
import org.lacserver.port.Secret;
import org.lacserver.port.TunnelView;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Tunnels that an LNS opens towards us. */
class IncomingTunnelTest {
    private static final Secret SECRET = Secret.of("s");
    private static final InetSocketAddress LAC = new InetSocketAddress(World.LAC, 1701);
    private static final Candidate LNS = World.to("10.0.0.2", SECRET, null, null);

    private final OneLns config = new OneLns();
    private World world = new World();
    private ScriptedLns lns = world.lns("10.0.0.2");

    {
        config.tunnel.acceptsTunnels = true;
        config.secret = SECRET;
        begin();
    }

    /** Once more, with what {@link #config} says now. */
    private void begin() {
        world = config.world();
        lns = world.lns("10.0.0.2");
        lns.secret = SECRET;
        lns.challenges = true;
    }

    private TunnelView tunnel() {
        return world.engine.tunnels().getFirst();
    }

    private void sends(InetSocketAddress from, ControlHeader header, ControlMessage message) {
        ByteBuffer octets = ByteBuffer.allocate(2000);
        ControlCodec.encode(header, message, HidePolicy.NONE, Secret.NONE, new Random(1), octets);
        world.engine.onDatagram(world.now, LAC, from, octets.flip(), world);
    }

    /** An SCCRQ of somebody who will not go on. */
    private void asks(InetSocketAddress from, int tunnelId) {
        sends(
                from,
                new ControlHeader(0, 0, 0, 0),
                new Sccrq(tunnelId, "lns", 3, 0, 4, null, null, 1, null));
    }

    private InetSocketAddress at(int port) {
        return new InetSocketAddress(lns.address, port);
    }

    private long call(Candidate candidate) {
        long call = world.calls(candidate);
        world.passes(ofSeconds(1));
        return call;
    }

    @Test
    @DisplayName("§7.2.1 row 2, §5.1.1: an LNS opens a tunnel, and both prove the secret")
    void anLnsOpensATunnel() {
        lns.opens(LAC);
        world.passes(ofMillis(500));
        assertThat(lns.tunnel().up).isTrue();
        assertThat(tunnel().state()).isEqualTo("established");
        assertThat(tunnel().openedByPeer()).isTrue();
        assertThat(tunnel().secret()).isEqualTo("secret");
        assertThat(tunnel().weChallenged()).isTrue();
        assertThat(tunnel().peerChallenged()).isTrue();
        assertThat(tunnel().peerWindow()).isEqualTo(16);
        Event.TunnelUp up = world.events(Event.TunnelUp.class).getFirst();
        assertThat(up.tunnel().name()).isEqualTo("lns-10.0.0.2");
        assertThat(up.tunnel().peerTunnelId()).isEqualTo(lns.tunnel().id);
        assertThat(world.count("tunnels-accepted")).isEqualTo(1);
        assertThat(world.count("tunnels-opened")).isZero();
        assertThat(world.engine.lnses(world.now).getFirst().state()).isEqualTo(LnsView.State.UP);
        assertThat(lns.tunnel().channel.isIdle()).isTrue();
    }

    @Test
    @DisplayName("§7.2.1: of a session nothing is heard before the SCCCN, be it good or bad")
    void noSessionsYet() {
        lns.connects = false;
        lns.opens(LAC);
        world.passes(ofMillis(500));
        ByteBuffer withoutNumber = ByteBuffer.allocate(28);
        withoutNumber.putShort((short) 0xc802).putShort((short) 28).position(12);
        withoutNumber.putShort((short) 0x8008).putInt(0).putShort((short) 7);
        withoutNumber.putShort((short) 0x8008).putInt(14).putShort((short) 901);
        lns.tunnel().send(withoutNumber.flip());
        lns.flush();
        world.passes(ofMillis(500));
        assertThat(lns.heard(Cdn.class)).isEmpty();
        assertThat(world.count("messages-ignored")).isEqualTo(1);
        assertThat(tunnel().state()).isEqualTo("wait-ctl-conn");
    }

    @Test
    @DisplayName("§6.2: an SCCRP says that outgoing calls can be asked for")
    void bearersAreOffered() {
        lns.opens(LAC);
        world.passes(ofMillis(500));
        assertThat(lns.heard(Sccrp.class).getFirst().bearerCapabilities()).isNotZero();
    }

    @Test
    @DisplayName("§5.2.1: calls that would open the same tunnel use the one the LNS opened")
    void callsShareIt() {
        lns.opens(LAC);
        world.passes(ofMillis(500));
        long call = call(LNS);
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(lns.heard(Sccrq.class)).isEmpty();
        assertThat(world.connected(call).binding().peerTunnelId()).isEqualTo(lns.tunnel().id);
    }

    @Test
    @DisplayName("RFC 2868 §3.6: a call with an assignment id or another secret does not use it")
    void othersDoNot() {
        lns.opens(LAC);
        world.passes(ofMillis(500));
        call(World.to("10.0.0.2", SECRET, "a", null));
        assertThat(lns.heard(Sccrq.class)).hasSize(1);
        call(World.to("10.0.0.2", Secret.of("other"), null, null));
        assertThat(lns.heard(Sccrq.class)).hasSize(2);
    }

    @Test
    @DisplayName("§7.2.1 row 16: a tunnel of ours that ends leaves its calls to the LNS's own")
    void theOtherTunnelTakesOver() {
        call(LNS);
        int ours = tunnel().facts().localTunnelId();
        lns.opens(LAC);
        world.passes(ofMillis(500));
        world.command(new Command.ClearTunnel(ours, "moved"));
        long call = call(LNS);
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(lns.heard(Sccrq.class)).hasSize(1);
    }

    @Test
    @DisplayName("§7.2.1 row 3: whose Host Name is not the expected one gets StopCCN 4, no trace")
    void aWrongName() {
        config.serverName = "lns9";
        begin();
        lns.opens(LAC);
        world.passes(ofMillis(500));
        StopCcn stop = lns.heard(StopCcn.class).getFirst();
        assertThat(stop.result().result()).isEqualTo(4);
        assertThat(world.engine.tunnels()).isEmpty();
        assertThat(world.count("refused-sccrq")).isEqualTo(1);
    }

    @Test
    @DisplayName("§7.2.1 row 3: an LNS that is to reach us elsewhere gets StopCCN 4")
    void aWrongLocalAddress() {
        config.localAddress = World.address("10.0.0.99");
        begin();
        lns.opens(LAC);
        world.passes(ofMillis(500));
        assertThat(lns.heard(StopCcn.class).getFirst().result().result()).isEqualTo(4);
    }

    @Test
    @DisplayName("§7.2.1 row 11, §5.1.1: a wrong response gets StopCCN 4, and no call waits for it")
    void aWrongResponse() {
        lns.secret = Secret.of("wrong");
        lns.challenges = false;
        lns.opens(LAC);
        world.passes(ofMillis(500));
        assertThat(lns.heard(StopCcn.class).getFirst().result().result()).isEqualTo(4);
        assertThat(tunnel().state()).isEqualTo("closed");
        assertThat(world.count("tunnels-accepted-failed")).isEqualTo(1);
        assertThat(world.events(Event.TunnelFailed.class)).hasSize(1);
        lns.secret = SECRET;
        assertThat(world.state(call(LNS))).isEqualTo("established");
    }

    @Test
    @DisplayName("§5.8: a repeated SCCRQ belongs to the tunnel that the first one made")
    void aRepeatedSccrq() {
        asks(at(1701), 77);
        asks(at(1701), 77);
        assertThat(world.engine.tunnels()).hasSize(1);
        asks(at(1702), 77);
        asks(at(1701), 78);
        assertThat(world.engine.tunnels()).hasSize(3);
        assertThat(world.count("tunnels-accepted")).isEqualTo(3);
    }

    @Test
    @DisplayName("Appendix B.3: a lost SCCRQ, SCCRP, SCCCN or ZLB only costs time")
    void lostStartMessages() {
        for (int type : List.of(1, 2, 3, 0)) {
            begin();
            boolean[] lose = {true};
            world.losesFromLac =
                    world.losesToLac =
                            octets -> {
                                boolean lost = lose[0] && World.typeOf(octets) == type;
                                lose[0] &= !lost;
                                return lost;
                            };
            lns.opens(LAC);
            world.passes(ofSeconds(4));
            assertThat(lns.tunnel().channel.isIdle()).as("lost %d", type).isTrue();
            assertThat(tunnel().state()).as("lost %d", type).isEqualTo("established");
            assertThat(world.count("tunnels-accepted")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("§7.2.1: an SCCCN that does not come ends the set-up, and locks nobody out")
    void theSetUpTimeIsBounded() {
        asks(at(1701), 77);
        assertThat(tunnel().state()).isEqualTo("wait-ctl-conn");
        world.passes(ofSeconds(9));
        assertThat(tunnel().state()).isEqualTo("closed");
        assertThat(world.count("stopccn-sent")).isEqualTo(1);
        LnsView view = world.engine.lnses(world.now).getFirst();
        assertThat(view.state()).isEqualTo(LnsView.State.IDLE);
        world.passes(ofSeconds(31));
        assertThat(world.engine.tunnels()).isEmpty();
    }

    @Test
    @DisplayName("§4.4.3, Assigned Tunnel ID: a StopCCN with id 0 ends a tunnel in set-up")
    void anEarlyStopCcn() {
        asks(at(1701), 77);
        sends(
                at(1701),
                new ControlHeader(0, 0, 1, 0),
                new StopCcn(77, new ResultCode(1, 0, "no more")));
        assertThat(tunnel().state()).isEqualTo("closed");
        assertThat(world.count("stopccn-received")).isEqualTo(1);
    }

    @Test
    void theLnsDecidesHowLongItsTunnelIsKept() {
        lns.opens(LAC);
        world.passes(ofMinutes(10));
        assertThat(tunnel().state()).isEqualTo("established");
        assertThat(lns.heard(Hello.class)).isNotEmpty();
    }

    @Test
    @DisplayName("§5.8: a lost LNS ends its tunnel; calls may go on trying it")
    void aLostLns() {
        lns.opens(LAC);
        world.passes(ofMillis(500));
        lns.dead = true;
        world.passes(ofMinutes(3));
        assertThat(world.events(Event.TunnelDown.class)).hasSize(1);
        assertThat(world.count("tunnels-lost")).isEqualTo(1);
        lns.dead = false;
        assertThat(world.state(call(LNS))).isEqualTo("established");
    }

    @Test
    @DisplayName("§4.4.2: who asks for a tunnel while we shut down gets StopCCN 6")
    void notWhileShuttingDown() {
        lns.opens(LAC);
        world.passes(ofMillis(500));
        world.command(new Command.ShutDown("upgrade"));
        assertThat(lns.heard(StopCcn.class).getFirst().result().result()).isEqualTo(6);
        lns.heard.clear();
        lns.opens(LAC);
        world.passes(ofMillis(500));
        assertThat(lns.heard(StopCcn.class).getFirst().result().result()).isEqualTo(6);
        assertThat(world.engine.isQuiet()).isTrue();
    }

    // --- both open at once

    /** Our SCCRQ is out, and the LNS has one of its own. */
    private long bothOpen(@Nullable Long theirTieBreaker) {
        lns.answersTunnels = false;
        long call = world.calls(LNS);
        world.deliver();
        lns.tieBreaker = theirTieBreaker;
        lns.opens(LAC);
        world.deliver();
        return call;
    }

    @Test
    @DisplayName("§7.2.1 row 8, §4.4.3: a tie lost, our calls go on in the tunnel that has won")
    void aTieLost() {
        long call = bothOpen(0L);
        world.passes(ofSeconds(1));
        assertThat(world.count("ties-lost")).isEqualTo(1);
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(world.connected(call).binding().peerTunnelId()).isEqualTo(lns.tunnel().id);
        assertThat(lns.heard(Sccrq.class)).hasSize(1);
        assertThat(lns.heard(StopCcn.class)).isEmpty();
    }

    @Test
    @DisplayName("§4.4.3, Tie Breaker: a tie won, theirs is discarded silently")
    void aTieWon() {
        bothOpen(-1L);
        assertThat(world.count("ties-won")).isEqualTo(1);
        assertThat(world.engine.tunnels()).hasSize(1);
        assertThat(tunnel().state()).isEqualTo("wait-ctl-reply");
        assertThat(lns.heard(StopCcn.class)).isEmpty();
    }

    @Test
    @DisplayName("§4.4.3, Tie Breaker: equal values, both are discarded and ours is opened anew")
    void aTieOfEquals() {
        lns.answersTunnels = false;
        world.calls(LNS);
        world.deliver();
        Sccrq ours = lns.heard(Sccrq.class).getFirst();
        lns.tieBreaker = ours.tieBreaker();
        lns.opens(LAC);
        world.deliver();
        assertThat(world.count("tunnels-accepted")).isZero();
        assertThat(world.count("refused-sccrq")).isZero();
        assertThat(lns.heard(StopCcn.class)).isEmpty();
        assertThat(lns.heard(Sccrq.class)).hasSize(2);
        assertThat(lns.heard(Sccrq.class).getLast().tieBreaker()).isNotEqualTo(ours.tieBreaker());
    }

    @Test
    @DisplayName("§4.4.3, Tie Breaker: where nobody sends one, there are two tunnels")
    void noTie() {
        config.omit = Set.of(AvpType.TIE_BREAKER);
        begin();
        long call = bothOpen(null);
        assertThat(lns.heard(Sccrq.class).getFirst().tieBreaker()).isNull();
        assertThat(world.engine.tunnels()).hasSize(2);
        world.passes(ofSeconds(1));
        assertThat(lns.tunnel().up).isTrue();
        assertThat(world.state(call)).isEqualTo("wait-tunnel");
        assertThat(world.count("ties-won")).isZero();
    }

    // --- floods

    @Test
    @DisplayName("§7.3: 10,000 SCCRQs of an LNS fill no table and leave calls alone")
    void aFloodOfAnLns() {
        long call = call(LNS);
        long before = world.count("stopccn-sent");
        for (int i = 0; i < 10_000; i++) {
            asks(at(1024 + i), 20_000 + i);
            world.passes(ofMillis(1));
        }
        assertThat(world.engine.tunnels()).hasSizeBetween(2, 1 + 32);
        assertThat(world.count("limit-tunnels-accepted")).isPositive();
        assertThat(world.count("limit-sccrq-rate")).isGreaterThan(9_000);
        assertThat(world.count("stopccn-sent") - before).isLessThan(1000);
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(world.state(call(LNS))).isEqualTo("established");
        assertThat(world.events(Event.TunnelFailed.class)).hasSizeLessThan(2);
        world.passes(ofMinutes(2));
        assertThat(world.engine.tunnels()).hasSize(1);
        lns.opens(LAC);
        world.passes(ofSeconds(1));
        assertThat(lns.tunnel().up).isTrue();
    }

    @Test
    @DisplayName("§7.3: 10,000 SCCRQs of strangers get few answers and no tunnel")
    void aFloodOfStrangers() {
        long call = call(LNS);
        for (int i = 0; i < 10_000; i++) {
            asks(
                    new InetSocketAddress(World.address("172.16." + i / 250 + "." + i % 250), 1701),
                    1);
        }
        assertThat(world.count("refused-sccrq")).isEqualTo(200);
        assertThat(world.count("limit-sccrq-rate")).isEqualTo(9_800);
        assertThat(world.engine.tunnels()).hasSize(1);
        assertThat(world.state(call)).isEqualTo("established");
        lns.opens(LAC);
        world.passes(ofSeconds(1));
        assertThat(lns.tunnel().up).isTrue();
    }
}
