package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of AVPs and messages against the RFCs, written down a second time. */
class TablesTest {
    /**
     * Number, M bit (x: either), whether it may be hidden, fewest and most octets of the value (n:
     * as many as fit), the messages it is in (!: required there).
     */
    private static final String AVPS =
            """
             0 1 0  2  2
             1 1 0  2  n StopCCN! CDN!
             2 1 0  2  2 SCCRQ! SCCRP!
             3 1 1  4  4 SCCRQ! SCCRP!
             4 1 1  4  4 SCCRQ SCCRP
             5 0 0  8  8 SCCRQ
             6 0 1  2  2 SCCRQ SCCRP
             7 1 0  1  n SCCRQ! SCCRP!
             8 0 1  0  n SCCRQ SCCRP
             9 1 1  2  2 SCCRQ! SCCRP! StopCCN!
            10 1 0  2  2 SCCRQ SCCRP
            11 1 1  1  n SCCRQ SCCRP
            12 1 0  3  n CDN
            13 1 1 16 16 SCCRP SCCCN
            14 1 1  2  2 ICRQ! ICRP! OCRQ! OCRP! CDN!
            15 1 1  4  4 ICRQ! OCRQ!
            16 1 1  4  4 OCRQ!
            17 1 1  4  4 OCRQ!
            18 1 1  4  4 ICRQ OCRQ!
            19 1 1  4  4 ICCN! OCCN! OCRQ!
            21 1 1  0  n ICRQ OCRQ!
            22 1 1  0  n ICRQ
            23 1 1  0  n ICRQ OCRQ
            24 1 1  4  4 ICCN! OCCN!
            25 0 1  4  4 ICRQ OCRP
            26 0 1  0  n ICCN
            27 0 1  0  n ICCN
            28 0 1  0  n ICCN
            29 0 1  2  2 ICCN
            30 0 1  0  n ICCN
            31 0 1  0  n ICCN
            32 0 1  2  2 ICCN
            33 0 1  0  n ICCN
            34 1 1 26 26 WEN!
            35 1 1 10 10 SLI!
            36 1 0  1  n
            37 0 1  0  n ICCN
            38 0 1  4  4 ICCN OCCN
            39 1 0  0  0 ICCN OCCN
            40 0 1  4  4 OCRQ
            41 0 1  4  4 OCRQ
            42 0 1  2  2 OCRQ ICRQ
            43 0 1  1  n OCRQ ICRQ
            44 0 1 20 20 ICRQ
            45 0 1  4  4 ICRQ OCRP
            46 0 1  5  n CDN
            47 0 1  2  2 SCCRQ SCCRP
            48 0 1  2  2 ICRQ ICRP OCRQ OCRP
            49 x 1  0  n ICCN OCCN
            50 x 1  0  n ICCN OCCN
            51 x 1  0  n SLI
            52 x 1  0  n SLI
            53 0 1  0  0 SCCRQ SCCRP
            54 0 1  2  2 MDMST!
            55 0 1  0  n
            56 0 1  0  n SCCRQ SCCRP
            57 0 1  0  n SCCRQ SCCRP
            76 0 1  6  6 SCCRQ SCCRP
            77 1 0 10 10
            78 0 1  6  6
            79 1 1 10 10
            97 x 1 12 12 CSUN! CSURQ!
            98 x 1  0  0 ICRQ
            """;

    /** Number, name, M bit of its Message Type, what a fault in it ends. */
    private static final String MESSAGES =
            """
             1 SCCRQ 1 TUNNEL
             2 SCCRP 1 TUNNEL
             3 SCCCN 1 TUNNEL
             4 StopCCN 1 TUNNEL
             6 HELLO 1 TUNNEL
             7 OCRQ 1 SESSION
             8 OCRP 1 SESSION
             9 OCCN 1 SESSION
            10 ICRQ 1 SESSION
            11 ICRP 1 SESSION
            12 ICCN 1 SESSION
            14 CDN 1 SESSION
            15 WEN 1 SESSION
            16 SLI 1 SESSION
            17 MDMST 0 SESSION
            28 CSUN x TUNNEL
            29 CSURQ x TUNNEL
            """;

    /** RFC 5515: attribute type and TR-101 sub-tag, fewest and most octets of the value. */
    private static final String LINE =
            """
            1 01 2 63
            2 02 2 63
            129 81 8 8
            130 82 8 8
            131 83 8 8
            132 84 8 8
            133 85 8 8
            134 86 8 8
            135 87 8 8
            136 88 8 8
            137 89 8 8
            138 8a 8 8
            139 8b 4 4
            140 8c 4 4
            141 8d 4 4
            142 8e 4 4
            144 90 3 3
            145 91 4 4
            254 fe 4 4
            """;

