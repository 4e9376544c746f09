package org.lacserver.pppoe.ppp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.pppoe.ppp.LcpAutomaton.State;
import org.lacserver.pppoe.ppp.LcpLink.News;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** LCP's option negotiation and packets. */
class LcpLinkTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final long SECOND = 1_000_000_000L;
    private static final PppSettings SETTINGS =
            new PppSettings(
                    1492,
                    List.of(AuthProtocol.CHAP, AuthProtocol.PAP),
                    "lac",
                    3 * SECOND,
                    10,
                    2,
                    5,
                    30 * SECOND);

    private final List<String> sent = new ArrayList<>();
    private final PppOutbox out =
            (protocol, code, id, data) -> {
                assertThat(protocol).isEqualTo(0xc021);
                sent.add(code + " " + id + " " + HEX.formatHex(data));
            };
    private LcpLink link = new LcpLink(SETTINGS, new Random(1));
    private long now;

    @BeforeEach
    void begins() {
        link.start(now, out);
    }

    private LcpHeard hears(int code, int id, String data) {
        byte[] octets = HEX.parseHex(data);
        ByteBuffer packet = ByteBuffer.allocate(4 + octets.length);
        packet.put((byte) code).put((byte) id).putShort((short) packet.capacity()).put(octets);
        return link.onPacket(now, packet.flip(), out);
    }

    /** What was sent last, as code, identifier, data. */
    private String[] last() {
        return sent.getLast().split(" ", -1);
    }

    private int lastId() {
        return Integer.parseInt(last()[1]);
    }

    private void opens() {
        String[] request = last();
        hears(2, Integer.parseInt(request[1]), request[2]);
        hears(1, 1, "010405d4");
        assertThat(link.state()).isEqualTo(State.OPENED);
        assertThat(link.takeNews()).isEqualTo(News.UP);
    }

    @Test
    @DisplayName("RFC 2516 §7: we ask for MRU 1492, authentication and Magic-Number, nothing else")
    void ourRequest() {
        assertThat(last()[0]).isEqualTo("1");
        assertThat(last()[2]).matches("010405d40305c223050506[0-9a-f]{8}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0206000a0000",
                "0702",
                "0802",
                "090304",
                "0304c023",
                "0408c02500000000",
                "110405dc",
                "130501aabb",
                "0d0300",
                "ff02"
            })
    @DisplayName("RFC 2516 §7: ACCM, PFC, ACFC, FCS-Alternatives are rejected, as is all unknown")
    void rejectedOptions(String option) {
        hears(1, 9, "010405d4" + option);
        assertThat(sent.getLast()).isEqualTo("4 9 " + option);
        assertThat(link.state()).isEqualTo(State.REQ_SENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"010405dc", "0104ffff", "01040000", "0104007f", "010305"})
    @DisplayName("RFC 2516 §7: an MRU larger than 1492, or senseless, gets a Nak with 1492")
    void badMru(String option) {
        hears(1, 9, option);
        assertThat(sent.getLast()).isEqualTo("3 9 010405d4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "010405d4", "01040080", "0506aabbccdd", "010405d40506aabbccdd"})
    void goodOptionsAreAcknowledgedUnchanged(String options) {
        hears(1, 9, options);
        assertThat(sent.getLast()).isEqualTo("2 9 " + options);
        assertThat(link.state()).isEqualTo(State.ACK_SENT);
    }

    @Test
    @DisplayName("RFC 1661 §5.4: a Reject goes before a Nak")
    void rejectBeforeNak() {
        hears(1, 9, "010405dc0702");
        assertThat(sent.getLast()).isEqualTo("4 9 0702");
    }

    @Test
    @DisplayName("RFC 1661 §6.4: a Magic-Number of zero gets a Nak with another")
    void magicZero() {
        hears(1, 9, "050600000000");
        assertThat(last()[0]).isEqualTo("3");
        assertThat(last()[2]).matches("0506[0-9a-f]{8}").isNotEqualTo("050600000000");
    }

    @Test
    @DisplayName("RFC 1661 §4.6: after Max-Failure Naks the options are rejected instead")
    void maxFailure() {
        for (int n = 0; n < 5; n++) {
            hears(1, n, "010405dc");
            assertThat(last()[0]).isEqualTo("3");
        }
        hears(1, 6, "0104ffff0506aabbccdd");
        assertThat(sent.getLast()).isEqualTo("4 6 0104ffff");
        hears(1, 7, "0506aabbccdd");
        assertThat(last()[0]).isEqualTo("2");
        hears(1, 8, "010405dc");
        assertThat(last()[0]).isEqualTo("3"); // an Ack starts the count again
    }

    @Test
    @DisplayName("RFC 1661 §5.3: a Nak for another allowed protocol is followed")
    void nakToPap() {
        hears(3, lastId(), "0304c023");
        assertThat(last()[2]).startsWith("010405d40304c0230506");
        assertThat(link.auth()).isEqualTo(AuthProtocol.PAP);
        hears(3, lastId(), "0305c22305"); // back and forth is not for us
        assertThat(link.takeNews()).isEqualTo(News.DOWN);
        assertThat(link.fault()).isEqualTo(LinkFault.AUTHENTICATION_REFUSED);
        assertThat(link.state()).isEqualTo(State.CLOSING);
    }

    @Test
    void aNakToAProtocolWeDoNotSpeakGetsTheNextBest() {
        hears(3, lastId(), "0304c227"); // EAP
        assertThat(link.auth()).isEqualTo(AuthProtocol.PAP);
        hears(3, lastId(), "0304c227");
        assertThat(link.fault()).isEqualTo(LinkFault.AUTHENTICATION_REFUSED);
    }

    @Test
    void aRejectedMruOrMagicIsNotAskedForAgain() {
        String magic = last()[2].substring(18);
        hears(4, lastId(), "010405d4" + magic);
        assertThat(last()[2]).isEqualTo("0305c22305");
        opens();
        link.sendEchoRequest(1, out);
        assertThat(sent.getLast()).isEqualTo("9 1 00000000");
    }

    @Test
    void aNakOfMruIsFollowedDownwardsOnly() {
        hears(3, lastId(), "01040578");
        assertThat(last()[2]).startsWith("01040578");
        hears(3, lastId(), "010405dc");
        assertThat(last()[2]).startsWith("01040578");
        hears(3, lastId(), "0103ff0702");
        assertThat(last()[2]).startsWith("01040578");
    }

    @Test
    void endlessNaksEnd() {
        for (int n = 0; n < 30 && link.state() == State.REQ_SENT; n++) {
            hears(3, lastId(), "010405dc");
        }
        assertThat(link.fault()).isEqualTo(LinkFault.NOT_CONVERGING);
        assertThat(last()[0]).isEqualTo("5");
    }

    @Test
    @DisplayName("RFC 1661 §5.2 to §5.4: answers must fit the outstanding request")
    void misfits() {
        String[] request = last();
        int id = Integer.parseInt(request[1]);
        assertThat(hears(2, id + 1, request[2])).isEqualTo(LcpHeard.STALE_IDENTIFIER);
        assertThat(hears(3, id + 1, "0304c023")).isEqualTo(LcpHeard.STALE_IDENTIFIER);
        assertThat(hears(2, id, request[2] + "0702")).isEqualTo(LcpHeard.MISMATCHED_ANSWER);
        assertThat(hears(4, id, "0702")).isEqualTo(LcpHeard.MISMATCHED_ANSWER);
        assertThat(hears(4, id, "")).isEqualTo(LcpHeard.MISMATCHED_ANSWER);
        assertThat(hears(4, id, "010405")).isEqualTo(LcpHeard.BAD_OPTIONS);
        assertThat(hears(3, id, "0100")).isEqualTo(LcpHeard.BAD_OPTIONS);
        assertThat(hears(1, id, "010005d4")).isEqualTo(LcpHeard.BAD_OPTIONS);
        assertThat(link.state()).isEqualTo(State.REQ_SENT);
        assertThat(sent).hasSize(1);
        assertThat(hears(2, id, request[2])).isEqualTo(LcpHeard.CONFIGURE_ACK);
        assertThat(hears(2, id, request[2])).isEqualTo(LcpHeard.STALE_IDENTIFIER);
        assertThat(link.state()).isEqualTo(State.ACK_RCVD);
    }

    @Test
    void aRetransmissionIsTheSameRequest() {
        String first = sent.getLast();
        now = link.deadlineNanos();
        assertThat(now).isEqualTo(3 * SECOND);
        link.onDeadline(now, out);
        assertThat(sent.getLast()).isEqualTo(first);
        assertThat(sent).hasSize(2);
    }

    @Test
    void tenRequestsAndNoAnswerFinishTheLink() {
        while (link.deadlineNanos() != Long.MAX_VALUE) {
            now = link.deadlineNanos();
            link.onDeadline(now, out);
        }
        assertThat(sent).hasSize(10);
        assertThat(now).isEqualTo(30 * SECOND);
        assertThat(link.takeNews()).isEqualTo(News.FINISHED);
        assertThat(link.fault()).isEqualTo(LinkFault.TIMEOUT);
    }

    @Test
    @DisplayName("RFC 1661 §5.6: an unknown code gets a Code-Reject with a copy")
    void unknownCode() {
        assertThat(hears(0x63, 4, "0102")).isEqualTo(LcpHeard.UNKNOWN_CODE);
        assertThat(last()[0]).isEqualTo("7");
        assertThat(last()[2]).isEqualTo("630400060102");
    }

    @ParameterizedTest
    @CsvSource({"11,DISCARD_REQUEST", "12,IDENTIFICATION", "13,TIME_REMAINING"})
    void packetsThatAskForNothingGetNothing(int code, LcpHeard heard) {
        opens();
        sent.clear();
        assertThat(hears(code, 1, "00000000")).isEqualTo(heard);
        assertThat(sent).isEmpty();
        assertThat(link.state()).isEqualTo(State.OPENED);
    }

    @ParameterizedTest
    @CsvSource({"01,true", "05,true", "09,false", "0c,false"})
    @DisplayName("RFC 1661 §4.3, RXJ: a Code-Reject of an essential code ends the link")
    void codeReject(String code, boolean essential) {
        opens();
        assertThat(hears(7, 1, code + "010004")).isEqualTo(LcpHeard.CODE_REJECT);
        assertThat(link.state()).isEqualTo(essential ? State.STOPPING : State.OPENED);
    }

    @ParameterizedTest
    @CsvSource({"c021,true", "c223,true", "8021,false", "c023,false"})
    @DisplayName("RFC 1661 §5.7: a Protocol-Reject of LCP or the authentication ends the link")
    void protocolReject(String protocol, boolean essential) {
        assertThat(hears(8, 1, protocol)).isEqualTo(LcpHeard.OUT_OF_STATE);
        opens();
        assertThat(hears(8, 1, protocol)).isEqualTo(LcpHeard.PROTOCOL_REJECT);
        assertThat(link.state()).isEqualTo(essential ? State.STOPPING : State.OPENED);
    }

    @Test
    @DisplayName("RFC 1661 §5.8: echoes are for the Opened state only")
    void echoes() {
        assertThat(hears(9, 1, "00000000")).isEqualTo(LcpHeard.OUT_OF_STATE);
        opens();
        assertThat(hears(9, 1, "000000")).isEqualTo(LcpHeard.BAD_LENGTH);
        assertThat(hears(9, 7, "0000000041")).isEqualTo(LcpHeard.ECHO_REQUEST);
        assertThat(sent.getLast()).matches("10 7 [0-9a-f]{8}41");
        assertThat(hears(10, 7, "00000000")).isEqualTo(LcpHeard.ECHO_REPLY);
    }

    @Test
    void tooShortPacketsAreCountedAndChangeNothing() {
        for (int length = 0; length < 4; length++) {
            ByteBuffer cut = ByteBuffer.wrap(new byte[] {5, 1, 0, 4}, 0, length);
            assertThat(link.onPacket(now, cut, out)).isEqualTo(LcpHeard.BAD_LENGTH);
        }
        assertThat(link.onPacket(now, ByteBuffer.wrap(new byte[] {5, 1, 0, 3}), out))
                .isEqualTo(LcpHeard.BAD_LENGTH);
        assertThat(link.onPacket(now, ByteBuffer.wrap(new byte[] {5, 1, 0, 5}), out))
                .isEqualTo(LcpHeard.BAD_LENGTH);
        assertThat(sent).hasSize(1);
    }

    /** Whatever a peer sends, the link opens or ends; it never hangs without a timer. */
    @Test
    void noPeerCanHoldALinkForEver() {
        for (int seed = 0; seed < 3000; seed++) {
            Random peer = new Random(seed);
            sent.clear();
            now = 0;
            link = new LcpLink(SETTINGS, new Random(seed + 1L));
            link.start(now, out);
            for (int step = 0; step < 60; step++) {
                randomStep(peer);
                assertTimed(seed);
                link.takeNews();
            }
            link.close(now, "", out);
            for (int left = 0; link.deadlineNanos() != Long.MAX_VALUE; left++) {
                assertThat(left).as("seed %d", seed).isLessThan(12);
                now = link.deadlineNanos();
                link.onDeadline(now, out);
            }
            assertThat(link.state()).as("seed %d", seed).isIn(State.CLOSED, State.STOPPED);
        }
    }

    private void assertTimed(int seed) {
        boolean timed = link.deadlineNanos() != Long.MAX_VALUE;
        assertThat(timed).as("seed %d in %s", seed, link.state()).isEqualTo(isTimed());
    }

    private boolean isTimed() {
        return switch (link.state()) {
            case INITIAL, STARTING, CLOSED, STOPPED, OPENED -> false;
            case CLOSING, STOPPING, REQ_SENT, ACK_RCVD, ACK_SENT -> true;
        };
    }

    private void randomStep(Random peer) {
        String[] request =
                sent.stream().filter(it -> it.startsWith("1 ")).toList().getLast().split(" ", -1);
        int id = Integer.parseInt(request[1]);
        List<String> wishes = List.of("", "010405d4", "010405dc", "0702", "0304c023", "0506", "05");
        switch (peer.nextInt(10)) {
            case 0, 1 -> hears(2, id, request[2]);
            case 2, 3 -> hears(1, peer.nextInt(256), "010405d4");
            case 4 -> hears(1, peer.nextInt(256), wishes.get(peer.nextInt(wishes.size())));
            case 5 -> hears(3, id, wishes.get(peer.nextInt(wishes.size())));
            case 6 -> hears(4, id, request[2].substring(0, 8));
            case 7 -> hears(peer.nextInt(16), peer.nextInt(256), "01010004c021");
            case 8 -> {
                if (link.deadlineNanos() != Long.MAX_VALUE) {
                    now = link.deadlineNanos();
                    link.onDeadline(now, out);
                }
            }
            default -> hears(5 + peer.nextInt(2), peer.nextInt(256), "");
        }
    }
}
