package org.lacserver.l2tp.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.session.SessionAction.CleanUp;
import org.lacserver.l2tp.session.SessionAction.Connected;
import org.lacserver.l2tp.session.SessionAction.Ignore;
import org.lacserver.l2tp.session.SessionAction.LinkInfo;
import org.lacserver.l2tp.session.SessionAction.OpenTunnel;
import org.lacserver.l2tp.session.SessionAction.Send;
import org.lacserver.l2tp.session.SessionEvent.LocalClose;
import org.lacserver.l2tp.session.SessionEvent.Received;
import org.lacserver.l2tp.session.SessionEvent.Ring;
import org.lacserver.l2tp.session.SessionEvent.TunnelOpen;
import org.lacserver.l2tp.session.SessionState.Established;
import org.lacserver.l2tp.session.SessionState.Idle;
import org.lacserver.l2tp.session.SessionState.WaitReply;
import org.lacserver.l2tp.session.SessionState.WaitTunnel;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Sli;
import org.lacserver.l2tp.wire.ProxyAuthen;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Caller;
import org.lacserver.port.Line;
import org.lacserver.port.Octets;
import org.lacserver.port.ProxyLcp;
import org.lacserver.port.Secret;

import java.util.List;
import java.util.Objects;

/** RFC 2661 §7.4.1, LAC incoming call, row by row. */
class SessionMachineTest {
    private static final Caller CHAP_CALLER =
            new Caller(
                    Caller.Method.CHAP,
                    "bob@isp",
                    5,
                    Octets.of((byte) 1, (byte) 2),
                    Secret.of("0123456789abcdef"));
    private static final ProxyLcp LCP = new ProxyLcp(octets(1), octets(2), octets(3));

    private final IncomingCall call = call(SessionSettings.DEFAULTS, line(0, 0), CHAP_CALLER);
    private final SessionState waitTunnel = new WaitTunnel(call);
    private final SessionState waitReply = new WaitReply(call, 7);
    private final SessionState established = new Established(7, 70);
    private final Cdn cdn = new Cdn(70, new ResultCode(4), null, null);
    private final LocalClose close = new LocalClose(new ResultCode(1), null);

    private static IncomingCall call(SessionSettings settings, Line line, Caller caller) {
        Speeds speeds = Speeds.told(settings, Speeds.of(line), new Speeds(0, 0));
        return IncomingCall.of(
                settings,
                new IncomingCall.Particulars(
                        settings.proxy(), 99, "vpn1", speeds, false, ControlMessage.ABSENT),
                line,
                caller,
                LCP);
    }

    private static Line line(long upKbps, long downKbps) {
        return new Line(2, "eth2", 3, 4, 0x02005e100001L, 5, null, null, upKbps, downKbps, "gold");
    }

    private static ControlMessage icrq() {
        return call(SessionSettings.DEFAULTS, line(0, 0), CHAP_CALLER).request(8);
    }

    private ControlMessage iccn() {
        return call.connected();
    }

    @Test
    @DisplayName("§7.4.1 row 1: idle, ready to indicate: initiate local control connection open")
    void idleRing() {
        assertRow(new Idle(), new Ring(call), waitTunnel, new OpenTunnel());
    }

    @Test
    @DisplayName("§7.4.1 row 2: idle, ICCN, ICRP or CDN received: clean up")
    void idleReceives() {
        assertRow(new Idle(), new Received(new Icrp(1)), new Idle(), new CleanUp(null, null));
        assertRow(new Idle(), new Received(iccn()), new Idle(), new CleanUp(null, null));
        assertRow(new Idle(), new Received(cdn), new Idle(), new CleanUp(cdn, null));
    }

    @Test
    @DisplayName("§7.4.1 row 3: wait-tunnel, line drop: clean up, nobody is told")
    void waitTunnelDrop() {
        assertRow(waitTunnel, close, new Idle(), new CleanUp(null, null));
    }

    @Test
    @DisplayName("§7.4.1 row 4: wait-tunnel, tunnel-open: send ICRQ")
    void waitTunnelOpen() {
        assertRow(waitTunnel, new TunnelOpen(7), waitReply, new Send(0, call.request(7)));
        assertThat(call.request(7).assignedSessionId()).isEqualTo(7);
        assertThat(call.request(7).callSerial()).isEqualTo(99);
    }

