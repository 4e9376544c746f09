package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.tunnel.PeerMove;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;

/** An LNS that answers from elsewhere than it was asked (RFC 2661 §8.1). */
class PeerMoveTest {
    private static final Candidate LNS = World.to("10.0.0.2");

    private final OneLns config = new OneLns();
    private World world = new World();
    private ScriptedLns lns = world.lns("10.0.0.2");

    private long call(String answersFrom, int port) {
        world = config.world();
        lns = world.lns("10.0.0.2");
        lns.answersFrom = World.address(answersFrom);
        lns.answersFromPort = port;
        world.lnses.put(lns.answersFrom, lns);
        long call = world.calls(LNS);
        world.passes(ofSeconds(1));
        return call;
    }

    private String tunnelState() {
        return world.engine.tunnels().getFirst().state();
    }

    @Test
    @DisplayName("§8.1: an answer from another port is followed")
    void anotherPort() {
        long call = call("10.0.0.2", 40_000);
        assertThat(world.connected(call).binding().peer().getPort()).isEqualTo(40_000);
        assertThat(world.count("tunnel-peers-moved")).isEqualTo(1);
    }

    @Test
    @DisplayName("§8.1: an answer from another port is not heard where ports may not move")
    void anotherPortIgnored() {
        config.tunnel.peerPort = PeerMove.IGNORE;
        call("10.0.0.2", 40_000);
        assertThat(tunnelState()).isEqualTo("wait-ctl-reply");
        assertThat(world.count("dropped-wrong-peer")).isPositive();
    }

    @Test
    @DisplayName("§8.1: an answer from another port ends the tunnel where that is refused")
    void anotherPortRejected() {
        config.tunnel.peerPort = PeerMove.REJECT;
        long call = call("10.0.0.2", 40_000);
        assertThat(world.ended(call).end().reason())
                .contains("answered from 10.0.0.2 port 40000, which is not accepted");
        assertThat(lns.heard(StopCcn.class).getFirst().result().result()).isEqualTo(4);
        assertThat(world.count("tunnels-locked-out")).isEqualTo(1);
    }

    @Test
    @DisplayName("§8.1: an answer from another address is not heard")
    void anotherAddress() {
        call("10.0.0.3", 1701);
        assertThat(tunnelState()).isEqualTo("wait-ctl-reply");
        assertThat(world.count("dropped-wrong-peer")).isPositive();
    }

    @Test
    @DisplayName("§8.1: tunnel and data follow to another address where that is allowed")
    void anotherAddressAccepted() {
        config.tunnel.peerAddress = PeerMove.ACCEPT;
        long call = call("10.0.0.3", 1701);
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(world.connected(call).binding().peer().getAddress())
                .isEqualTo(World.address("10.0.0.3"));
        assertThat(world.count("tunnel-peers-moved")).isEqualTo(1);
    }

    @Test
    @DisplayName("§8.1: an answer from another address ends the tunnel where that is refused")
    void anotherAddressRejected() {
        config.tunnel.peerAddress = PeerMove.REJECT;
        long call = call("10.0.0.3", 1701);
        assertThat(world.ended(call).end().reason()).contains("10.0.0.3 port 1701");
        assertThat(tunnelState()).isEqualTo("closed");
    }

    @Test
    @DisplayName("§8.1: once the tunnel is up, addresses and ports stay as they are")
    void afterwardsNothingMoves() {
        config.tunnel.peerAddress = PeerMove.ACCEPT;
        long call = call("10.0.0.2", 1701);
        lns.answersFromPort = 40_000;
        lns.tunnel().send(0, new StopCcn(lns.tunnel().id, new ResultCode(1)));
        lns.flush();
        world.passes(ofSeconds(1));
        lns.answersFrom = World.address("10.0.0.3");
        world.passes(ofSeconds(3));
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(world.count("dropped-wrong-peer")).isGreaterThan(1);
    }
}
