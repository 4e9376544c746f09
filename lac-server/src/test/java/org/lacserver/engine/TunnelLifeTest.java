package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Hello;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Secret;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Tunnels from SCCRQ to their tombstone. */
class TunnelLifeTest {
    @Test
    @DisplayName("§5.7: a call that crosses the StopCCN of an unused tunnel opens the next, once")
    void aCallCrossesStopCcn() {
        World world = new World();
        ScriptedLns lns = world.lns("10.0.0.2");
        long first = world.calls(World.to("10.0.0.2"));
        world.passes(ofSeconds(1));
        world.leaves(first);
        world.passes(ofSeconds(1));
        lns.answersCalls = false;
        long call = world.calls(World.to("10.0.0.2"));
        assertThat(world.state(call)).isEqualTo("wait-reply");
        clears(lns);
        lns.answersCalls = true;
        world.passes(ofSeconds(1));
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(lns.tunnels).hasSize(2);

        lns.answersCalls = false;
        long unlucky = world.calls(World.to("10.0.0.2"));
        clears(lns);
        world.passes(ofSeconds(1));
        clears(lns);
        world.passes(ofSeconds(1));
        assertThat(world.ended(call).end().resultCode()).isEqualTo(1);
        assertThat(world.ended(unlucky).end().resultCode()).isEqualTo(1);
        assertThat(lns.tunnels).hasSize(3);
    }

    private static void clears(ScriptedLns lns) {
        lns.tunnel().send(0, new StopCcn(lns.tunnel().id, new ResultCode(1)));
        lns.flush();
    }

    private static final Candidate LNS = World.to("10.0.0.2");
    private static final InetSocketAddress LAC = new InetSocketAddress(World.LAC, 1701);

    private final World world = new World();
    private final ScriptedLns lns = world.lns("10.0.0.2");

    private long established() {
        long call = world.calls(LNS);
        world.passes(ofSeconds(1));
        assertThat(world.state(call)).isEqualTo("established");
        return call;
    }

    private static ByteBuffer encoded(ControlHeader header, ControlMessage message) {
        ByteBuffer octets = ByteBuffer.allocate(500);
        ControlCodec.encode(header, message, HidePolicy.NONE, Secret.NONE, new Random(1), octets);
        return octets.flip();
    }

    private String tunnelState() {
        return world.engine.tunnels().getFirst().state();
    }

    @Test
    @DisplayName("§5.5: a Hello after 60 s of silence, and data counts as a sign of life")
    void helloAfterSilence() {
        established();
        int tunnel = world.engine.tunnels().getFirst().facts().localTunnelId();
        world.dataPlane.datagrams.put(tunnel, 1L);
        world.passes(ofSeconds(55));
        world.dataPlane.datagrams.put(tunnel, 2L);
        world.passes(ofSeconds(55));
        assertThat(lns.heard(Hello.class)).isEmpty();
        world.passes(ofSeconds(40));
        assertThat(lns.heard(Hello.class)).hasSize(1);
    }

    @Test
    @DisplayName("§5.8: a peer that stops acknowledging loses tunnel and calls")
    void aLostPeerEndsItsCalls() {
        long call = established();
        lns.dead = true;
        world.passes(ofMinutes(2));
        Event.End end = world.ended(call).end();
        assertThat(end.cause()).isEqualTo(EndCause.SERVICE_UNAVAILABLE);
        assertThat(end.reason()).contains("stopped acknowledging");
        assertThat(world.events(Event.TunnelDown.class)).hasSize(1);
        assertThat(world.count("tunnels-lost")).isEqualTo(1);
    }

