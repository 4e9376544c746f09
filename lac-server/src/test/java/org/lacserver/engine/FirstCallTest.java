package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.l2tp.tunnel.TunnelSettingsBuilder;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Scccn;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.ProxyAuthen;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.util.List;

/** One call from end to end. */
class FirstCallTest {
    private static final Secret SECRET = Secret.of("tunnel secret");

    private final World world = new World();
    private final ScriptedLns lns = world.lns("10.0.0.2");

    @Test
    @DisplayName("§5.1, §5.2.1: SCCRQ to SCCCN, ICRQ to ICCN; the call is joined before it is told")
    void aCallGoesFromLookupToEstablishedAndIsJoinedBeforeItIsTold() {
        long call = world.arrives("alice@isp");
        assertThat(world.events).hasSize(1).first().isInstanceOf(Event.LookupWanted.class);

        world.answer(call, World.to("10.0.0.2"));
        world.passes(ofMillis(1));

        assertThat(lns.heard)
                .hasExactlyElementsOfTypes(Sccrq.class, Scccn.class, Icrq.class, Iccn.class);
        Event.CallConnected connected = world.connected(call);
        assertThat(world.dataPlane.joined).containsEntry(call, connected.binding());
        assertThat(connected.binding().peerTunnelId()).isEqualTo(lns.tunnel().id);
        assertThat(lns.tunnel().sessions)
                .containsEntry(
                        connected.binding().peerSessionId(), connected.binding().localSessionId());
        assertThat(world.state(call)).isEqualTo("established");
        assertThat(connected.facts().decisions())
                .extracting(Event.Decision::outcome)
                .containsExactly("used");
    }

    @Test
    @DisplayName("§4.4.5: proxy LCP and authentication, §4.4.4: real speeds")
    void iccnCarriesSpeedsAndProxyAvps() {
        world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(1));

