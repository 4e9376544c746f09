package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.LnsProfile;
import org.lacserver.l2tp.transport.ChannelConfig;
import org.lacserver.l2tp.tunnel.TunnelSettings;
import org.lacserver.l2tp.tunnel.TunnelSettings.IdRange;
import org.lacserver.l2tp.tunnel.TunnelSettingsBuilder;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage.Hello;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.Lenience;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.Secret;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What each LNS's own profile says of its tunnels. */
class TunnelProfileTest {
    private static final Candidate OWN = World.to("10.0.0.2");
    private static final Candidate USUAL = World.to("10.0.0.3");
    private static final InetSocketAddress LAC = new InetSocketAddress(World.LAC, 1701);

    private final OneLns config = new OneLns();

    private static ChannelConfig channel(int window, int setupRetries, int retries) {
        ChannelConfig usual = ChannelConfig.DEFAULT;
        return new ChannelConfig(
                window,
                usual.maxWindow(),
                new ChannelConfig.Repeats(
                        ofMillis(200).toNanos(), ofSeconds(8).toNanos(), setupRetries),
                new ChannelConfig.Repeats(ofMillis(200).toNanos(), ofSeconds(8).toNanos(), retries),
                usual.ackDelayNanos(),
                usual.maxQueued());
    }

    /** How often each type of message left the box. */
    private static Map<Integer, Integer> sent(World world) {
        Map<Integer, Integer> sent = new HashMap<>();
        world.losesFromLac =
                octets -> {
                    sent.merge(World.typeOf(octets), 1, Integer::sum);
                    return false;
                };
        return sent;
    }

    @Test
    @DisplayName("§5.8: retransmissions before the tunnel is up are the profile's")
    void setUpRetransmissions() {
        config.tunnel.channel = channel(8, 1, 5);
        World world = config.world();
        world.lns("10.0.0.2").dead = true;
        world.lns("10.0.0.3").dead = true;
        Map<Integer, Integer> sent = sent(world);
        long own = world.calls(OWN);
        world.passes(ofMillis(599));
        assertThat(world.isOver(own)).isFalse();
        world.passes(ofMillis(2));
        assertThat(world.isOver(own)).isTrue();
        assertThat(sent.get(1)).isEqualTo(2);
        long usual = world.calls(USUAL);
        world.passes(ofSeconds(7));
        assertThat(world.isOver(usual)).isFalse();
        assertThat(sent.get(1)).isEqualTo(2 + 4);
    }

    @Test
    @DisplayName("§4.4.3, Receive Window Size: the profile's window is offered")
    void theWindow() {
        config.tunnel.channel = channel(8, 1, 5);
        World world = config.world();
        ScriptedLns lns = world.lns("10.0.0.2");
        world.calls(OWN);
        world.deliver();
        assertThat(lns.heard(Sccrq.class).getFirst().receiveWindow()).isEqualTo(8);
    }

    @Test
    @DisplayName("§4.4.3: an LNS may ask for no call that was not offered, so modems are")
    void capabilities() {
        config.tunnel.capabilities = TunnelSettings.Capabilities.WITH_MODEMS;
        config.tunnel.acceptsTunnels = true;
        World world = config.world();
        ScriptedLns lns = world.lns("10.0.0.2");
        world.calls(OWN);
        lns.opens(LAC);
        ScriptedLns other = world.lns("10.0.0.3");
        world.calls(USUAL);
        world.passes(ofMillis(1));
        Sccrq own = lns.heard(Sccrq.class).getFirst();
        assertThat(own.framingCapabilities()).isEqualTo(3);
        assertThat(own.bearerCapabilities()).isEqualTo(3);
        Sccrp reply = lns.heard(Sccrp.class).getFirst();
        assertThat(reply.framingCapabilities()).isEqualTo(3);
        assertThat(reply.bearerCapabilities()).isEqualTo(3);
        Sccrq usual = other.heard(Sccrq.class).getFirst();
        assertThat(usual.framingCapabilities()).isEqualTo(1);
        assertThat(usual.bearerCapabilities()).isEqualTo(1);
    }

    @Test
    @DisplayName("§5.5, §5.8: Hello and retransmissions of a tunnel that is up are the profile's")
    void retransmissionsOfATunnelThatIsUp() {
        config.tunnel.channel = channel(8, 5, 2);
        config.tunnel.hello = ofSeconds(10);
        World world = config.world();
        ScriptedLns lns = world.lns("10.0.0.2");
        long call = world.calls(OWN);
        world.passes(ofSeconds(1));
        assertThat(world.state(call)).isEqualTo("established");
        Map<Integer, Integer> sent = sent(world);
        lns.dead = true;
        world.passes(ofSeconds(15));
        assertThat(sent.get(6)).isEqualTo(3);
        assertThat(world.ended(call).end().reason()).contains("stopped acknowledging");
    }

