package org.lacserver.pppoe.ppp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** EAP between the caller and a server that is not here (RFC 3748). */
class EapAuthenticatorTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final long SECOND = 1_000_000_000L;
    private static final PppSettings SETTINGS =
            new PppSettings(
                    1492, List.of(AuthProtocol.EAP), "lac", 3 * SECOND, 10, 2, 5, 30 * SECOND);

    private final List<String> sent = new ArrayList<>();
    private final PppOutbox out =
            (protocol, code, id, data) ->
                    sent.add("%x %d %d %s".formatted(protocol, code, id, HEX.formatHex(data)));
    private final EapAuthenticator eap = new EapAuthenticator(SETTINGS, new Random(1));
    private int id;

    @BeforeEach
    void starts() {
        eap.start(0, out);
        id = Integer.parseInt(sent.getFirst().split(" ", -1)[2]);
    }

    private AuthHeard hears(int code, int identifier, String data) {
        return eap.onPacket(ByteBuffer.wrap(packet(code, identifier, data)));
    }

    private static byte[] packet(int code, int identifier, String data) {
        byte[] octets = HEX.parseHex(data);
        return ByteBuffer.allocate(4 + octets.length)
                .put((byte) code)
                .put((byte) identifier)
                .putShort((short) (4 + octets.length))
                .put(octets)
                .array();
    }

    private Answer answer() {
        Answer answer = eap.answer();
        if (answer == null) {
            throw new AssertionError("no answer");
        }
        return answer;
    }

    private void namesHimself() {
        assertThat(hears(2, id, "016a6f65")).isEqualTo(AuthHeard.ANSWER);
    }

    private boolean asks(int identifier, String data) {
        return eap.challenge(100 * SECOND, packet(1, identifier, data), out);
    }

    @Test
    @DisplayName(
            "RFC 3748 §5.1: Request/Identity first; the Response's Type-Data is the name, all of"
                    + " it")
    void identity() {
        assertThat(sent).containsExactly("c227 1 " + id + " 01");
        assertThat(eap.isAnswered()).isFalse();
        namesHimself();
        Answer answer = answer();
        assertThat(answer.name()).isEqualTo(new byte[] {'j', 'o', 'e'});
        assertThat(answer.id()).isEqualTo(id);
        assertThat(answer.challenge()).isEmpty();
        assertThat(answer.response()).isEqualTo(packet(2, id, "016a6f65"));
        assertThat(eap.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(eap.isAnswered()).isTrue();
        assertThat(sent).hasSize(1);
    }

    @Test
    @DisplayName("RFC 3748 §5.1: an unknown identity is a Response without Type-Data")
    void emptyIdentity() {
        assertThat(hears(2, id, "01")).isEqualTo(AuthHeard.ANSWER);
        assertThat(answer().name()).isEmpty();
    }

    @Test
    @DisplayName(
            "RFC 3748 §4.1: octets behind the Length are padding; a Length beyond them is"
                    + " discarded")
    void lengths() {
        ByteBuffer padded = ByteBuffer.allocate(40).put(packet(2, id, "016a")).rewind();
        assertThat(eap.onPacket(ByteBuffer.wrap(packet(2, id, "016a6f65"), 0, 7)))
                .isEqualTo(AuthHeard.BAD_LENGTH);
        assertThat(hears(2, id, "")).as("no Type").isEqualTo(AuthHeard.BAD_LENGTH);
        assertThat(hears(2, id, "01" + "61".repeat(1496))).isEqualTo(AuthHeard.BAD_LENGTH);
        assertThat(eap.onPacket(padded)).isEqualTo(AuthHeard.ANSWER);
        assertThat(answer().response()).hasSize(6);
    }

    @Test
    @DisplayName(
            "RFC 3748 §4.1: a Response that does not match the Request's Identifier is discarded")
    void staleIdentifier() {
        assertThat(hears(2, id + 1 & 0xff, "016a")).isEqualTo(AuthHeard.STALE_IDENTIFIER);
        namesHimself();
        assertThat(asks(200, "0410" + "00".repeat(16))).isTrue();
        assertThat(hears(2, id, "016a6f65")).isEqualTo(AuthHeard.STALE_IDENTIFIER);
        assertThat(hears(2, 200, "0410" + "11".repeat(16))).isEqualTo(AuthHeard.REPLY);
        assertThat(eap.takeReply()).isEqualTo(packet(2, 200, "0410" + "11".repeat(16)));
        assertThat(eap.takeReply()).isEmpty();
    }

    @Test
    @DisplayName(
            "RFC 3748 §4.1: Responses go to the server one at a time; a second one is discarded")
    void repeatedResponse() {
        namesHimself();
        assertThat(hears(2, id, "016a6f65")).isEqualTo(AuthHeard.REPEATED_ANSWER);
        asks(7, "04");
        assertThat(hears(2, 7, "04")).isEqualTo(AuthHeard.REPLY);
        assertThat(hears(2, 7, "04")).isEqualTo(AuthHeard.REPEATED_ANSWER);
    }

    @Test
    @DisplayName("RFC 3748 §4.1: a Response has the Request's Type, or is a Nak to a method")
    void types() {
        assertThat(hears(2, id, "0304")).as("Nak to Identity").isEqualTo(AuthHeard.WRONG_TYPE);
        assertThat(hears(2, id, "0410")).isEqualTo(AuthHeard.WRONG_TYPE);
        namesHimself();
        asks(7, "0210");
        assertThat(hears(2, 7, "0304")).as("Nak to Notification").isEqualTo(AuthHeard.WRONG_TYPE);
        assertThat(hears(2, 7, "02")).isEqualTo(AuthHeard.REPLY);
        asks(8, "0410");
        assertThat(hears(2, 8, "0d00")).isEqualTo(AuthHeard.WRONG_TYPE);
        assertThat(hears(2, 8, "0319")).isEqualTo(AuthHeard.REPLY);
        assertThat(eap.takeReply()).isEqualTo(packet(2, 8, "0319"));
        asks(9, "fe00000000000004");
        assertThat(hears(2, 9, "fe00000000000003")).isEqualTo(AuthHeard.REPLY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 255})
    @DisplayName("RFC 3748 §4: a pass-through authenticator hears Responses only")
    void codes(int code) {
        assertThat(hears(code, id, "016a")).isEqualTo(AuthHeard.BAD_CODE);
    }

    @Test
    @DisplayName(
            "RFC 3748 §4.3: a Request is sent again at most five times, with the same Identifier")
    void retransmissions() {
        namesHimself();
        asks(7, "0410");
        for (int turn = 1; turn <= 5; turn++) {
            long due = (100 + 3 * turn) * SECOND;
            assertThat(eap.deadlineNanos()).isEqualTo(due);
            assertThat(eap.onDeadline(due - 1, out)).isTrue();
            assertThat(eap.onDeadline(due, out)).isTrue();
        }
        assertThat(sent).hasSize(2 + 5).endsWith("c227 1 7 0410");
        assertThat(sent.subList(1, 7)).containsOnly("c227 1 7 0410");
        assertThat(eap.onDeadline(118 * SECOND, out)).isFalse();
    }

    @Test
    @DisplayName("RFC 3748 §4.1: each Request has its own retransmissions")
    void everyRequestHasItsChances() {
        for (int turn = 1; turn <= 5; turn++) {
            assertThat(eap.onDeadline(3L * turn * SECOND, out)).isTrue();
        }
        namesHimself();
        asks(7, "04");
        assertThat(eap.onDeadline(103 * SECOND, out)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01", "01070004", "0107000504ff", "0207000504", "0307000504"})
    void whatIsNoRequestIsNotSent(String octets) {
        namesHimself();
        assertThat(eap.challenge(0, HEX.parseHex(octets), out)).isFalse();
        assertThat(sent).hasSize(1);
    }

    @Test
    @DisplayName("RFC 3748 §3.1: EAP does not fragment: a Request longer than the MRU is not sent")
    void tooLong() {
        namesHimself();
        assertThat(asks(7, "04" + "00".repeat(1488))).isFalse();
        assertThat(asks(7, "04" + "00".repeat(1487))).isTrue();
    }

    @Test
    void roundsAreBounded() {
        namesHimself();
        for (int round = 0; round < EapAuthenticator.MAX_ROUNDS; round++) {
            assertThat(asks(round, "04")).isTrue();
            assertThat(hears(2, round, "04")).isEqualTo(AuthHeard.REPLY);
        }
        assertThat(asks(99, "04")).isFalse();
    }

    @Test
    @DisplayName(
            "RFC 3748 §4.2: Success and Failure have the Identifier of the Response and no data")
    void successAndFailure() {
        namesHimself();
        asks(7, "04");
        hears(2, 7, "04");
        eap.accept(packet(3, 8, ""), out);
        assertThat(sent.getLast()).isEqualTo("c227 3 7 ");
        eap.refuse("no", packet(4, 8, "00"), out);
        assertThat(sent.getLast()).isEqualTo("c227 4 7 ");
    }
}