        Icrq icrq = lns.heard(Icrq.class).getFirst();
        assertThat(icrq.callingNumber()).isEqualTo("olt7 1/3/12");
        assertThat(icrq.calledNumber()).isNull();
        assertThat(icrq.bearerType()).isEqualTo(ControlMessage.BEARER_DIGITAL);
        assertThat(icrq.vendorAvps()).hasSize(2);
        Iccn iccn = lns.heard(Iccn.class).getFirst();
        assertThat(iccn.txConnectSpeed()).isEqualTo(248_900_000);
        assertThat(iccn.rxConnectSpeed()).isEqualTo(40_100_000);
        assertThat(iccn.framingType()).isEqualTo(ControlMessage.FRAMING_SYNC);
        assertThat(iccn.lastSentConfreq()).isEqualTo(World.LCP.lastSent());
        assertThat(iccn.proxyAuthen())
                .isEqualTo(
                        new ProxyAuthen(
                                ProxyAuthen.PAP,
                                Octets.utf8("alice@isp"),
                                null,
                                9,
                                World.PASSWORD));
    }

    @Test
    @DisplayName("§4.4.3, §5.1.1: both sides prove that they know the secret")
    void aSecretAuthenticatesTheTunnelBothWays() {
        lns.secret = SECRET;
        lns.challenges = true;
        long call = world.calls(World.to("10.0.0.2", SECRET, null, null));
        world.passes(ofMillis(1));

        assertThat(world.connected(call).facts().tunnel()).isNotNull();
        assertThat(world.engine.tunnels())
                .singleElement()
                .satisfies(
                        tunnel -> {
                            assertThat(tunnel.weChallenged()).isTrue();
                            assertThat(tunnel.peerChallenged()).isTrue();
                            assertThat(tunnel.peerVendorName()).isEqualTo("scripted");
                        });
        assertThat(lns.tunnel().up).isTrue();
    }

    @Test
    @DisplayName("§5.6, §6.12: the caller leaves, and a CDN tells the LNS why")
    void theCallerLeavesAndTheLnsIsToldWithCause() {
        long call = world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        world.dataPlane.next = new Counters(1, 2, 3, 4);
        world.leaves(call);
        world.passes(ofMillis(1));

        ControlMessage.Cdn cdn = lns.heard(ControlMessage.Cdn.class).getFirst();
        assertThat(cdn.result().result()).isEqualTo(1);
        assertThat(cdn.disconnectCause()).isNotNull();
        Event.CallEnded ended = world.ended(call);
        assertThat(ended.counters()).isEqualTo(new Counters(1, 2, 3, 4));
        assertThat(ended.end().by()).isEqualTo(Event.By.CALLER);
        assertThat(ended.facts().localSessionId()).isNotZero();
        assertThat(world.dataPlane.joined).isEmpty();
        assertThat(lns.sessions()).isZero();
    }

    @Test
    @DisplayName("§5.6: a CDN from the LNS ends the call with its code")
    void theLnsClearsAndTheCallEndsWithItsCode() {
        long call = world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(1));
        lns.clear(world.connected(call).binding().localSessionId(), new ResultCode(3, 0, "bye"));
        world.passes(ofMillis(1));

        Event.End end = world.ended(call).end();
        assertThat(end.by()).isEqualTo(Event.By.LNS);
        assertThat(end.cause()).isEqualTo(EndCause.NAS_REQUEST);
        assertThat(end.resultCode()).isEqualTo(3);
        assertThat(end.reason()).contains("bye");
    }

    @Test
    @DisplayName("§5.7, §7.6: shut-down tells every LNS by StopCCN and ends every call")
    void shutDownTellsEveryLnsAndEndsEveryCall() {
        long call = world.calls(World.to("10.0.0.2"));
        long asking = world.arrives("bob@isp");
        world.passes(ofMillis(1));
        world.command(new Command.ShutDown("upgrade"));
        world.passes(ofSeconds(1));

        assertThat(lns.heard(StopCcn.class))
                .singleElement()
                .satisfies(stop -> assertThat(stop.result().result()).isEqualTo(6));
        assertThat(world.ended(call).end().cause()).isEqualTo(EndCause.ADMIN_REBOOT);
        assertThat(world.ended(asking).end().cause()).isEqualTo(EndCause.ADMIN_REBOOT);
        assertThat(world.engine.isQuiet()).isTrue();
        long late = world.arrives("carol@isp");
        assertThat(world.ended(late).end().reason()).contains("shutting down");
    }

    private static World hiding() {
        EngineSettings d = EngineSettings.defaults("lac1", World.LAC);
        LnsProfile p = LnsProfile.defaults("lac1");
        TunnelSettingsBuilder hiding = new TunnelSettingsBuilder();
        hiding.hide = HidePolicy.SENSITIVE;
        LnsProfile profile =
                new LnsProfile("", hiding.build(), p.session(), p.data(), p.allowance());
        return new World(new EngineSettings(new Profiles(profile, List.of()), d.call()), 1);
    }

    @Test
    @DisplayName("§4.4.5: a password that should be hidden is not sent in clear")
    void aPasswordThatCannotBeHiddenStaysHere() {
        World hiding = hiding();
        ScriptedLns open = hiding.lns("10.0.0.2");
        long call = hiding.calls(World.to("10.0.0.2"));
        hiding.passes(ofMillis(1));
        assertThat(hiding.state(call)).isEqualTo("established");
        Iccn iccn = open.heard(Iccn.class).getFirst();
        assertThat(iccn.proxyAuthen()).isNull();
        assertThat(iccn.lastSentConfreq()).isEqualTo(World.LCP.lastSent());
        assertThat(hiding.count("passwords-withheld")).isEqualTo(1);
    }

    @Test
    @DisplayName("§4.3: with a secret the password is hidden, and the LNS reads it")
    void aPasswordIsHidden() {
        World hiding = hiding();
        ScriptedLns open = hiding.lns("10.0.0.2");
        open.secret = SECRET;
        hiding.calls(World.to("10.0.0.2", SECRET, null, null));
        hiding.passes(ofMillis(1));
        assertThat(open.heard(Iccn.class).getFirst().proxyAuthen())
                .isEqualTo(
                        new ProxyAuthen(
                                ProxyAuthen.PAP,
                                Octets.utf8("alice@isp"),
                                null,
                                9,
                                World.PASSWORD));
        assertThat(hiding.count("passwords-withheld")).isZero();
    }
}
