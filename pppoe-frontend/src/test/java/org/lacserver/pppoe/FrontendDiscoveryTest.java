package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.pppoe.Caller.Seen;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Discovery by the rules of RFC 2516 §5 and Appendix A. */
class FrontendDiscoveryTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private Caller caller = on(Caller.settings());

    private static Caller on(FrontendSettings.Builder settings) {
        return new Caller(new Frontend(settings.build(), new Random(1)), MAC, "");
    }

    private Caller another(long mac, String vlans) {
        Caller other = new Caller(caller.frontend, mac, vlans);
        other.now = caller.now;
        return other;
    }

    @Test
    @DisplayName("RFC 2516 §5.2: PADO names the AC, repeats the Service-Name and costs no memory")
    void padoAnswersPadi() {
        caller.send(caller.padi("gold"));
        Seen pado = caller.next();

        assertThat(pado.code()).isEqualTo(0x07);
        assertThat(pado.sessionId()).isZero();
        assertThat(pado.tag(0x0102)).isEqualTo(Caller.text("lac1"));
        assertThat(pado.tag(0x0101)).isEqualTo(Caller.text("gold"));
        assertThat(pado.tag(0x0103)).isEqualTo(caller.hostUniq);
        assertThat(pado.tag(0x0104)).isNotNull();
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(caller.count("padi-received")).isEqualTo(1);
        assertThat(caller.count("pado-sent")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2516 §5.2: an AC that cannot serve the PADI MUST NOT respond")
    void anUnknownServiceGetsNoPado() {
        caller = on(Caller.settings().serviceNames(List.of("gold", "silver")));
        caller.send(caller.padi("bronze"));
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count("padi-service-not-served")).isEqualTo(1);

        caller.send(caller.padi("silver"));
        assertThat(caller.next().tag(0x0101)).isEqualTo(Caller.text("silver"));
        caller.send(caller.padi(""));
        assertThat(caller.next().tag(0x0101)).isEmpty();
    }

    @Test
    @DisplayName(
            "RFC 2516 §5.4: a PADR for a service not served gets Service-Name-Error, session 0")
    void anUnknownServiceInThePadrGetsAnError() {
        caller = on(Caller.settings().serviceNames(List.of("gold")));
        caller.send(caller.padr("bronze", caller.cookie()));
        Seen pads = caller.next();
        assertThat(pads.code()).isEqualTo(0x65);
        assertThat(pads.sessionId()).isZero();
        assertThat(pads.tag(0x0201)).isNotNull();
        assertThat(pads.tag(0x0103)).isEqualTo(caller.hostUniq);
        assertThat(caller.frontend.sessions()).isZero();
    }

    @Test
    @DisplayName("RFC 2516 App. A: Host-Uniq and Relay-Session-Id come back unmodified")
    void relaySessionIdIsEchoed() {
        byte[] relay = Caller.HEX.parseHex("00ff11ee");
        caller.send(caller.padr("", caller.cookie(), Caller.tag(0x0110, relay)));
        Seen pads = caller.next();
        assertThat(pads.tag(0x0110)).isEqualTo(relay);
        assertThat(pads.tag(0x0103)).isEqualTo(caller.hostUniq);
        assertThat(pads.tag(0x0101)).isEmpty();
        assertThat(pads.sessionId()).isBetween(1, 65534);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "81000064", "88a8006481000007", "9100006481000007", "8100a06481006007"})
    void repliesCarryTheTagsOfTheCaller(String vlans) {
        Caller tagged = another(MAC, vlans);
        tagged.send(tagged.padi(""));
        assertThat(tagged.next().tags()).isEqualTo(vlans);
        tagged.call("a");
        assertThat(tagged.named().line().outerVlan()).isEqualTo(vlans.isEmpty() ? 0 : 100);
        assertThat(tagged.named().line().innerVlan()).isEqualTo(vlans.length() < 16 ? 0 : 7);
        tagged.order(new FrontendOrder.HangUpAll(""));
        assertThat(tagged.seen).allMatch(it -> it.tags().equals(vlans));
    }

    @Test
    void vlanPrioritiesDoNotMatter() {
        Caller tagged = another(MAC, "81000064");
        tagged.discover();
        Caller high = another(MAC, "8100e064");
        high.sessionId = tagged.sessionId;
        high.lcp(1, 1, high.options);
        assertThat(high.next().pppCode()).isEqualTo(2);
    }

    @Test
    @DisplayName("A repeated PADR gets the same PADS and makes no second session")
    void aRepeatedPadrGetsTheSamePads() {
        byte[] padr = caller.padr("", caller.cookie());
        caller.send(padr);
        Seen first = caller.next();
        caller.next(); // Configure-Request
        caller.send(padr);
        Seen second = caller.next();
        assertThat(second.payload()).isEqualTo(first.payload());
        assertThat(second.sessionId()).isEqualTo(first.sessionId());
        assertThat(caller.frontend.sessions()).isEqualTo(1);
        assertThat(caller.count("padr-repeated")).isEqualTo(1);
        assertThat(caller.seen).isEmpty();
    }

    @Test
    void aCookieIsGoodForItsMacItsVlansAndItsTimeOnly() {
        byte[] cookie = caller.cookie();
        Caller thief = another(MAC + 1, "");
        thief.send(thief.padr("", cookie));
        Caller elsewhere = another(MAC, "81000001");
        elsewhere.send(elsewhere.padr("", cookie));
        caller.passes(62);
        caller.send(caller.padr("", cookie));

        assertThat(caller.count("padr-bad-cookie")).isEqualTo(3);
        assertThat(caller.frontend.sessions()).isZero();
    }

    @Test
    void noOctetOfACookieCanBeChanged() {
        byte[] cookie = caller.cookie();
        for (int at = 0; at < cookie.length; at++) {
            byte[] forged = cookie.clone();
            forged[at] ^= 1;
            caller.send(caller.padr("", forged));
            caller.send(caller.padr("", java.util.Arrays.copyOf(cookie, at)));
        }
        assertThat(caller.count("padr-bad-cookie")).isEqualTo(2L * cookie.length);
        caller.send(caller.padr("", cookie));
        assertThat(caller.frontend.sessions()).isEqualTo(1);
    }

    @Test
    void aCookieOutlivesTheRotationOfItsKey() {
        caller.cookie();
        caller.now += Duration.ofMinutes(60).toNanos() - 1;
        byte[] cookie = caller.cookie();
        caller.now += Duration.ofSeconds(30).toNanos();
        caller.cookie();
        caller.send(caller.padr("", cookie));
        assertThat(caller.frontend.sessions()).isEqualTo(1);
    }

    @Test
    void aPadrNeedsACookie() {
        caller.send(caller.build(Caller.LAC, 0x8863, 0x19, 0, Caller.tag(0x0101, new byte[0])));
        assertThat(caller.count("padr-no-cookie")).isEqualTo(1);
        assertThat(caller.seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,padi-bad-service-name", "2,padi-bad-service-name"})
    @DisplayName("RFC 2516 §5.1: a PADI has exactly one Service-Name")
    void aPadiHasOneServiceName(int names, String counter) {
        byte[] tags = new byte[0];
        for (int name = 0; name < names; name++) {
            tags = Caller.join(tags, Caller.tag(0x0101, new byte[0]));
        }
        caller.send(caller.build(BROADCAST, 0x8863, 0x09, 0, tags));
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count(counter)).isEqualTo(1);
    }

    @Test
    void whatIsNotForUsOrMakesNoSenseIsCountedAndDropped() {
        byte[] name = Caller.tag(0x0101, new byte[0]);
        caller.send(caller.build(BROADCAST, 0x8863, 0x09, 5, name));
        caller.send(caller.build(0x0200_0000_0009L, 0x8863, 0x09, 0, name));
        caller.send(caller.build(0x0200_0000_0009L, 0x8863, 0x19, 0, name));
        caller.send(caller.build(Caller.LAC, 0x8863, 0x19, 5, name));
        caller.send(caller.build(Caller.LAC, 0x8863, 0x07, 0, name));
        caller.send(caller.build(Caller.LAC, 0x8863, 0x65, 0, name));
        caller.send(caller.build(Caller.LAC, 0x8863, 0x08, 0, name));
        caller.send(caller.build(Caller.LAC, 0x8863, 0xa7, 1, name));
        caller.send(caller.build(Caller.LAC, 0x8864, 1, 1, name));
        caller.send(caller.build(Caller.LAC, 0x0800, 0, 1, name));
        Caller group = another(0x0100_0000_0001L, "");
        group.send(group.padi(""));
        Caller stacked = another(MAC, "810000018100000281000003");
        stacked.send(stacked.padi(""));
        Caller reserved = another(MAC, "81000fff");
        reserved.send(reserved.padi(""));
        byte[] version = caller.padi("");
        version[14] = 0x21;
        caller.send(version);
        caller.frontend.onFrame(0, 7, java.nio.ByteBuffer.wrap(version), caller);

        for (String counter :
                List.of(
                        "padi-bad-session-id",
                        "padi-not-for-us",
                        "frame-not-for-us",
                        "padr-bad-session-id",
                        "padt-unknown-session",
                        "pado-for-nobody",
                        "pads-for-nobody",
                        "discovery-unexpected-code",
                        "session-unexpected-code",
                        "frame-not-pppoe",
                        "frame-bad-source",
                        "frame-too-many-tags",
                        "frame-bad-vlan",
                        "pppoe-bad-version",
                        "frame-unknown-port")) {
            assertThat(caller.count(counter)).as(counter).isEqualTo(1);
        }
        assertThat(caller.frames + group.frames + stacked.frames + reserved.frames).isZero();
    }

    /** RFC 2516 §5.5: a PADT may come at any time; here it tells what a lost one could not. */
    @Test
    void aFrameOfASessionThatIsGoneIsAnsweredWithAPadtInMeasure() {
        byte[] frame = caller.build(Caller.LAC, 0x8864, 0, 7, new byte[] {(byte) 0xc0, 0x21, 9, 1});
        caller.send(frame);
        Caller.Seen padt = caller.next();
        assertThat(padt.code()).isEqualTo(0xa7);
        assertThat(padt.sessionId()).isEqualTo(7);
        for (int i = 0; i < 2000; i++) {
            caller.send(frame);
        }
        assertThat(caller.count("session-unknown")).isEqualTo(2001);
        assertThat(caller.count("padt-sent-for-unknown-session")).isEqualTo(1000);
    }

    @Test
    void paddingAfterThePppoeLengthIsCut() {
        caller.send(java.util.Arrays.copyOf(caller.padi(""), 60));
        assertThat(caller.next().code()).isEqualTo(0x07);
    }

    /** RFC 2516 §5.5: whoever's session it was before a restart of ours is told that it is gone. */
    @Test
    void framesOfAnotherMacOrVlanDoNotTouchASession() {
        caller.discover();
        for (Caller stranger : List.of(another(MAC + 1, ""), another(MAC, "81000005"))) {
            stranger.sessionId = caller.sessionId;
            stranger.send(stranger.padt());
            stranger.lcp(1, 1, stranger.options);
            assertThat(stranger.seen).singleElement().matches(seen -> seen.code() == 0xa7);
        }
        assertThat(caller.count("padt-wrong-line")).isEqualTo(2);
        assertThat(caller.count("session-wrong-line")).isEqualTo(2);
        assertThat(caller.frontend.sessions()).isEqualTo(1);
    }

    @Test
    void aMacHasABoundedNumberOfSessions() {
        caller = on(Caller.settings().sessionsPerMac(2));
        byte[] third = caller.cookie();
        caller.discover();
        caller.seen.clear();
        caller.discover();
        caller.seen.clear();
        caller.send(caller.padi(""));
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count("padi-line-full")).isEqualTo(1);
        caller.send(caller.padr("", third));
        assertThat(caller.next().tag(0x0202)).isNotNull();
        assertThat(caller.count("padr-line-full")).isEqualTo(1);
        assertThat(caller.frontend.sessions()).isEqualTo(2);
    }

    @Test
    void atTheHalfOpenLimitNobodyIsInvitedUntilACallIsHandedOver() {
        caller = on(Caller.settings().halfOpenLimit(1));
        Caller second = another(MAC + 1, "");
        byte[] cookie = second.cookie();
        long call = caller.call("a").callId();
        second.send(second.padi(""));
        second.send(second.padr("", cookie));
        assertThat(second.seen).isEmpty();
        assertThat(caller.count("padi-half-open-limit")).isEqualTo(1);
        assertThat(caller.count("padr-half-open-limit")).isEqualTo(1);
        caller.order(new FrontendOrder.HandOver(call));
        second.send(second.padr("", cookie));
        assertThat(second.next().code()).isEqualTo(0x65);
    }

    @Test
    void aFullPortInvitesNobody() {
        caller = on(Caller.settings().sessionsPerPort(1));
        Caller second = another(MAC + 1, "");
        byte[] cookie = second.cookie();
        caller.discover();
        second.send(second.padi(""));
        assertThat(second.seen).isEmpty();
        second.send(second.padr("", cookie));
        assertThat(second.next().tag(0x0202)).isNotNull();
        assertThat(caller.count("padi-port-full")).isEqualTo(1);
        assertThat(caller.count("padr-port-full")).isEqualTo(1);
    }

    @Test
    void afterStopAcceptingDiscoveryIsSilentAndCallsGoOn() {
        byte[] cookie = caller.cookie();
        caller.discover();
        caller.order(new FrontendOrder.StopAccepting());
        caller.openLcp();
        caller.seen.clear();
        caller.send(caller.padi(""));
        caller.send(caller.padr("", cookie));
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count("padi-not-accepting")).isEqualTo(1);
        assertThat(caller.count("padr-not-accepting")).isEqualTo(1);
        assertThat(caller.frontend.sessions()).isEqualTo(1);
    }

    @Test
    void sessionIdsAreUniqueAndNotReusedSoon() {
        caller = on(Caller.settings().halfOpenLimit(100_000));
        Set<Integer> ids = new HashSet<>();
        for (int n = 0; n < FrontendSettings.MAX_SESSION_ID; n++) {
            caller.discover();
            assertThat(ids.add(caller.sessionId)).isTrue();
            assertThat(caller.sessionId).isBetween(1, FrontendSettings.MAX_SESSION_ID);
            caller.send(caller.padt());
            caller.seen.clear();
            caller.events.clear();
        }
        caller.discover();
        assertThat(caller.sessionId).isEqualTo(1);
        assertThat(caller.frontend.sessions()).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2516 §5: a PADI too long for an answer gets none")
    void aReplyThatDoesNotFitIsNotSent() {
        caller.hostUniq = new byte[1470];
        caller.send(caller.padi(""));
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count("padi-reply-too-long")).isEqualTo(1);
    }

    @Test
    void counterNamesAreStableAndAlwaysAllThere() {
        List<String> names = List.copyOf(caller.frontend.counters().keySet());
        caller.call("a");
        assertThat(List.copyOf(caller.frontend.counters().keySet())).isEqualTo(names);
        assertThat(names).allMatch(it -> it.matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }
}
