package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.pppoe.Caller.Seen;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Packets larger than 1492 octets (RFC 4638). */
class MaxPayloadTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;

    private static Caller on(int mru, int mtu, String vlans) {
        List<FrontendSettings.Port> ports =
                List.of(new FrontendSettings.Port("acc0", Caller.LAC, mtu));
        FrontendSettings settings = FrontendSettings.on(ports).mru(mru).build();
        return new Caller(new Frontend(settings, new Random(1)), MAC, vlans);
    }

    private static byte[] maxPayload(int value) {
        return Caller.tag(0x0120, ByteBuffer.allocate(2).putShort((short) value).array());
    }

    private static byte @Nullable [] padoTag(Caller caller, byte[]... more) {
        byte[] tags = Caller.join(Caller.tag(0x0101, new byte[0]), Caller.join(more));
        caller.send(caller.build(0xffff_ffff_ffffL, 0x8863, 0x09, 0, tags));
        return caller.next().tag(0x0120);
    }

    /** The MRU in a Configure-Request. */
    private static int mru(Seen request) {
        assertThat(request.data()).startsWith(1, 4);
        return ByteBuffer.wrap(request.data()).getShort(2) & 0xffff;
    }

    @ParameterizedTest
    @CsvSource({
        // tag, our setting, MTU, VLANs: the MRU
        "1500,1500,1508,,1500",
        "1500,1500,1600,,1500",
        "1600,1500,1600,,1500",
        "1500,9000,9008,,1500",
        "9000,9000,9008,,9000",
        "9000,9000,1508,,1500",
        "9208,9208,9216,,9208",
        "65535,9208,9216,,9208",
        "1500,1500,1508,81000064,1500",
        "1500,1500,1508,8100006481000007,1496",
        "1500,1500,1512,8100006481000007,1500",
        "1500,1500,1512,88a8006481000007,1496",
        "1500,1500,1516,88a8006481000007,1500"
    })
    @DisplayName("RFC 4638 §4, §5.1: the smallest of the tag, our setting and what the port takes")
    void agreed(int tag, int ours, int mtu, @Nullable String vlans, int mru) {
        Caller caller = on(ours, mtu, vlans == null ? "" : vlans);
        byte[] told = {(byte) (tag >> 8), (byte) tag};
        assertThat(padoTag(caller, maxPayload(tag))).as("unmodified").isEqualTo(told);
        caller.send(caller.padr("", caller.cookie(), maxPayload(tag)));
        Seen pads = caller.next();
        assertThat(pads.tag(0x0120)).isEqualTo(told);
        caller.sessionId = pads.sessionId();
        assertThat(mru(caller.next())).isEqualTo(mru);

        caller.lcp(1, 1, mruOption(mru + 1));
        Seen nak = caller.next();
        assertThat(nak.pppCode()).isEqualTo(3);
        assertThat(nak.data()).isEqualTo(mruOption(mru));
        caller.lcp(1, 2, mruOption(mru));
        assertThat(caller.next().pppCode()).isEqualTo(2);
    }

    private static byte[] mruOption(int mru) {
        return new byte[] {1, 4, (byte) (mru >> 8), (byte) mru};
    }

    @ParameterizedTest
    @CsvSource({"1500,1500", "1492,1508", "1400,1508", "9000,1499", "1500,1504"})
    @DisplayName("RFC 4638 §4: who cannot do more than 1492 does not answer the tag")
    void cannot(int ours, int mtu) {
        String vlans = mtu == 1504 ? "8100006481000007" : "";
        Caller caller = on(ours, mtu, vlans);
        assertThat(padoTag(caller, maxPayload(1500))).isNull();
        caller.send(caller.padr("", caller.cookie(), maxPayload(1500)));
        Seen pads = caller.next();
        assertThat(pads.tag(0x0120)).isNull();
        caller.sessionId = pads.sessionId();
        assertThat(mru(caller.next())).isEqualTo(Math.min(ours, 1492));
    }

    @Test
    @DisplayName("RFC 4638 §5.1, RFC 2516 §7: without the tag the MRU does not exceed 1492")
    void withoutTheTag() {
        Caller caller = on(9000, 9216, "");
        assertThat(padoTag(caller)).isNull();
        caller.discover();
        assertThat(mru(caller.next())).isEqualTo(1492);
        caller.lcp(1, 1, mruOption(1500));
        assertThat(caller.next().data()).isEqualTo(mruOption(1492));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 576, 1491, 1492})
    @DisplayName("RFC 4638 §5.1: a tag below 1492 changes nothing")
    void aSmallTag(int value) {
        Caller caller = on(1500, 1508, "");
        caller.discover(maxPayload(value));
        assertThat(mru(caller.next())).isEqualTo(1492);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01200000", "0120000105", "0120000305dc00", "0120000400000dac"})
    @DisplayName("RFC 4638 §4: a tag that has not two octets is as if it were not there")
    void aBadTag(String tag) {
        Caller caller = on(1500, 1508, "");
        byte[] octets = Caller.HEX.parseHex(tag);
        assertThat(padoTag(caller, octets)).isNull();
        caller.discover(octets);
        assertThat(mru(caller.next())).isEqualTo(1492);
    }

    @Test
    @DisplayName("RFC 4638 §5.1: each session has its own MRU; what LCP says fits it")
    void eachSessionHasItsOwn() {
        Caller caller = on(9000, 9008, "");
        caller.discover(maxPayload(4000));
        caller.openLcp(); // his own MRU is 1492
        caller.seen.clear();
        caller.lcp(9, 9, new byte[3000]);
        assertThat(caller.next().data()).as("no more than he takes").hasSize(1492 - 4);

        Caller large = new Caller(caller.frontend, MAC + 1, "");
        large.options = mruOption(4000);
        large.discover(maxPayload(4000));
        large.openLcp();
        large.seen.clear();
        large.lcp(9, 9, new byte[3000]);
        assertThat(large.next().data()).hasSize(3000);
        large.lcp(9, 9, new byte[8000]);
        assertThat(large.next().data()).as("no more than was agreed on").hasSize(4000 - 4);
        large.send(large.ppp(0xc021, 99, 1, new byte[3990]));
        assertThat(large.next().payload()).hasSizeLessThanOrEqualTo(4002);
    }

    /** A call whose MRU is 1500 on both sides; the first test is next. */
    private static Caller large(boolean tested) {
        List<FrontendSettings.Port> ports =
                List.of(new FrontendSettings.Port("acc0", Caller.LAC, 1508));
        FrontendSettings settings = FrontendSettings.on(ports).mru(1500, tested).build();
        Caller caller = new Caller(new Frontend(settings, new Random(1)), MAC, "");
        caller.options = mruOption(1500);
        caller.discover(maxPayload(1500));
        caller.openLcp();
        return caller;
    }

    @Test
    @DisplayName("RFC 4638 §5.2: an Echo-Request of full size goes before the caller's name")
    void theSizeIsTested() {
        Caller caller = large(true);
        Seen echo = caller.next();
        assertThat(echo.protocol()).isEqualTo(0xc021);
        assertThat(echo.pppCode()).isEqualTo(9);
        assertThat(echo.payload()).hasSize(2 + 1500);
        assertThat(caller.seen).isEmpty();
        caller.lcp(10, echo.id(), new byte[1496]);
        assertThat(caller.next().protocol()).as("Challenge").isEqualTo(0xc223);
        caller.nameHimself("a");
        assertThat(caller.count("mru-tests-failed")).isZero();
        assertThat(caller.frontend.sessions()).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 4638 §5.2: without a reply no larger packets: LCP starts over with 1492")
    void aPathThatDoesNotTakeThem() {
        Caller caller = large(true);
        caller.passes(4);
        assertThat(caller.seen).hasSize(4);
        for (int n = 0; n < 3; n++) {
            assertThat(caller.next().payload()).hasSize(2 + 1500);
        }
        assertThat(mru(java.util.Objects.requireNonNull(caller.seen.peek()))).isEqualTo(1492);
        caller.lcp(1, 70, mruOption(1500));
        caller.seen.addLast(caller.seen.removeFirst());
        assertThat(caller.next().data()).isEqualTo(mruOption(1492));
        caller.options = mruOption(1492);
        caller.openLcp();
        caller.nameHimself("a");
        assertThat(caller.named().line().mru()).isEqualTo(1492);
        assertThat(caller.count("mru-tests-sent")).isEqualTo(3);
        assertThat(caller.count("mru-tests-failed")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 4638 §5.2: the test may be left out, and is where the MRU is the usual one")
    void noTest() {
        assertThat(large(false).next().protocol()).as("Challenge").isEqualTo(0xc223);
        Caller usual = on(1500, 1508, "");
        usual.discover(maxPayload(1500));
        usual.options = mruOption(1492);
        usual.openLcp();
        assertThat(usual.next().protocol()).isEqualTo(0xc223);
    }

    @Test
    @DisplayName("RFC 4638 §5.2: a caller who negotiates again while he is tested is tested again")
    void renegotiationDuringTheTest() {
        Caller caller = large(true);
        caller.seen.clear();
        caller.lcp(1, 99, caller.options);
        Seen request = caller.next();
        caller.next(); // Ack
        caller.lcp(2, request.id(), request.data());
        assertThat(caller.next().payload()).hasSize(2 + 1500);
        caller.passes(60);
        assertThat(caller.count("mru-tests-failed")).isEqualTo(1);
    }
}
