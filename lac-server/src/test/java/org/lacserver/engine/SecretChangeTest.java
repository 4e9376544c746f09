package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event;
import org.lacserver.port.LnsView;
import org.lacserver.port.Secret;
import org.lacserver.port.TunnelView;

import java.net.InetSocketAddress;

/** Two secrets are good while the one of an LNS is being changed. */
class SecretChangeTest {
    private static final Secret NEW = Secret.of("new");
    private static final Secret OLD = Secret.of("old");
    private static final InetSocketAddress LAC = new InetSocketAddress(World.LAC, 1701);
    private static final Candidate LNS = World.to("10.0.0.2", NEW, null, null);

    private final OneLns config = new OneLns();
    private World world = new World();
    private ScriptedLns lns = world.lns("10.0.0.2");

    private void begin(Secret ofTheLns) {
        config.secret = NEW;
        config.old = OLD;
        world = config.world();
        lns = world.lns("10.0.0.2");
        lns.secret = ofTheLns;
        lns.challenges = true;
    }

    private TunnelView tunnel() {
        return world.engine.tunnels().getLast();
    }

    private long call(Candidate candidate) {
        long call = world.calls(candidate);
        world.passes(ofSeconds(1));
        return call;
    }

    @Test
    @DisplayName("§5.1.1: a response with either secret is right, and ours is made with the same")
    void eitherSecretIsRight() {
        begin(NEW);
        assertThat(world.state(call(LNS))).isEqualTo("established");
        assertThat(tunnel().secret()).isEqualTo("secret");
        begin(OLD);
        assertThat(world.state(call(LNS))).isEqualTo("established");
        assertThat(tunnel().secret()).isEqualTo("old secret");
        assertThat(lns.heard(Sccrq.class)).hasSize(1);
        assertThat(lns.heard(StopCcn.class)).isEmpty();
    }

    @Test
    @DisplayName("§5.1.1: a response with neither is wrong")
    void noOtherSecretIsRight() {
        begin(Secret.of("third"));
        call(LNS);
        assertThat(lns.heard(StopCcn.class).getFirst().result().result()).isEqualTo(4);
        assertThat(lns.heard(Sccrq.class)).hasSize(1);
    }

    @Test
    @DisplayName("RFC 2868 §3.5: while an LNS changes, a candidate may still bring the old secret")
    void aCandidateWithTheOldSecret() {
        begin(NEW);
        assertThat(world.state(call(World.to("10.0.0.2", OLD, null, null))))
                .isEqualTo("established");
    }

    @Test
    @DisplayName("§4.4.2: refused with StopCCN 4 for our response, we try the other at once")
    void theOtherIsTriedAfterARefusal() {
        config.tunnel.challenge = false;
        begin(OLD);
        long call = call(LNS);
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(lns.heard(Sccrq.class)).hasSize(2);
        assertThat(tunnel().secret()).isEqualTo("old secret");
        assertThat(world.count("tunnels-tried-with-other-secret")).isEqualTo(1);
        assertThat(world.count("tunnels-locked-out")).isZero();
        // what has worked goes first from now on
        world.leaves(call);
        world.passes(ofMinutes(3));
        assertThat(world.state(call(LNS))).isEqualTo("established");
        assertThat(lns.heard(Sccrq.class)).hasSize(3);
    }

    @Test
    @DisplayName("§4.4.2: refused with both secrets, the tunnel is locked out")
    void bothAreRefused() {
        config.tunnel.challenge = false;
        begin(Secret.of("third"));
        long call = call(LNS);
        assertThat(world.isOver(call)).isTrue();
        assertThat(lns.heard(Sccrq.class)).hasSize(2);
        assertThat(world.count("tunnels-locked-out")).isEqualTo(1);
    }

    @Test
    @DisplayName("§5.1.1: an LNS that never acknowledges our SCCCN is tried with the other secret")
    void theOtherIsTriedAfterSilence() {
        config.tunnel.challenge = false;
        begin(OLD);
        lns.ignoresWrongSecrets = true;
        boolean[] acknowledges = {false};
        world.losesToLac = octets -> !acknowledges[0] && World.typeOf(octets) == 0;
        assertThat(world.state(call(LNS))).isNotEqualTo("established");
        world.passes(ofSeconds(65));
        acknowledges[0] = true;
        assertThat(world.count("tunnels-tried-with-other-secret")).isEqualTo(1);
        assertThat(world.state(call(LNS))).isEqualTo("established");
        assertThat(tunnel().secret()).isEqualTo("old secret");
    }

    @Test
    @DisplayName("§4.3: AVPs hidden with either secret can be read, and tell which one to use")
    void hiddenAvps() {
        config.tunnel.challenge = false;
        begin(OLD);
        lns.hide = HidePolicy.ALL;
        assertThat(world.state(call(LNS))).isEqualTo("established");
        assertThat(lns.heard(Sccrq.class)).hasSize(1);
        assertThat(tunnel().secret()).isEqualTo("old secret");
    }

    @Test
    @DisplayName("§5.1.1: an LNS that opens a tunnel may have either secret")
    void incomingTunnels() {
        config.tunnel.acceptsTunnels = true;
        for (Secret secret : new Secret[] {NEW, OLD}) {
            begin(secret);
            lns.challenges = false;
            lns.opens(LAC);
            world.passes(ofMillis(500));
            assertThat(tunnel().state()).isEqualTo("established");
            assertThat(tunnel().secret()).isEqualTo(secret.equals(NEW) ? "secret" : "old secret");
        }
    }

    @Test
    @DisplayName("§4.4.2: refused by an LNS that opens, our next response has the other secret")
    void incomingTunnelsThatRefuseUs() {
        config.tunnel.acceptsTunnels = true;
        begin(OLD);
        lns.opens(LAC);
        world.passes(ofMillis(500));
        assertThat(tunnel().state()).isEqualTo("closed");
        assertThat(world.events(Event.TunnelUp.class)).isEmpty();
        lns.opens(LAC);
        world.passes(ofMillis(500));
        assertThat(tunnel().state()).isEqualTo("established");
        assertThat(tunnel().secret()).isEqualTo("old secret");
        assertThat(world.engine.lnses(world.now).getFirst().state()).isEqualTo(LnsView.State.UP);
    }
}