    @Test
    @DisplayName(
            "§4.2, §4.4.1, §4.4.2, §4.4.3, §4.4.4, §4.4.5, §4.4.6, RFC 3145 §2, RFC 3308 §3.1,"
                    + " §4.1, RFC 3437 §2.1, §2.2, §2.3, RFC 5515 §6.1, §6.2: number, M bit, hiding"
                    + " and length of every AVP")
    void avps() {
        Set<AvpType> seen = new HashSet<>();
        for (String[] row : rows(AVPS)) {
            AvpType type = Objects.requireNonNull(AvpType.named(Integer.parseInt(row[0])), row[0]);
            seen.add(type);
            assertThat(type.mBit()).as(type.label()).isEqualTo(mBit(row[1]));
            assertThat(type.isHideable()).as(type.label()).isEqualTo(row[2].equals("1"));
            assertThat(type.kind().least()).as(type.label()).isEqualTo(Integer.parseInt(row[3]));
            int most = row[4].equals("n") ? AvpType.MAX_VALUE : Integer.parseInt(row[4]);
            assertThat(type.kind().most()).as(type.label()).isEqualTo(most);
        }
        assertThat(seen).containsExactlyInAnyOrder(AvpType.values());
    }

    @Test
    @DisplayName(
            "§6.1, §6.2, §6.3, §6.4, §6.5, §6.6, §6.7, §6.8, §6.9, §6.10, §6.11, §6.12, §6.13,"
                    + " §6.14: the AVPs each message must and may have")
    void avpsOfMessages() {
        for (MessageType message : MessageType.values()) {
            assertThat(names(message.required())).isEqualTo(inMessage(message.label() + "!"));
            assertThat(names(message.optional())).isEqualTo(inMessage(message.label()));
        }
    }

    private static Set<Integer> names(List<AvpType> types) {
        return types.stream().map(AvpType::number).collect(Collectors.toSet());
    }

    private static Set<Integer> inMessage(String mark) {
        return rows(AVPS).stream()
                .filter(row -> Arrays.asList(row).subList(5, row.length).contains(mark))
                .map(row -> Integer.parseInt(row[0]))
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("§3.2, RFC 5515 §4.1, §4.2: number, name and scope of every message")
    void messages() {
        assertThat(rows(MESSAGES)).hasSameSizeAs(MessageType.values());
        for (String[] row : rows(MESSAGES)) {
            MessageType message =
                    Objects.requireNonNull(MessageType.of(Integer.parseInt(row[0])), row[0]);
            assertThat(message.label()).isEqualTo(row[1]);
            assertThat(message.mBit()).isEqualTo(mBit(row[2]));
            assertThat(message.scope()).isEqualTo(Fault.Scope.valueOf(row[3]));
        }
        for (int reserved : new int[] {0, 5, 13, 18, 19, 20, 21, 22, 30, 65535}) {
            assertThat(MessageType.of(reserved)).isNull();
        }
    }

    @Test
    @DisplayName(
            "RFC 5515 §5.1, §5.2, §5.3, §5.4, §5.5, §5.6, §5.7, §5.8, §5.9, §5.10, §5.11, §5.12,"
                    + " §5.13, §5.14, §5.15, §5.16, §5.17, §5.18, §5.19: the access line AVPs")
    void lineAvps() {
        assertThat(rows(LINE)).hasSameSizeAs(LineAvp.values());
        for (String[] row : rows(LINE)) {
            LineAvp avp = Objects.requireNonNull(LineAvp.of(Integer.parseInt(row[0])), row[0]);
            assertThat(avp.number()).isEqualTo(Integer.parseInt(row[1], 16));
            assertThat(avp.kind().least()).isEqualTo(Integer.parseInt(row[2]));
            assertThat(avp.kind().most()).isEqualTo(Integer.parseInt(row[3]));
        }
        assertThat(LineAvp.of(143)).isNull();
        assertThat(LineAvp.of(-1)).isNull();
        assertThat(LineAvp.of(65535)).isNull();
    }

    private static AvpType.MBit mBit(String column) {
        return switch (column) {
            case "1" -> AvpType.MBit.SET;
            case "0" -> AvpType.MBit.CLEAR;
            default -> AvpType.MBit.CLEAR_OR_SET;
        };
    }

    private static List<String[]> rows(String table) {
        return Stream.of(table.split("\n", -1))
                .filter(line -> !line.isBlank())
                .map(line -> line.trim().split(" +", -1))
                .toList();
    }
}