    @Test
    @DisplayName("§5.5: no Hello where the profile wants none")
    void noHello() {
        config.tunnel.hello = ofSeconds(0);
        World world = config.world();
        ScriptedLns lns = world.lns("10.0.0.2");
        world.calls(OWN);
        world.passes(ofMinutes(5));
        assertThat(lns.heard(Hello.class)).isEmpty();
    }

    @Test
    @DisplayName("§7.2.1: the time for a tunnel's set-up is the profile's")
    void theSetUpTime() {
        config.tunnel.setupTimeout = ofSeconds(2);
        World world = config.world();
        ScriptedLns lns = world.lns("10.0.0.2");
        lns.answersTunnels = false;
        long call = world.calls(OWN);
        world.passes(ofMillis(1_999));
        assertThat(world.isOver(call)).isFalse();
        world.passes(ofMillis(2));
        assertThat(world.isOver(call)).isTrue();
        assertThat(lns.heard(StopCcn.class)).hasSize(1);
    }

    @Test
    @DisplayName("§5.8: tunnel ids are of the range, and none is another's before it has rested")
    void tunnelIds() {
        TunnelSettingsBuilder tunnel = new TunnelSettingsBuilder();
        tunnel.tunnelIds = new IdRange(500, 500);
        LnsProfile usual = LnsProfile.defaults("lac1");
        World world =
                new World(
                        new LnsProfile(
                                "",
                                tunnel.build(),
                                usual.session(),
                                usual.data(),
                                usual.allowance()));
        world.lns("10.0.0.2");
        world.lns("10.0.0.3");
        long first = world.calls(OWN);
        world.passes(ofSeconds(1));
        assertThat(world.connected(first).binding().localTunnelId()).isEqualTo(500);
        long second = world.calls(USUAL);
        assertThat(world.ended(second).end().reason()).contains("no tunnel can be opened");
        assertThat(world.count("limit-tunnels")).isEqualTo(1);

        world.command(new Command.ClearTunnel(500, "moved"));
        world.passes(ofSeconds(30));
        assertThat(world.engine.tunnels()).hasSize(1);
        world.passes(ofSeconds(2));
        assertThat(world.engine.tunnels()).isEmpty();
        assertThat(world.isOver(world.calls(USUAL))).isTrue();
        world.passes(ofSeconds(31));
        long third = world.calls(USUAL);
        world.passes(ofSeconds(1));
        assertThat(world.connected(third).binding().localTunnelId()).isEqualTo(500);
    }

    @Test
    @DisplayName(
            "§4.1: an unknown mandatory AVP is let pass where the profile says so, and counted")
    void lenience() {
        for (boolean lenient : new boolean[] {false, true}) {
            config.tunnel.lenient = lenient ? Set.of(Lenience.UNKNOWN_MANDATORY_AVP) : Set.of();
            World world = config.world();
            ScriptedLns lns = world.lns("10.0.0.2");
            long call = world.calls(OWN);
            world.passes(ofSeconds(1));
            helloWithUnknownAvp(world, lns);
            assertThat(world.isOver(call)).isEqualTo(!lenient);
            assertThat(world.count("messages-with-faults-let-pass")).isEqualTo(lenient ? 1 : 0);
            assertThat(world.engine.tunnels().getFirst().letPass()).isEqualTo(lenient ? 1 : 0);
        }
    }

    private static void helloWithUnknownAvp(World world, ScriptedLns lns) {
        ScriptedLns.Tunnel tunnel = lns.tunnel();
        var state = tunnel.channel.state();
        ByteBuffer octets = ByteBuffer.allocate(100);
        ControlCodec.encode(
                new ControlHeader(tunnel.lacId, 0, state.nextNs(), state.nr()),
                new Hello(),
                HidePolicy.NONE,
                Secret.NONE,
                new Random(1),
                octets);
        octets.putShort((short) 0x8008).putShort((short) 0).putShort((short) 999);
        octets.putShort((short) 1).flip().putShort(2, (short) octets.limit());
        world.toLac(new InetSocketAddress(lns.address, 1701), LAC, octets);
        world.deliver();
    }
}
