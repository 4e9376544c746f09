package org.lacserver.l2tp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.l2tp.session.SpeedSource.LINE;
import static org.lacserver.l2tp.session.SpeedSource.RADIUS;
import static org.lacserver.l2tp.session.SpeedSource.STATIC;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.LineAvp;
import org.lacserver.l2tp.wire.VendorAvp;
import org.lacserver.port.Binding;
import org.lacserver.port.Caller;
import org.lacserver.port.Line;
import org.lacserver.port.Octets;
import org.lacserver.port.ProxyLcp;
import org.lacserver.port.Secret;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What an LNS is told of a call, as its settings want it. */
class IncomingCallTest {
    private static final SessionSettings USUAL = SessionSettings.DEFAULTS;
    private static final LinkOptions PPPOE =
            new LinkOptions(Octets.of((byte) 1, (byte) 2), Octets.of((byte) 5, (byte) 6));
    private static final Speeds NONE = new Speeds(0, 0);
    private static final Caller CALLER =
            new Caller(Caller.Method.NONE, "bob", 0, Octets.EMPTY, Secret.NONE);

    private static Line line(@Nullable String circuitId) {
        return new Line(
                0,
                "eth1",
                0,
                0,
                1,
                5,
                circuitId,
                "remote",
                1_000,
                16_000,
                "gold",
                Map.of(0x84, 512L, 0x8b, 20L, 0x90, 0x010101L, 0xfe, 1L));
    }

    private static IncomingCall call(SessionSettings settings, Line line, boolean sequencing) {
        return IncomingCall.of(
                settings,
                new IncomingCall.Particulars(
                        Proxy.NONE, 1, null, new Speeds(7, 7), sequencing, 0xb800),
                line,
                CALLER,
                new ProxyLcp(Octets.EMPTY, Octets.EMPTY, Octets.EMPTY));
    }

    private static SessionSettings order(SpeedSource... order) {
        return USUAL.withSpeeds(List.of(order), 100, 10, ControlMessage.MAX_UNSIGNED, false);
    }

    @Test
    @DisplayName(
            "§4.4.4: the first source that knows a speed is believed, each direction by itself")
    void speedSources() {
        Speeds line = new Speeds(50, 0);
        Speeds radius = new Speeds(30, 3);
        assertThat(Speeds.told(order(LINE, RADIUS, STATIC), line, radius))
                .isEqualTo(new Speeds(50, 3));
        assertThat(Speeds.told(order(RADIUS, LINE, STATIC), line, radius))
                .isEqualTo(new Speeds(30, 3));
        assertThat(Speeds.told(order(STATIC, LINE), line, radius)).isEqualTo(new Speeds(100, 10));
        assertThat(Speeds.told(order(LINE), NONE, radius)).isEqualTo(new Speeds(100, 10));
    }

    @Test
    @DisplayName("§4.4.4: no speed is told as more than the cap, nor than 32 bits hold")
    void cap() {
        SessionSettings capped = USUAL.withSpeeds(List.of(LINE, STATIC), 100, 10, 40, false);
        assertThat(Speeds.told(capped, new Speeds(50, 20), NONE)).isEqualTo(new Speeds(40, 20));
        Speeds huge = new Speeds(Long.MAX_VALUE, 1L << 32);
        assertThat(Speeds.told(USUAL, huge, NONE))
                .isEqualTo(new Speeds(4_294_967_295L, 4_294_967_295L));
    }

    @Test
    @DisplayName("§4.4.4: Rx Connect Speed is there when it differs, or always")
    void rxSpeed() {
        assertThat(call(USUAL, line(null), false).connected().rxConnectSpeed())
                .isEqualTo(ControlMessage.ABSENT);
        SessionSettings always = USUAL.withSpeeds(List.of(STATIC), 7, 7, 9, true);
        assertThat(call(always, line(null), false).connected().rxConnectSpeed()).isEqualTo(7);
    }

    @Test
    @DisplayName("RFC 5515 §3: nothing, the ids, or every characteristic of the line")
    void lineAvps() {
        assertThat(avps(LineAvps.NONE, "olt 1")).isEmpty();
        assertThat(avps(LineAvps.IDS, "olt 1")).extracting(VendorAvp::type).containsExactly(1, 2);
        assertThat(avps(LineAvps.ALL, "olt 1"))
                .extracting(VendorAvp::type)
                .containsExactly(1, 2, 0x81, 0x82, 0x84, 0x8b, 0x90, 0xfe);
        assertThat(avps(LineAvps.ALL, "olt 1"))
                .contains(Objects.requireNonNull(VendorAvp.fromLine(0x82, 16_000)))
                .contains(Objects.requireNonNull(VendorAvp.fromLine(0x8b, 20)));
    }

    @Test
    @DisplayName("RFC 5515 §5.1: a circuit id has 2 octets at least; a shorter one is not told")
    void shortIds() {
        assertThat(avps(LineAvps.IDS, "7"))
                .extracting(VendorAvp::type)
                .containsExactly(LineAvp.AGENT_REMOTE_ID.number());
    }

    private static List<VendorAvp> avps(LineAvps which, String circuitId) {
        return call(USUAL.withLine(which, false), line(circuitId), false).request(1).vendorAvps();
    }

    @Test
    @DisplayName("§4.4.3: Sub-Address is what its template says; RFC 5515 §6.2: AVP 98 when wanted")
    void icrqExtras() {
        SessionSettings settings =
                USUAL.withNumbers(
                                NumberFormat.NONE,
                                NumberFormat.NONE,
                                (line, caller) -> caller.userName())
                        .withLine(LineAvps.NONE, true);
        assertThat(call(settings, line(null), false).request(1).subAddress()).isEqualTo("bob");
        assertThat(call(settings, line(null), false).request(1).connectSpeedUpdateEnable())
                .isTrue();
        assertThat(call(USUAL, line(null), false).request(1).subAddress()).isNull();
        assertThat(call(USUAL, line(null), false).request(1).connectSpeedUpdateEnable()).isFalse();
        assertThat(call(USUAL, line(null), false).request(1).sessionDs()).isEqualTo(0xb800);
    }

    @Test
    @DisplayName("§4.4.4: Sequencing Required is there when the LNS's profile says so")
    void sequencingRequired() {
        assertThat(call(USUAL, line(null), true).connected().sequencingRequired()).isTrue();
        assertThat(call(USUAL, line(null), false).connected().sequencingRequired()).isFalse();
    }

    @Test
    @DisplayName(
            "RFC 3437 §2.1, §2.2: what PPPoE can do is told, of a modem what async framing can")
    void lcpOptions() {
        Iccn told = call(USUAL.withLcpOptions(PPPOE), line(null), false).connected();
        assertThat(told.lcpWantOptions()).hasToString("0102");
        assertThat(told.lcpAllowOptions()).hasToString("0506");
        assertThat(call(USUAL, line(null), false).connected().lcpAllowOptions()).isNull();
        LinkOptions serial = LinkOptions.of(USUAL.withLcpOptions(PPPOE), Binding.Access.SERIAL);
        assertThat(LinkOptions.of(USUAL, Binding.Access.SERIAL)).isEqualTo(LinkOptions.UNTOLD);
        assertThat(String.valueOf(serial.allow())).contains("0206ffffffff").endsWith("07020802");
    }
}
