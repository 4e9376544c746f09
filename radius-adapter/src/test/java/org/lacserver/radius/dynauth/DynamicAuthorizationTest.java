package org.lacserver.radius.dynauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.dynauth.DynamicSettings.Client;
import org.lacserver.radius.lookup.TunnelSet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Requests of RFC 5176 from octets to an answer. */
class DynamicAuthorizationTest {
    private static final String SECRET = "dynamic secret";
    private static final long NOW = 1_800_000_000L;
    private static final InetSocketAddress CLIENT = at("192.0.2.53", 40_000);

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(InetSocketAddress to, byte[] octets) {
        int code() {
            return octets[0];
        }

        /** The values of one type. */
        List<byte[]> all(int type) {
            List<byte[]> values = new ArrayList<>();
            for (int i = 20; i < octets.length; i += octets[i + 1] & 0xff) {
                if (octets[i] == type) {
                    values.add(Arrays.copyOfRange(octets, i + 2, i + (octets[i + 1] & 0xff)));
                }
            }
            return values;
        }

        int error() {
            List<byte[]> values = all(101);
            return values.isEmpty() ? 0 : ByteBuffer.wrap(values.getFirst()).getInt();
        }
    }

    private final List<DynamicRequest> requests = new ArrayList<>();
    private final List<Consumer<DynamicAnswer>> waiting = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private long now = NOW;
    private @Nullable DynamicAnswer answer = new DynamicAnswer.Done();
    private DynamicAuthorization core = core(false, Require.NO);

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(address(address), port);
    }

    private DynamicAuthorization core(boolean timestampRequired, Require require) {
        return new DynamicAuthorization(
                new DynamicSettings(
                        at("127.0.0.1", 3799),
                        List.of(
                                new Client(address("192.0.2.0"), 24, SECRET, List.of("isp")),
                                new Client(address("192.0.2.9"), 32, "other", List.of()),
                                new Client(address("2001:db8::"), 33, SECRET, List.of())),
                        "lac1",
                        Set.of(address("203.0.113.1"), address("2001:db8::1")),
                        DynamicSettings.DEFAULT_WINDOW,
                        timestampRequired,
                        require),
                () -> now,
                (request, then) -> {
                    requests.add(request);
                    if (answer == null) {
                        waiting.add(then);
                    } else {
                        then.accept(answer);
                    }
                },
                (to, octets) -> sent.add(new Sent(to, octets)),
                Runnable::run);
    }

    private void comes(RequestPacket packet) {
        core.onDatagram(CLIENT, packet.octets(SECRET));
    }

    private long count(DynamicCount which) {
        return core.counters().getOrDefault(which.label(), -1L);
    }

    private static RequestPacket alice(int id) {
        return RequestPacket.disconnect(id).with(1, "alice@isp");
    }

    @Test
    @DisplayName(
            "RFC 5176 §2.3, §3.4: an answer has the request's identifier, a digest over its"
                    + " authenticator, and is signed")
    void answers() {
        byte[] request = alice(7).octets(SECRET);
        core.onDatagram(CLIENT, request);
        assertThat(requests)
                .singleElement()
                .isInstanceOfSatisfying(
                        DynamicRequest.Disconnect.class,
                        it -> {
                            assertThat(it.who().userName()).isEqualTo("alice@isp");
                            assertThat(it.origin().realms()).containsExactly("isp");
                        });
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().code()).isEqualTo(41);
        assertThat(sent.getFirst().to()).isEqualTo(CLIENT);
        assertThat(RequestPacket.isAnswer(sent.getFirst().octets(), request, SECRET)).isTrue();
    }

    @Test
    @DisplayName("RFC 5176 §6.1: strangers hear nothing; the longest prefix decides the secret")
    void ignoresStrangers() {
        core.onDatagram(at("198.51.100.1", 1), alice(1).octets(SECRET));
        core.onDatagram(at("2001:db8:8000::1", 1), alice(1).octets(SECRET));
        assertThat(count(DynamicCount.STRANGERS)).isEqualTo(2);
        core.onDatagram(at("192.0.2.9", 1), alice(1).octets(SECRET));
        assertThat(count(DynamicCount.BAD_AUTHENTICATORS)).isEqualTo(1);
        assertThat(sent).isEmpty();
        core.onDatagram(at("192.0.2.9", 1), alice(1).octets("other"));
        core.onDatagram(at("2001:db8:7fff::1", 1), alice(1).octets(SECRET));
        assertThat(sent).hasSize(2);
    }

    @Test
    @DisplayName("RFC 5176 §2.3: an invalid code, a wrong authenticator, a bad length: silence")
    void dropsWhatIsNone() {
        for (int code : new int[] {1, 4, 12, 41, 42, 44, 45}) {
            comes(new RequestPacket(code, 1).with(1, "alice@isp"));
        }
        assertThat(count(DynamicCount.UNKNOWN_CODES)).isEqualTo(7);
        byte[] forged = alice(1).octets(SECRET);
        forged[10] ^= 1;
        core.onDatagram(CLIENT, forged);
        assertThat(count(DynamicCount.BAD_AUTHENTICATORS)).isEqualTo(1);
        byte[] whole = alice(1).octets(SECRET);
        for (int length = 0; length < whole.length; length++) {
            core.onDatagram(CLIENT, Arrays.copyOf(whole, length));
        }
        assertThat(count(DynamicCount.MALFORMED)).isEqualTo(whole.length);
        byte[] long1 = whole.clone();
        long1[21] = 1; // an attribute shorter than its own header
        core.onDatagram(CLIENT, long1);
        assertThat(count(DynamicCount.MALFORMED)).isEqualTo(whole.length + 1L);
        assertThat(sent).isEmpty();
        // octets beyond Length are padding
        core.onDatagram(CLIENT, Arrays.copyOf(whole, whole.length + 9));
        assertThat(sent).hasSize(1);
    }

    @Test
    @DisplayName("RFC 5176 §3.4: a wrong Message-Authenticator is silence; required by settings")
    void checksSignatures() {
        byte[] wrong = alice(1).signed().with(31, "x").octets(SECRET);
        wrong[35] ^= 1;
        System.arraycopy(new byte[16], 0, wrong, 4, 16);
        System.arraycopy(RequestPacket.md5(wrong, SECRET), 0, wrong, 4, 16);
        core.onDatagram(CLIENT, wrong);
        assertThat(count(DynamicCount.MESSAGE_AUTHENTICATORS_WRONG)).isEqualTo(1);
        comes(alice(2).signed());
        comes(alice(3));
        assertThat(sent).hasSize(2);

        core = core(false, Require.YES);
        comes(alice(4));
        assertThat(count(DynamicCount.MESSAGE_AUTHENTICATORS_MISSING)).isEqualTo(1);
        comes(alice(5).signed());
        assertThat(sent).hasSize(3);

        core = core(false, Require.AUTO);
        comes(alice(6));
        comes(alice(7).signed());
        comes(alice(8));
        assertThat(count(DynamicCount.MESSAGE_AUTHENTICATORS_MISSING)).isEqualTo(1);
        assertThat(sent).hasSize(5);
    }

    @Test
    @DisplayName("RFC 5176 §6.3: Event-Timestamp outside the window is silence; may be required")
    void checksTime() {
        comes(alice(1).with(55, NOW - 301));
        comes(alice(2).with(55, NOW + 301));
        assertThat(count(DynamicCount.TIMESTAMPS_NOT_CURRENT)).isEqualTo(2);
        comes(alice(3).with(55, NOW - 300));
        comes(alice(4).with(55, NOW + 300));
        assertThat(sent).hasSize(2);
        core = core(true, Require.NO);
        comes(alice(5));
        assertThat(count(DynamicCount.TIMESTAMPS_MISSING)).isEqualTo(1);
        assertThat(sent).hasSize(2);
    }

    @Test
    @DisplayName("RFC 5176 §2.3: the same request again gets the same answer and no second action")
    void answersDuplicates() {
        byte[] request = alice(7).octets(SECRET);
        core.onDatagram(CLIENT, request);
        core.onDatagram(CLIENT, request);
        assertThat(requests).hasSize(1);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).octets()).isEqualTo(sent.get(0).octets());
        assertThat(count(DynamicCount.DUPLICATES)).isEqualTo(1);
        // another port, other contents, or much later: a new one
        core.onDatagram(at("192.0.2.53", 40_001), request);
        comes(alice(7).with(31, "x"));
        now += 301;
        core.onDatagram(CLIENT, request);
        assertThat(requests).hasSize(4);
    }

    @Test
    @DisplayName("RFC 5176 §6.3: a stamped request is no new one while its stamp is current")
    void refusesReplays() {
        byte[] request = alice(7).with(55, NOW + 200).octets(SECRET);
        core.onDatagram(CLIENT, request);
        now += 499;
        core.onDatagram(at("192.0.2.53", 50_000), request);
        assertThat(requests).hasSize(1);
        now += 2;
        core.onDatagram(CLIENT, request);
        assertThat(requests).hasSize(1);
        assertThat(count(DynamicCount.TIMESTAMPS_NOT_CURRENT)).isEqualTo(1);
    }

    @Test
    @DisplayName("a request that is still being worked on is answered once, when it is done")
    void waitsForTheOutcome() {
        answer = null;
        byte[] request = alice(7).octets(SECRET);
        core.onDatagram(CLIENT, request);
        core.onDatagram(CLIENT, request);
        assertThat(sent).isEmpty();
        waiting.getFirst().accept(new DynamicAnswer.Refused(ErrorCause.SESSION_CONTEXT_NOT_FOUND));
        assertThat(requests).hasSize(1);
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().code()).isEqualTo(42);
        assertThat(sent.getFirst().error()).isEqualTo(503);
        core.onDatagram(CLIENT, request);
        assertThat(sent).hasSize(2);
        assertThat(core.counters()).containsEntry("refused-503-session-context-not-found", 1L);
    }

    @Test
    @DisplayName("RFC 5176 §3.5: too many requests at a time: 506, Resources Unavailable")
    void isBounded() {
        answer = null;
        for (int i = 0; i < DynamicAuthorization.MOST_PENDING; i++) {
            comes(alice(i & 0xff).with(31, "line " + i));
        }
        assertThat(sent).isEmpty();
        comes(alice(1));
        assertThat(sent).singleElement().extracting(Sent::error).isEqualTo(506);
        waiting.getFirst().accept(new DynamicAnswer.Done());
        comes(alice(2));
        assertThat(requests).hasSize(DynamicAuthorization.MOST_PENDING + 1);
    }

    @Test
    @DisplayName("RFC 5176 §3.1, §3.3: every Proxy-State comes back in order, and State to a CoA")
    void echoes() {
        comes(
                RequestPacket.change(1)
                        .with(33, "one")
                        .with(1, "alice@isp")
                        .with(24, "state")
                        .with(33, "two")
                        .with(27, 3600));
        Sent answered = sent.getFirst();
        assertThat(answered.code()).isEqualTo(44);
        assertThat(answered.all(33)).containsExactly("one".getBytes(UTF_8), "two".getBytes(UTF_8));
        assertThat(answered.all(24)).containsExactly("state".getBytes(UTF_8));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("§3: Framed-IP-Address is not known here", 401, alice(1).with(8, 1)),
                refusal("§3: nor is Chargeable-User-Identity", 401, alice(1).with(89, "cui")),
                refusal("§3: a Disconnect has identification only", 401, alice(1).with(27, 60)),
                refusal("§3.2: no Service-Type in a Disconnect", 401, alice(1).with(6, 2)),
                refusal("§3.6: no State in a Disconnect", 401, alice(1).with(24, "s")),
                refusal("§3.5: a vendor's attribute", 401, alice(1).vendor(9, 1, (byte) 'x')),
                refusal("§3.6, note 7: no change in it", 401, alice(1).vendor(4874, 162, 9)),
                refusal("§2.2: Filter-Id", 401, coa().with(27, 60).with(11, "f")),
                refusal("§2.2: NAS-Filter-Rule", 401, coa().with(27, 60).with(92, "permit")),
                refusal("§3.6, note 2: EAP-Message", 401, coa().with(27, 60).with(79, "e")),
                refusal("§3.6, note 2: Reply-Message", 401, coa().with(27, 60).with(18, "r")),
                refusal("§3.5: nobody is meant", 402, RequestPacket.disconnect(1).with(32, "lac1")),
                refusal("§3.5: nothing is to change", 402, coa()),
                refusal("§3.5: another NAS's name", 403, alice(1).with(32, "lac2")),
                refusal("§3.5: another NAS's address", 403, alice(1).with(4, 0x0a000001)),
                refusal(
                        "§3.5: another NAS's IPv6 address",
                        403,
                        alice(1).with(95, address("2001:db8::2").getAddress())),
                refusal("§3.6: User-Name twice", 404, alice(1).with(1, "bob@isp")),
                refusal("§3.5: NAS-Port of three octets", 404, alice(1).with(5, "abc")),
                refusal("§3.5: an empty Acct-Session-Id", 404, alice(1).with(44, "")),
                refusal("§3.5: a cut vendor attribute", 404, alice(1).with(26, "abc")),
                refusal("§3.2: Authorize Only", 405, coa().with(6, 17).with(24, "s")),
                refusal("§3.3: Authorize Only without State", 402, coa().with(6, 17)),
                refusal(
                        "§3.2: Authorize Only with a change",
                        401,
                        coa().with(6, 17).with(24, "s").with(27, 60)),
                refusal("§2.2: another Service-Type", 405, coa().with(6, 6).with(27, 60)),
                refusal("§3.5: Session-Timeout 0", 407, coa().with(27, 0)),
                refusal("RFC 2869 §5.16: 59 s between interims", 407, coa().with(85, 59)),
                refusal("§3.5: a terminate cause that is none", 407, alice(1).with(49, 99)),
                refusal("RFC 2868 §3.1: not L2TP", 407, tunnel(coa(), 1)),
                refusal(
                        "§3.5: an endpoint among others that is none",
                        407,
                        coa().with(64, new byte[] {1, 0, 0, 3}).tagged(67, 1, "198.51.100.7,1.2")),
                refusal(
                        "§3.5: a vendor's tunnel attribute beside good ones",
                        401,
                        tunnel(coa(), 3)
                                .vendor(9, 1, "vpdn:ip-addresses=198.51.100.8".getBytes(UTF_8))),
                refusal(
                        "§3.5: a tunnel group by a vendor's attribute",
                        401,
                        tunnel(coa(), 3).vendor(4874, 64, "gold".getBytes(UTF_8))),
                refusal("RFC 2868: no endpoint", 407, coa().with(64, new byte[] {1, 0, 0, 3})));
    }

    private static RequestPacket coa() {
        return RequestPacket.change(1).with(1, "alice@isp");
    }

    private static RequestPacket tunnel(RequestPacket packet, int type) {
        return packet.with(64, new byte[] {1, 0, 0, (byte) type}).tagged(67, 1, "198.51.100.7");
    }

    private static Arguments refusal(String rule, int error, RequestPacket packet) {
        return Arguments.of(rule, error, packet);
    }

    @ParameterizedTest(name = "RFC 5176 {0}: {1}")
    @MethodSource("refusals")
    void refuses(String rule, int error, RequestPacket packet) {
        comes(packet);
        assertThat(requests).as(rule).isEmpty();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().code()).isIn(42, 45);
        assertThat(sent.getFirst().error()).isEqualTo(error);
    }

    @Test
    @DisplayName("RFC 5176 §3: every way to name a session, and our own NAS's names")
    void readsIdentification() {
        comes(
                RequestPacket.disconnect(1)
                        .with(4, address("203.0.113.1").getAddress())
                        .with(95, address("2001:db8::1").getAddress())
                        .with(32, "lac1")
                        .with(1, "alice@isp")
                        .with(5, 0xffff_ffffL)
                        .with(30, "service")
                        .with(31, "02:00:5e:10:00:01")
                        .with(44, "00000001")
                        .with(50, "00000002")
                        .with(87, "eth1:200.17")
                        .vendor(3561, 1, "circuit".getBytes(UTF_8))
                        .vendor(3561, 2, "remote".getBytes(UTF_8))
                        .with(25, "c1")
                        .with(25, "c2")
                        .with(18, "bye")
                        .with(49, 6)
                        .with(55, NOW));
        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().who())
                .isEqualTo(
                        new Identification(
                                "alice@isp",
                                0xffff_ffffL,
                                "service",
                                "02:00:5e:10:00:01",
                                "00000001",
                                "00000002",
                                "eth1:200.17",
                                "circuit",
                                "remote"));
        assertThat(requests.getFirst())
                .isInstanceOfSatisfying(
                        DynamicRequest.Disconnect.class,
                        it -> {
                            assertThat(it.classes())
                                    .containsExactly("c1".getBytes(UTF_8), "c2".getBytes(UTF_8));
                            assertThat(it.message()).isEqualTo("bye");
                            assertThat(it.terminateCause()).isEqualTo(6);
                        });
    }

    @Test
    @DisplayName("RFC 5176 §3.6, notes 3 and 5: what a CoA-Request may change")
    void readsChanges() {
        comes(
                tunnel(coa(), 3)
                        .with(6, 2)
                        .with(27, 7200)
                        .with(28, 900)
                        .with(85, 600)
                        .with(25, "class")
                        .vendor(4874, 162, 50_000_000)
                        .vendor(50058, 43, 10_000_000)
                        .vendor(3561, 129, 11_000_000)
                        .vendor(3561, 130, 51_000_000));
        assertThat(requests)
                .singleElement()
                .isInstanceOfSatisfying(
                        DynamicRequest.Change.class,
                        it -> {
                            DynamicRequest.Changes changes = it.changes();
                            assertThat(changes.sessionTimeoutSeconds()).isEqualTo(7200);
                            assertThat(changes.idleTimeoutSeconds()).isEqualTo(900);
                            assertThat(changes.interimSeconds()).isEqualTo(600);
                            assertThat(changes.reported())
                                    .isEqualTo(new DynamicRequest.Rates(50_000_000, 10_000_000));
                            assertThat(changes.line())
                                    .isEqualTo(new DynamicRequest.Rates(51_000_000, 11_000_000));
                            assertThat(changes.classes()).containsExactly("class".getBytes(UTF_8));
                            assertThat(changes.tunnels()).hasSize(1);
                        });
        assertThat(sent.getFirst().code()).isEqualTo(44);
    }

    @Test
    @DisplayName("RFC 5176 §3.6, note 5: several endpoints in one attribute, as in lookups")
    void readsSeveralEndpoints() {
        comes(
                coa().with(64, new byte[] {1, 0, 0, 3})
                        .with(83, new byte[] {1, 0, 0, 5})
                        .tagged(67, 1, "198.51.100.7,198.51.100.8/198.51.100.9"));
        assertThat(requests)
                .singleElement()
                .isInstanceOfSatisfying(
                        DynamicRequest.Change.class,
                        it ->
                                assertThat(it.changes().tunnels())
                                        .extracting(
                                                set -> set.server().text(), TunnelSet::preference)
                                        .containsExactly(
                                                tuple("198.51.100.7", 5),
                                                tuple("198.51.100.8", 5),
                                                tuple("198.51.100.9", 6)));
    }

    @Test
    @DisplayName("a duplicate is known even after thousands of others, and room is bounded")
    void forgetsTheOldest() {
        byte[] first = alice(1).octets(SECRET);
        core.onDatagram(CLIENT, first);
        for (int i = 1; i < DynamicAuthorization.MOST_REMEMBERED; i++) {
            comes(alice(2).with(31, "line " + i));
        }
        core.onDatagram(CLIENT, first);
        assertThat(count(DynamicCount.DUPLICATES)).isEqualTo(1);
        comes(alice(2).with(31, "one more"));
        assertThat(count(DynamicCount.ANSWERS_FORGOTTEN)).isEqualTo(1);
        now += 301;
        comes(alice(2).with(31, "later"));
        assertThat(count(DynamicCount.ANSWERS_FORGOTTEN)).isEqualTo(1);
    }
}
