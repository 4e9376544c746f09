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

/** PAP and CHAP as the authenticator that only listens and refuses. */
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
        int id = protocol == AuthProtocol.CHAP ? challengeId() : 1;
        boolean isChap = protocol == AuthProtocol.CHAP;
        ByteBuffer whole =
                packet(isChap ? 2 : 1, id, isChap ? "10" + "00".repeat(16) + "61" : "01610162");
        for (int length = 0; length < whole.limit(); length++) {
            ByteBuffer cut = whole.slice(0, length);
            assertThat(authenticator.onPacket(cut)).isEqualTo(AuthHeard.BAD_LENGTH);
        }
        assertThat(authenticator.answer()).isNull();
    }

    @Test
    void aLongRefusalIsCutBetweenCharacters() {
        Authenticator chap = starts(AuthProtocol.CHAP);
        chap.refuse("é".repeat(200), out);
        String text = sent.getLast().split(" ", -1)[3];
        assertThat(text).hasSize(2 * 254).endsWith("c3a9");
        Authenticator pap = starts(AuthProtocol.PAP);
        pap.refuse("x".repeat(300), out);
        assertThat(sent.getLast()).startsWith("c023 3 0 ff7878");
    }
}