    @Test
    @DisplayName("§5.7, §6.4, §7.6: StopCCN from the LNS ends the tunnel and its calls")
    void theLnsStops() {
        long call = established();
        lns.tunnel().send(0, new StopCcn(lns.tunnel().id, new ResultCode(6, 0, "reboot")));
        lns.flush();
        world.passes(ofSeconds(1));
        Event.End end = world.ended(call).end();
        assertThat(end.by()).isEqualTo(Event.By.LNS);
        assertThat(end.resultCode()).isEqualTo(6);
        assertThat(lns.tunnel().channel.isIdle()).isTrue();
        assertThat(tunnelState()).isEqualTo("closed");
    }

    @Test
    @DisplayName("§6.4: calls that end with their tunnel are parted together, each is counted")
    void theLnsStopsManyCalls() {
        List<Long> calls = List.of(established(), established(), established());
        world.dataPlane.next = new Counters(1, 2, 3, 4);
        lns.tunnel().send(0, new StopCcn(lns.tunnel().id, new ResultCode(6, 0, "reboot")));
        lns.flush();
        world.passes(ofSeconds(1));
        for (long call : calls) {
            assertThat(world.ended(call).counters()).isEqualTo(world.dataPlane.next);
        }
        assertThat(world.dataPlane.waits).isEqualTo(1);
    }

    @Test
    @DisplayName("§4.4.2: an LNS that clears an empty tunnel gets the next call all the same")
    void anOrderlyEndLocksNothing() {
        long call = established();
        world.leaves(call);
        world.passes(ofSeconds(1));
        lns.tunnel().send(0, new StopCcn(lns.tunnel().id, new ResultCode(1)));
        lns.flush();
        world.passes(ofSeconds(1));
        assertThat(world.count("tunnels-closed-by-lns")).isEqualTo(1);
        established();
        assertThat(lns.heard(Sccrq.class)).hasSize(2);
    }

    @Test
    @DisplayName("§5.8: a closed tunnel acknowledges for 31 s and is then forgotten")
    void theTombstone() {
        established();
        int id = world.engine.tunnels().getFirst().facts().localTunnelId();
        boolean[] deaf = {false};
        world.losesToLac = _ -> false;
        world.losesFromLac = octets -> deaf[0] && World.typeOf(octets) == 0;
        deaf[0] = true;
        lns.tunnel().send(0, new StopCcn(lns.tunnel().id, new ResultCode(1)));
        lns.flush();
        world.passes(ofSeconds(2));
        assertThat(lns.tunnel().channel.isIdle()).isFalse();
        deaf[0] = false;
        world.passes(ofSeconds(5));
        assertThat(lns.tunnel().channel.isIdle()).isTrue();
        assertThat(world.engine.tunnels()).hasSize(1);
        world.passes(ofSeconds(31));
        assertThat(world.engine.tunnels()).isEmpty();
        world.calls(LNS);
        world.passes(ofSeconds(1));
        assertThat(world.engine.tunnels().getFirst().facts().localTunnelId()).isNotEqualTo(id);
    }