    @Test
    @DisplayName("§7.4.1 row 5: wait-reply, ICRP acceptable: send ICCN")
    void waitReplyIcrp() {
        assertRow(
                waitReply,
                new Received(new Icrp(70)),
                established,
                new Send(70, iccn()),
                new Connected(7, 70));
    }

    @Test
    @DisplayName("§7.4.1 rows 6, 9: wait-reply, ICRP not acceptable, close or line drop: send CDN")
    void waitReplyDrop() {
        assertRow(
                waitReply,
                close,
                new Idle(),
                new Send(0, new Cdn(7, new ResultCode(1), null, null)),
                new CleanUp(null, null));
    }

    @Test
    @DisplayName("RFC 3308 §4.1: a PHB that was not asked for gets CDN 12, silence is accepted")
    void waitReplySessionDs() {
        SessionSettings settings = SessionSettings.DEFAULTS;
        var particulars =
                new IncomingCall.Particulars(
                        settings.proxy(), 99, null, new Speeds(1, 1), false, 46 << 10);
        IncomingCall marked = IncomingCall.of(settings, particulars, line(0, 0), CHAP_CALLER, LCP);
        SessionState waits = new WaitReply(marked, 7);
        for (int ds : new int[] {46 << 10, ControlMessage.ABSENT}) {
            SessionMachine.Step step = SessionMachine.step(waits, new Received(new Icrp(70, ds)));
            assertThat(step.next()).isEqualTo(established);
        }
        SessionMachine.Step step = SessionMachine.step(waits, new Received(new Icrp(70, 0)));
        assertThat(step.next()).isEqualTo(new Idle());
        if (!(step.actions().getFirst() instanceof Send(int peer, Cdn sent))) {
            throw new AssertionError("no CDN in " + step);
        }
        assertThat(peer).isEqualTo(70);
        assertThat(sent.result().result()).isEqualTo(12);
    }

    @Test
    @DisplayName("§7.4.1 row 7: wait-reply, ICRQ received: send CDN, clean up")
    void waitReplyIcrq() {
        assertWrong(waitReply, icrq(), "ICRQ in wait-reply");
    }

    @Test
    @DisplayName("§7.4.1 row 8: wait-reply, CDN or ICCN received: clean up")
    void waitReplyCdn() {
        assertRow(waitReply, new Received(cdn), new Idle(), new CleanUp(cdn, null));
        assertRow(
                waitReply,
                new Received(iccn()),
                new Idle(),
                new CleanUp(null, "ICCN in wait-reply"));
    }

    @Test
    @DisplayName("§7.4.1 row 10: established, CDN received: clean up")
    void establishedCdn() {
        assertRow(established, new Received(cdn), new Idle(), new CleanUp(cdn, null));
    }

    @Test
    @DisplayName("§7.4.1 row 11: established, ICRQ, ICRP or ICCN received: send CDN, clean up")
    void establishedWrong() {
        assertWrong(established, icrq(), "ICRQ in established");
        assertWrong(established, new Icrp(71), "ICRP in established");
        assertWrong(established, iccn(), "ICCN in established");
    }

    @Test
    @DisplayName("§7.4.1 row 12: established, line drop or close: send CDN, clean up")
    void establishedDrop() {
        assertRow(
                established,
                close,
                new Idle(),
                new Send(70, new Cdn(7, new ResultCode(1), null, null)),
                new CleanUp(null, null));
    }

    @Test
    @DisplayName("§6.14: SLI in an established call tells of its link; before, there is none")
    void sliTellsOfTheLink() {
        Sli sli = new Sli(0, 0);
        assertRow(established, new Received(sli), established, new LinkInfo(sli));
        assertRow(waitReply, new Received(sli), waitReply, new Ignore(sli));
    }

    @Test
    @DisplayName("§4.4.4: connect speeds saturate at 32 bits, the default stands in for unknown")
    void connectSpeeds() {
        var fast = call(SessionSettings.DEFAULTS, line(10_000_000, 10_000_000), CHAP_CALLER);
        assertThat(fast.connected().txConnectSpeed()).isEqualTo(4_294_967_295L);
        assertThat(fast.connected().rxConnectSpeed()).isEqualTo(ControlMessage.ABSENT);
        assertThat(call.connected().txConnectSpeed()).isEqualTo(100_000_000);
        var uneven = call(SessionSettings.DEFAULTS, line(1_000, 16_000), CHAP_CALLER);
        assertThat(uneven.connected().txConnectSpeed()).isEqualTo(16_000_000);
        assertThat(uneven.connected().rxConnectSpeed()).isEqualTo(1_000_000);
    }

