package org.lacserver.pppoe.ppp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** What the authenticators have in common, PAP and CHAP; each listens and is told what to say. */
class AuthenticatorTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final long SECOND = 1_000_000_000L;
    private static final PppSettings SETTINGS =
            new PppSettings(
                    1492, List.of(AuthProtocol.CHAP), "lac", 3 * SECOND, 10, 2, 5, 30 * SECOND);

    private final List<String> sent = new ArrayList<>();
    private final PppOutbox out =
            (protocol, code, id, data) ->
                    sent.add(
                            Integer.toHexString(protocol)
                                    + " "
                                    + code
                                    + " "
                                    + id
                                    + " "
                                    + HEX.formatHex(data));

    private Authenticator starts(AuthProtocol protocol) {
        Authenticator authenticator = Authenticator.of(protocol, SETTINGS, new Random(1));
        authenticator.start(0, out);
        return authenticator;
    }

    private static AuthHeard hears(Authenticator authenticator, int code, int id, String data) {
        return authenticator.onPacket(packet(code, id, data));
    }

    private static ByteBuffer packet(int code, int id, String data) {
        byte[] octets = HEX.parseHex(data);
        return ByteBuffer.allocate(4 + octets.length)
                .put((byte) code)
                .put((byte) id)
                .putShort((short) (4 + octets.length))
                .put(octets)
                .flip();
    }

    private static Answer answerTo(Authenticator authenticator) {
        Answer answer = authenticator.answer();
        if (answer == null) {
            throw new AssertionError("no answer");
        }
        return answer;
    }

    private int challengeId() {
        return Integer.parseInt(sent.getFirst().split(" ", -1)[2]);
    }

    @Test
    @DisplayName("RFC 1334 §2.2.1: Authenticate-Request; empty name and password are well-formed")
    void papRequest() {
        Authenticator pap = starts(AuthProtocol.PAP);
        assertThat(sent).isEmpty();
        assertThat(hears(pap, 1, 3, "0000")).isEqualTo(AuthHeard.ANSWER);
        Answer answer = answerTo(pap);
        assertThat(answer.name()).isEmpty();
        assertThat(answer.response()).isEmpty();
        assertThat(answer.id()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "01", "0161", "016101", "0261", "ff61017a"})
    void papLengthsMustFit(String data) {
        Authenticator pap = starts(AuthProtocol.PAP);
        assertThat(hears(pap, 1, 1, data)).isEqualTo(AuthHeard.BAD_LENGTH);
        assertThat(pap.answer()).isNull();
    }

    @Test
    @DisplayName("RFC 1994 §4.1: Response to this Challenge, 16 octets, then the name")
    void chapResponse() {
        Authenticator chap = starts(AuthProtocol.CHAP);
        int id = challengeId();
        String digest = "10" + "ab".repeat(16);
        assertThat(sent.getFirst()).matches("c223 1 \\d+ 10[0-9a-f]{32}6c6163");
        assertThat(hears(chap, 2, id + 1 & 0xff, digest)).isEqualTo(AuthHeard.STALE_IDENTIFIER);
        assertThat(hears(chap, 2, id, "0f" + "ab".repeat(16))).isEqualTo(AuthHeard.BAD_VALUE_SIZE);
        assertThat(hears(chap, 2, id, "10ab")).isEqualTo(AuthHeard.BAD_LENGTH);
        assertThat(hears(chap, 2, id, "")).isEqualTo(AuthHeard.BAD_LENGTH);
        assertThat(chap.answer()).isNull();
        assertThat(hears(chap, 2, id, digest + "6a6f65")).isEqualTo(AuthHeard.ANSWER);
        Answer answer = answerTo(chap);
        assertThat(new String(answer.name(), StandardCharsets.US_ASCII)).isEqualTo("joe");
        assertThat(sent.getFirst()).contains(HEX.formatHex(answer.challenge()));
        assertThat(answer.toString()).doesNotContain("joe", "ab");
        assertThat(chap.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @EnumSource(AuthProtocol.class)
    void whatOnlyAnAuthenticatorSendsIsDiscarded(AuthProtocol protocol) {
        Authenticator authenticator = starts(protocol);
        for (int code : new int[] {0, 3, 4, 9, 255}) {
            assertThat(hears(authenticator, code, 1, "00000000")).isEqualTo(AuthHeard.BAD_CODE);
        }
    }

    @ParameterizedTest
    @EnumSource(AuthProtocol.class)
    void aPacketCutAnywhereIsNoAnswer(AuthProtocol protocol) {
        Authenticator authenticator = starts(protocol);
        ByteBuffer whole =
                switch (protocol) {
                    case PAP -> packet(1, 1, "01610162");
                    case CHAP -> packet(2, challengeId(), "10" + "00".repeat(16) + "61");
                    case MSCHAPV2 -> packet(2, challengeId(), "31" + "00".repeat(49) + "61");
                    case EAP -> packet(2, challengeId(), "016a6f65");
                };
        for (int length = 0; length < whole.limit(); length++) {
            ByteBuffer cut = whole.slice(0, length);
            assertThat(authenticator.onPacket(cut)).isEqualTo(AuthHeard.BAD_LENGTH);
        }
        assertThat(authenticator.answer()).isNull();
        assertThat(authenticator.onPacket(whole)).isEqualTo(AuthHeard.ANSWER);
        assertThat(answerTo(authenticator).toString()).doesNotContain("joe", "[B");
    }

    @Test
    @DisplayName("RFC 2759 §3, §4: Challenge of 16 octets, Response of 49, then the name")
    void msChapV2Response() {
        Authenticator chap = starts(AuthProtocol.MSCHAPV2);
        int id = challengeId();
        assertThat(sent.getFirst()).matches("c223 1 \\d+ 10[0-9a-f]{32}6c6163");
        assertThat(hears(chap, 2, id, "10" + "ab".repeat(49))).isEqualTo(AuthHeard.BAD_VALUE_SIZE);
        assertThat(hears(chap, 2, id, "31" + "ab".repeat(48))).isEqualTo(AuthHeard.BAD_LENGTH);
        assertThat(hears(chap, 2, id + 1 & 0xff, "31" + "ab".repeat(49)))
                .isEqualTo(AuthHeard.STALE_IDENTIFIER);
        String response = "31" + "ab".repeat(16) + "00".repeat(8) + "cd".repeat(24) + "00";
        assertThat(hears(chap, 2, id, response + "6a6f65")).isEqualTo(AuthHeard.ANSWER);
        assertThat(hears(chap, 2, id, response + "6a6f65")).isEqualTo(AuthHeard.REPEATED_ANSWER);
        Answer answer = answerTo(chap);
        assertThat(answer.protocol()).isEqualTo(AuthProtocol.MSCHAPV2);
        assertThat(HEX.formatHex(answer.response())).isEqualTo(response.substring(2));
        assertThat(answer.challenge()).hasSize(16);
        assertThat(answer.name()).isEqualTo("joe".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    @DisplayName("RFC 1994 §4.1: the identical Challenge again, for MS-CHAPv2 as for MD5")
    void msChapV2ChallengeIsRepeated() {
        Authenticator chap = starts(AuthProtocol.MSCHAPV2);
        for (int second = 3; second < 30; second += 3) {
            assertThat(chap.deadlineNanos()).isEqualTo(second * SECOND);
            assertThat(chap.onDeadline(second * SECOND, out)).isTrue();
        }
        assertThat(sent).hasSize(10).containsOnly(sent.getFirst());
        assertThat(chap.onDeadline(30 * SECOND, out)).isFalse();
    }

    private String lastText() {
        byte[] octets = HEX.parseHex(sent.getLast().split(" ", -1)[3]);
        return new String(octets, StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("RFC 2759 §6: a Failure made here has E, R, C of 32 digits, V=3 and the message")
    void msChapV2FailureMadeHere() {
        Authenticator chap = starts(AuthProtocol.MSCHAPV2);
        hears(chap, 2, challengeId(), "31" + "00".repeat(49));
        chap.refuse("no such user", null, out);
        assertThat(sent.getLast()).startsWith("c223 4 " + challengeId() + " ");
        assertThat(lastText()).matches("E=691 R=0 C=[0-9A-F]{32} V=3 M=no such user");
        chap.refuse("x".repeat(300), null, out);
        assertThat(lastText()).hasSize(255);
    }

    @Test
    @DisplayName("RFC 2759 §6: the server's Failure as given, but no retry is promised")
    void msChapV2FailureAsGiven() {
        Authenticator chap = starts(AuthProtocol.MSCHAPV2);
        String given = "E=648 R=1 C=" + "0".repeat(32) + " V=3 M=R=1 expired";
        chap.refuse("ignored", given.getBytes(StandardCharsets.UTF_8), out);
        assertThat(lastText()).isEqualTo(given.replaceFirst("R=1", "R=0"));
    }

    @Test
    @DisplayName("RFC 2759 §5: the server's Success as given; RFC 1334 §2.2.2: PAP Ack; RFC 1994")
    void successIsSaidAsGiven() {
        byte[] message = "S=0123 M=hi".getBytes(StandardCharsets.UTF_8);
        Authenticator chap = starts(AuthProtocol.MSCHAPV2);
        chap.accept(message, out);
        assertThat(sent.getLast()).startsWith("c223 3 " + challengeId() + " ");
        assertThat(lastText()).isEqualTo("S=0123 M=hi");
        Authenticator pap = starts(AuthProtocol.PAP);
        hears(pap, 1, 9, "01610162");
        pap.accept(message, out);
        assertThat(sent.getLast()).isEqualTo("c023 2 9 0b" + HEX.formatHex(message));
        pap.accept(new byte[0], out);
        assertThat(sent.getLast()).isEqualTo("c023 2 9 00");
    }

    @Test
    void aLongRefusalIsCutBetweenCharacters() {
        Authenticator chap = starts(AuthProtocol.CHAP);
        chap.refuse("é".repeat(200), null, out);
        String text = sent.getLast().split(" ", -1)[3];
        assertThat(text).hasSize(2 * 254).endsWith("c3a9");
        Authenticator pap = starts(AuthProtocol.PAP);
        pap.refuse("x".repeat(300), null, out);
        assertThat(sent.getLast()).startsWith("c023 3 0 ff7878");
    }
}