    @Test
    void tunnelIdsAreNotReusedEarlyAndStartAnywhere() {
        Set<Integer> firsts = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            World other = new World(EngineSettings.defaults("lac1", World.LAC), seed);
            other.lns("10.0.0.2");
            other.calls(LNS);
            firsts.add(other.engine.tunnels().getFirst().facts().localTunnelId());
        }
        assertThat(firsts).hasSizeGreaterThan(15);
    }

    @Test
    @DisplayName("§5.7: a tunnel without calls is closed after a while")
    void aTunnelWithoutCallsIsClosedAfterAWhile() {
        long call = established();
        world.leaves(call);
        world.passes(ofSeconds(59));
        assertThat(tunnelState()).isEqualTo("established");
        world.passes(ofSeconds(2));
        assertThat(tunnelState()).isEqualTo("closed");
        assertThat(lns.heard(StopCcn.class)).hasSize(1);
        assertThat(world.count("tunnels-idle-closed")).isEqualTo(1);
    }

    @Test
    @DisplayName("§8.1: an SCCRP from another port is followed")
    void anotherPortIsFollowed() {
        lns.answersFromPort = 40_000;
        long call = established();
        assertThat(world.connected(call).binding().peer().getPort()).isEqualTo(40_000);
    }

    @Test
    @DisplayName("§8.1: an SCCRP from another address is not ours")
    void anotherAddressIsRefused() {
        lns.answersTunnels = false;
        world.calls(LNS);
        world.deliver();
        int id = world.engine.tunnels().getFirst().facts().localTunnelId();
        ByteBuffer reply =
                encoded(
                        new ControlHeader(id, 0, 0, 1),
                        new Sccrp(5, "lns", 3, 0, 4, null, null, 1, null));
        var stranger = new InetSocketAddress(World.address("10.9.9.9"), 1701);
        world.engine.onDatagram(world.now, LAC, stranger, reply, world);
        assertThat(tunnelState()).isEqualTo("wait-ctl-reply");
        assertThat(world.count("dropped-wrong-peer")).isEqualTo(1);
    }

    @Test
    @DisplayName("§7.2.1, idle: an SCCRQ that nobody waits for gets StopCCN 4 with its id")
    void anUnsolicitedSccrqIsRefused() {
        var from = new InetSocketAddress(lns.address, 1701);
        Sccrq sccrq = new Sccrq(77, "lns", 3, 0, 4, null, null, 1, null);
        world.engine.onDatagram(
                world.now, LAC, from, encoded(new ControlHeader(0, 0, 0, 0), sccrq), world);
        world.deliver();
        assertThat(world.count("refused-sccrq")).isEqualTo(1);
        assertThat(world.engine.tunnels()).isEmpty();
    }

    @Test
    @DisplayName("§4.4.3, Tie Breaker: the loser opens again, the winner goes on")
    void simultaneousOpen() {
        lns.answersTunnels = false;
        long call = world.calls(LNS);
        world.deliver();
        var from = new InetSocketAddress(lns.address, 1701);
        Sccrq loses = new Sccrq(77, "lns", 3, 0, 4, null, null, 1, null);
        world.engine.onDatagram(
                world.now, LAC, from, encoded(new ControlHeader(0, 0, 0, 0), loses), world);
        assertThat(world.count("ties-won")).isEqualTo(1);
        assertThat(world.count("refused-sccrq")).isZero();

        lns.answersTunnels = true;
        Sccrq wins = new Sccrq(78, "lns", 3, 0, 4, null, 0L, 1, null);
        world.engine.onDatagram(
                world.now, LAC, from, encoded(new ControlHeader(0, 0, 0, 0), wins), world);
        assertThat(world.count("ties-lost")).isEqualTo(1);
        world.passes(ofSeconds(1));
        assertThat(world.state(call)).isEqualTo("established");
    }

    @Test
    @DisplayName("§4.4.3, Tie Breaker: a peer that wins every tie does not keep us opening")
    void aPeerThatAlwaysWins() {
        lns.answersTunnels = false;
        long call = world.calls(LNS);
        var from = new InetSocketAddress(lns.address, 1701);
        Sccrq wins = new Sccrq(78, "lns", 3, 0, 4, null, 0L, 1, null);
        for (int i = 0; i < 20; i++) {
            world.engine.onDatagram(
                    world.now, LAC, from, encoded(new ControlHeader(0, 0, 0, 0), wins), world);
        }
        assertThat(world.ended(call).end().reason()).contains("won the tie");
        assertThat(world.count("tunnels-opened")).isEqualTo(4);
        assertThat(world.events(Event.TunnelFailed.class)).hasSize(1);
    }

    @Test
    @DisplayName("§4.4.3, Assigned Session ID: it is never 0, whatever session id an ICRP had")
    void anIcrpForSessionZero() {
        established();
        lns.tunnel().send(0, new Icrp(900));
        lns.flush();
        world.passes(ofSeconds(1));
        assertThat(lns.heard(Cdn.class))
                .singleElement()
                .satisfies(cdn -> assertThat(cdn.assignedSessionId()).isNotZero());
    }

    @Test
    @DisplayName("§4.4.3, Assigned Tunnel ID: a StopCCN with tunnel id 0 finds its tunnel")
    void aStopCcnWithoutOurId() {
        long call = established();
        var from = new InetSocketAddress(lns.address, 1701);
        StopCcn stop = new StopCcn(lns.tunnel().id, new ResultCode(1));
        world.engine.onDatagram(
                world.now, LAC, from, encoded(new ControlHeader(0, 0, 9, 9), stop), world);
        world.deliver();
        assertThat(world.isOver(call)).isTrue();
    }

    @Test
    @DisplayName("§4.1: an unknown mandatory AVP in a session message: CDN 2/8, next candidate")
    void anUnknownMandatoryAvpOfASession() {
        lns.answersCalls = false;
        ScriptedLns other = world.lns("10.0.0.3");
        long call = world.calls(LNS, World.to("10.0.0.3"));
        world.passes(ofMillis(10));
        Icrq icrq = lns.heard(Icrq.class).getFirst();
        fromLns(icrq.assignedSessionId(), new Icrp(900));
        Cdn cdn = lns.heard(Cdn.class).getFirst();
        assertThat(cdn.result().result()).isEqualTo(2);
        assertThat(cdn.result().error()).isEqualTo(8);
        world.passes(ofSeconds(1));
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(other.sessions()).isEqualTo(1);
    }

    @Test
    @DisplayName("§4.1: an unknown mandatory AVP in a tunnel message: StopCCN 2/8")
    void anUnknownMandatoryAvpOfTheTunnel() {
        long call = established();
        fromLns(0, new Hello());
        StopCcn stop = lns.heard(StopCcn.class).getFirst();
        assertThat(stop.result().result()).isEqualTo(2);
        assertThat(stop.result().error()).isEqualTo(8);
        assertThat(world.ended(call).end().by()).isEqualTo(Event.By.LAC);
    }

    /** The next message of the LNS, with an AVP that nobody knows behind it. */
    private void fromLns(int sessionId, ControlMessage message) {
        ScriptedLns.Tunnel tunnel = lns.tunnel();
        var state = tunnel.channel.state();
        ByteBuffer plain =
                encoded(
                        new ControlHeader(tunnel.lacId, sessionId, state.nextNs(), state.nr()),
                        message);
        ByteBuffer octets = ByteBuffer.allocate(plain.remaining() + 8);
        octets.put(plain).putShort((short) 0x8008).putShort((short) 0);
        octets.putShort((short) 999).putShort((short) 1).flip();
        octets.putShort(2, (short) octets.remaining());
        world.toLac(new InetSocketAddress(lns.address, 1701), LAC, octets);
        world.deliver();
    }

    @Test
    @DisplayName("§5.6: an ICRP for a call that has gone gets a CDN")
    void anIcrpForACallThatHasGoneGetsACdn() {
        lns.answersCalls = false;
        long call = world.calls(LNS);
        world.passes(ofMillis(10));
        Icrq icrq = lns.heard(Icrq.class).getFirst();
        world.losesFromLac = octets -> World.typeOf(octets) == 14;
        world.leaves(call);
        world.losesFromLac = _ -> false;
        int id = lns.answer(lns.tunnel(), icrq);
        lns.flush();
        world.passes(ofSeconds(3));
        assertThat(lns.heard(Cdn.class))
                .extracting(Cdn::assignedSessionId)
                .containsOnly(icrq.assignedSessionId());
        assertThat(lns.heard(Cdn.class)).hasSize(2);
        assertThat(lns.tunnel().sessions).doesNotContainKey(id);
    }

    @Test
    void aCallThatLeavesBeforeItsIcrqWasSentSendsNothing() {
        lns.answersTunnels = false;
        long call = world.calls(LNS);
        world.passes(ofMillis(10));
        world.leaves(call);
        world.passes(ofSeconds(1));
        assertThat(lns.heard(Cdn.class)).isEmpty();
        assertThat(world.ended(call).end().resultCode()).isZero();
    }

    @Test
    @DisplayName("§7.4: incoming calls from the LNS are refused with CDN 5")
    void incomingCallsFromTheLnsAreRefused() {
        established();
        lns.tunnel().send(0, new Icrq(33, 1, 1, 1, "alice", null, null, List.of()));
        lns.flush();
        world.passes(ofSeconds(1));
        assertThat(lns.heard(Cdn.class))
                .singleElement()
                .satisfies(cdn -> assertThat(cdn.result().result()).isEqualTo(5));
    }

    @Test
    @DisplayName("§5.7: an operator clears a tunnel")
    void anOperatorClearsATunnel() {
        long call = established();
        int id = world.engine.tunnels().getFirst().facts().localTunnelId();
        world.command(new Command.ClearTunnel(id, "moved"));
        world.passes(ofSeconds(1));
        assertThat(world.ended(call).end().by()).isEqualTo(Event.By.OPERATOR);
        assertThat(world.ended(call).end().cause()).isEqualTo(EndCause.ADMIN_RESET);
        assertThat(lns.heard(StopCcn.class).getFirst().result().text()).isEqualTo("moved");
        world.command(new Command.ClearTunnel(id, "again"));
        assertThat(world.count("commands-for-unknown-tunnels")).isEqualTo(1);
    }

    @Test
    @DisplayName("§5.6: an operator clears a call")
    void anOperatorClearsACall() {
        long call = established();
        world.command(new Command.ClearCall(call, EndCause.ADMIN_RESET, "abuse"));
        world.passes(ofSeconds(1));
        Cdn cdn = lns.heard(Cdn.class).getFirst();
        assertThat(cdn.result().result()).isEqualTo(3);
        assertThat(cdn.result().text()).isEqualTo("abuse");
        assertThat(world.ended(call).end().by()).isEqualTo(Event.By.OPERATOR);
    }

    @Test
    @DisplayName("Appendix B.2: a lost ICRP is sent again, and the call comes up")
    void aLostIcrp() {
        boolean[] lose = {true};
        world.losesToLac =
                octets -> {
                    boolean lost = lose[0] && World.typeOf(octets) == 11;
                    lose[0] &= !lost;
                    return lost;
                };
        long call = world.calls(LNS);
        world.passes(ofMillis(900));
        assertThat(world.state(call)).isEqualTo("wait-reply");
        world.passes(ofSeconds(1));
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(lns.heard(Icrq.class)).hasSize(1);
    }

    @Test
    @DisplayName("Appendix B.3: a lost SCCRQ, SCCRP or SCCCN only costs time")
    void lostStartMessages() {
        for (int type : List.of(1, 2, 3)) {
            World other = new World();
            ScriptedLns peer = other.lns("10.0.0.2");
            boolean[] lose = {true};
            other.losesFromLac =
                    other.losesToLac =
                            octets -> {
                                boolean lost = lose[0] && World.typeOf(octets) == type;
                                lose[0] &= !lost;
                                return lost;
                            };
            long call = other.calls(LNS);
            other.passes(ofSeconds(4));
            assertThat(other.state(call)).as("lost %d", type).isEqualTo("established");
            assertThat(peer.heard(Sccrq.class)).hasSize(1);
        }
    }

    @Test
    void icrqsInFlightAreBounded() {
        lns.answersCalls = false;
        for (int i = 0; i < 200; i++) {
            world.calls(LNS);
        }
        world.passes(ofSeconds(2));
        assertThat(world.engine.tunnels().getFirst().awaitingReply()).isEqualTo(64);
        assertThat(world.engine.tunnels().getFirst().waiting()).isEqualTo(136);
    }
}
