package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.pppoe.Caller.Seen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The tags of discovery, one rule of RFC 2516 after the other. */
class DiscoveryTagsTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final byte[] NO_NAME = Caller.tag(0x0101, new byte[0]);

    private Caller caller = on(Caller.settings());

    private static Caller on(FrontendSettings.Builder settings) {
        return new Caller(new Frontend(settings.build(), new Random(1)), MAC, "");
    }

    private static Caller offering(String... services) {
        return on(Caller.settings().serviceNames(List.of(services)));
    }

    private static List<String> services(Seen pado) {
        List<String> services = new ArrayList<>();
        ByteBuffer at = ByteBuffer.wrap(pado.payload());
        while (at.hasRemaining()) {
            int type = at.getShort() & 0xffff;
            byte[] value = new byte[at.getShort() & 0xffff];
            at.get(value);
            if (type == 0x0101) {
                services.add(new String(value, StandardCharsets.UTF_8));
            }
        }
        return services;
    }

    private void padi(byte[]... tags) {
        caller.send(caller.build(BROADCAST, 0x8863, 0x09, 0, Caller.join(tags)));
    }

    @Test
    @DisplayName("RFC 2516 §5.2: a PADO repeats the service asked for, then names the others")
    void theAskedServiceComesFirst() {
        caller = offering("gold", "isp-*", "silver");
        caller.send(caller.padi("silver"));
        assertThat(services(caller.next())).containsExactly("silver", "gold");
        caller.send(caller.padi("isp-7"));
        assertThat(services(caller.next())).containsExactly("isp-7", "gold", "silver");
        caller.send(caller.padi(""));
        assertThat(services(caller.next())).containsExactly("", "gold", "silver");
    }

    @ParameterizedTest
    @CsvSource({"isp-7,1", "isp-,1", "isp,0", "Isp-7,0", "silver9,1", "silver,0", "silver19,0"})
    @DisplayName(
            "RFC 2516 §5.2, §5.4: what no name and no pattern offers gets no PADO, and an error")
    void patterns(String asked, int served) {
        caller = offering("gold", "isp-*", "silver?");
        byte[] cookie = caller.cookie();
        caller.send(caller.padi(asked));
        assertThat(caller.seen).hasSize(served);
        caller.seen.clear();
        caller.send(caller.padr(asked, cookie));
        Seen pads = caller.next();
        assertThat(pads.sessionId() != 0).isEqualTo(served == 1);
        assertThat(pads.tag(0x0201) == null).isEqualTo(served == 1);
        assertThat(caller.count("padr-service-not-served")).isEqualTo(1 - served);
    }

    @Test
    @DisplayName("RFC 2516 §5.2: of a hundred services a PADO names as many as a frame holds")
    void manyServices() {
        String[] names =
                IntStream.range(0, 100)
                        .mapToObj("a-long-service-name-%03d"::formatted)
                        .toArray(String[]::new);
        caller = offering(names);
        caller.send(caller.padi(names[99]));
        Seen pado = caller.next();
        List<String> told = services(pado);
        assertThat(pado.payload()).hasSizeBetween(1466, 1494);
        assertThat(told).startsWith(names[99], names[0], names[1]).doesNotHaveDuplicates();
        assertThat(pado.tag(0x0104)).isNotNull();
        assertThat(pado.tag(0x0103)).isEqualTo(caller.hostUniq);
        assertThat(caller.count("pado-names-left-out")).isEqualTo(100 - told.size());
        caller.send(caller.padr(names[98], java.util.Objects.requireNonNull(pado.tag(0x0104))));
        assertThat(caller.next().sessionId()).as("what is not told is served").isNotZero();
    }

    @Test
    @DisplayName("RFC 2516 §5.4: the PADS names the service under which the session is accepted")
    void theDefaultServiceIsToldToWhoAsksForNone() {
        caller = on(Caller.settings().services(List.of("gold"), "basic"));
        caller.send(caller.padr("", caller.cookie()));
        Seen pads = caller.next();
        assertThat(services(pads)).containsExactly("basic");
        caller.sessionId = pads.sessionId();
        caller.openLcp();
        caller.nameHimself("a");
        assertThat(caller.named().line().serviceName()).isEqualTo("basic");
        caller.seen.clear();
        caller.send(caller.padr("gold", caller.cookie()));
        assertThat(services(caller.next())).containsExactly("gold");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 255, 256, 1300})
    @DisplayName("RFC 2516 App. A: a Host-Uniq of any length comes back unmodified")
    void hostUniqOfAnyLength(int length) {
        caller.hostUniq = new byte[length];
        new Random(length).nextBytes(caller.hostUniq);
        caller.send(caller.padi(""));
        Seen pado = caller.next();
        assertThat(pado.tag(0x0103)).isEqualTo(caller.hostUniq);
        caller.send(caller.padr("", java.util.Objects.requireNonNull(pado.tag(0x0104))));
        assertThat(caller.next().tag(0x0103)).isEqualTo(caller.hostUniq);
    }

    @Test
    @DisplayName("RFC 2516 App. A: a caller without Host-Uniq gets none")
    void noHostUniq() {
        padi(NO_NAME);
        Seen pado = caller.next();
        assertThat(pado.tag(0x0103)).isNull();
        assertThat(pado.tag(0x0110)).isNull();
        assertThat(pado.tag(0x0120)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 40})
    @DisplayName("RFC 2516 App. A: a relay's session id comes back in PADO, PADS and refusals")
    void relaySessionId(int length) {
        caller = offering("gold");
        byte[] id = new byte[length];
        new Random(7).nextBytes(id);
        byte[] relay = Caller.tag(0x0110, id);
        padi(Caller.tag(0x0101, Caller.text("gold")), relay);
        Seen pado = caller.next();
        assertThat(pado.tag(0x0110)).isEqualTo(id);
        byte[] cookie = java.util.Objects.requireNonNull(pado.tag(0x0104));
        caller.send(caller.padr("gold", cookie, relay));
        assertThat(caller.next().tag(0x0110)).isEqualTo(id);
        caller.seen.clear();
        caller.send(caller.padr("tin", cookie, relay));
        Seen refused = caller.next();
        assertThat(refused.tag(0x0201)).isNotNull();
        assertThat(refused.tag(0x0110)).isEqualTo(id);
    }

    @Test
    @DisplayName(
            "RFC 2516 §5.1: what a relay made longer than 1484 octets is answered nevertheless")
    void aPadiOfFullLength() {
        byte[] relay = Caller.tag(0x0110, new byte[12]);
        byte[] filler = Caller.tag(0x7f01, new byte[1494 - 4 - relay.length - NO_NAME.length]);
        padi(NO_NAME, filler, relay);
        assertThat(caller.next().tag(0x0110)).hasSize(12);
    }

    @Test
    @DisplayName(
            "RFC 2516 App. A: unknown tags, other vendors' and what follows End-Of-List do not"
                    + " matter")
    void tagsThatDoNotMatter() {
        byte[] vendors =
                Caller.join(
                        Caller.tag(0x0105, Caller.HEX.parseHex("00000009" + "ffff")),
                        Caller.tag(0x0105, new byte[0]),
                        Caller.tag(0x0105, Caller.HEX.parseHex("00000de9" + "010163")),
                        Caller.tag(0x0105, Caller.HEX.parseHex("00000de9" + "010164")));
        byte[] end = {0, 0, 0, 0, 0x7f, 0x7f, 0x7f};
        caller.discover(Caller.tag(0xfffe, new byte[3]), vendors, end);
        caller.openLcp();
        caller.nameHimself("a");
        assertThat(caller.named().line().circuitId()).isEqualTo("c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0201", "0202", "0203"})
    @DisplayName(
            "RFC 2516 App. A: error tags are told in PADS and PADT; in PADI and PADR nobody asks")
    void errorTags(String type) {
        int tag = Integer.parseInt(type, 16);
        byte[] error = Caller.tag(tag, Caller.text("it broke"));
        byte[] cookie = caller.cookie();
        padi(NO_NAME, error);
        caller.send(caller.padr("", cookie, error));
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count("padi-error")).isEqualTo(1);
        assertThat(caller.count("padr-error")).isEqualTo(1);

        caller.call("a");
        caller.send(caller.padt(error));
        FrontendEvent.CallerGone gone = (FrontendEvent.CallerGone) caller.events.getLast();
        assertThat(gone.text()).isEqualTo("it broke");
    }

    @Test
    @DisplayName("RFC 2516 §5.5: a PADT needs no tags; those that cannot be read are counted")
    void aPadtWithBadTags() {
        caller.discover();
        caller.send(caller.padt(new byte[] {2, 3, 0, 9, 'x'}));
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.count("padt-bad-tags")).isEqualTo(1);
        assertThat(caller.count("padt-received")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2516 §5.4: the same PADS for a repeated PADR, its tags in another order")
    void aRepeatedPadr() {
        byte[] cookie = caller.cookie();
        caller.send(caller.padr("", cookie));
        Seen first = caller.next();
        byte[] turned =
                Caller.join(
                        Caller.tag(0x0104, cookie),
                        Caller.tag(0x0103, caller.hostUniq),
                        Caller.tag(0x0101, new byte[0]));
        caller.seen.clear();
        caller.send(caller.build(Caller.LAC, 0x8863, 0x19, 0, turned));
        Seen second = caller.next();
        assertThat(second.payload()).isEqualTo(first.payload());
        assertThat(second.sessionId()).isEqualTo(first.sessionId());
        assertThat(caller.frontend.sessions()).isEqualTo(1);
        assertThat(caller.seen).isEmpty();
    }

    @Test
    @DisplayName("RFC 2516 §5.4: also when the call was handed over meanwhile, which goes on")
    void aPadrRepeatedAfterHandOver() {
        byte[] padr = caller.padr("", caller.cookie());
        caller.send(padr);
        caller.sessionId = caller.next().sessionId();
        caller.openLcp();
        caller.nameHimself("a");
        caller.order(new FrontendOrder.HandOver(caller.named().callId()));
        caller.seen.clear();
        caller.send(padr);
        assertThat(caller.next().sessionId()).isEqualTo(caller.sessionId);
        assertThat(caller.seen).isEmpty();
        assertThat(caller.frontend.sessions()).isEqualTo(1);
        assertThat(caller.count("sessions-made")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2516 §5.3: a PADR goes to the AC, not to everybody")
    void aPadrToEverybody() {
        byte[] padr = caller.padr("", caller.cookie());
        ByteBuffer.wrap(padr).putShort((short) -1).putInt(-1);
        caller.send(padr);
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count("frame-not-for-us")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2516 §9: without the cookie of his own PADO nobody costs memory")
    void strangersCostNothing() {
        byte[] cookie = caller.cookie();
        for (int n = 1; n <= 1000; n++) {
            Caller stranger = new Caller(caller.frontend, MAC + n, "");
            stranger.now = caller.now;
            stranger.send(stranger.padi(""));
            stranger.send(stranger.padr("", cookie));
            assertThat(stranger.seen).hasSize(1);
        }
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(caller.count("padr-bad-cookie")).isEqualTo(1000);
        caller.send(caller.padr("", cookie));
        assertThat(caller.next().sessionId()).isNotZero();
    }

    @Test
    @DisplayName("RFC 2516 §5.1: our own frames that a loop brings back are nobody's")
    void aLoop() {
        Caller mirror = new Caller(caller.frontend, Caller.LAC, "");
        mirror.send(mirror.padi(""));
        mirror.send(mirror.padr("", new byte[28]));
        mirror.lcp(1, 1, mirror.options);
        assertThat(mirror.seen).isEmpty();
        assertThat(caller.count("frame-our-own")).isEqualTo(3);
    }
}