    @Test
    @DisplayName("§4.4.5: CHAP is proxied with name, challenge, id and response")
    void chapProxy() {
        assertThat(call.connected().proxyAuthen())
                .isEqualTo(
                        new ProxyAuthen(
                                ProxyAuthen.CHAP,
                                Octets.utf8("bob@isp"),
                                CHAP_CALLER.challenge(),
                                5,
                                CHAP_CALLER.response()));
        assertThat(call.connected().privateGroupId()).isEqualTo("vpn1");
        assertThat(call.connected().lastSentConfreq()).isEqualTo(octets(2));
    }

    private static Octets octets(int only) {
        return Octets.of(new byte[] {(byte) only});
    }

    @Test
    @DisplayName("§4.4.5: Proxy Authen Name can be another one; the proof stays the caller's")
    void proxyNameIsRewritten() {
        var settings = SessionSettings.DEFAULTS.withProxyName(name -> "x-" + name);
        assertThat(call(settings, line(0, 0), CHAP_CALLER).connected().proxyAuthen())
                .isEqualTo(
                        new ProxyAuthen(
                                ProxyAuthen.CHAP,
                                Octets.utf8("x-bob@isp"),
                                CHAP_CALLER.challenge(),
                                5,
                                CHAP_CALLER.response()));
    }

    @Test
    @DisplayName("§4.4.5: Proxy Authen Name has the octets the caller sent, UTF-8 or not")
    void proxyNameIsOctets() {
        Octets sent = Octets.of((byte) 'j', (byte) 0xe9);
        Caller caller =
                Caller.named(Caller.Method.PAP, sent, 1, Octets.EMPTY, Secret.of("password"));
        assertThat(caller.userName()).isEqualTo("j\ufffd");
        ProxyAuthen proxy =
                call(SessionSettings.DEFAULTS, line(0, 0), caller).connected().proxyAuthen();
        assertThat(Objects.requireNonNull(proxy).name()).isEqualTo(sent);
        var renamed = SessionSettings.DEFAULTS.withProxyName(_ -> "x");
        proxy = call(renamed, line(0, 0), caller).connected().proxyAuthen();
        assertThat(Objects.requireNonNull(proxy).name()).isEqualTo(Octets.utf8("x"));
    }

    @Test
    void proxyCanBeSwitchedOff() {
        var settings =
                SessionSettings.DEFAULTS
                        .withNumbers(
                                (line, caller) -> line.macText(),
                                (line, caller) -> line.portText(),
                                NumberFormat.NONE)
                        .withProxy(Proxy.NONE)
                        .withLine(LineAvps.NONE, false);
        IncomingCall bare = call(settings, line(0, 0), CHAP_CALLER);
        assertThat(bare.connected().proxyAuthen()).isNull();
        assertThat(bare.request(1).callingNumber()).isEqualTo("02:00:5e:10:00:01");
        assertThat(bare.request(1).calledNumber()).isEqualTo("eth2:3.4");
        assertThat(bare.request(1).physicalChannelId()).isEqualTo(0x02_003_004L);
    }

    private static void assertWrong(SessionState state, ControlMessage message, String fault) {
        SessionMachine.Step step = SessionMachine.step(state, new Received(message));
        assertThat(step.next()).isEqualTo(new Idle());
        assertThat(step.actions()).hasSize(2);
        if (!(step.actions().getFirst() instanceof Send(_, Cdn sent))) {
            throw new AssertionError("no CDN in " + step);
        }
        assertThat(sent.assignedSessionId()).isEqualTo(7);
        assertThat(step.actions().getLast()).isEqualTo(new CleanUp(null, fault));
    }

    private static void assertRow(
            SessionState state, SessionEvent event, SessionState next, SessionAction... actions) {
        SessionMachine.Step step = SessionMachine.step(state, event);
        assertThat(step.next()).isEqualTo(next);
        assertThat(step.actions()).isEqualTo(List.of(actions));
    }
}
