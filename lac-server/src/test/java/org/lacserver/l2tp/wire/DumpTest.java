package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.port.Octets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

class DumpTest {
    @Test
    void anIcrqIsOneLine() {
        var icrq =
                new ControlMessage.Icrq(
                        811,
                        90211,
                        ControlMessage.ABSENT,
                        7,
                        null,
                        "02:00:5e:10:00:01",
                        null,
                        List.of(VendorAvp.line(1, Octets.utf8("port 7\n"))));
        assertThat(Dump.line(Samples.encoded(icrq, HidePolicy.NONE, new Random(1))))
                .isEqualTo(
                        "ICRQ tunnel 5 session 6 Ns 65535 Nr 0 {Assigned Session 811,"
                                + " Serial 90211, Physical Channel 7,"
                                + " Calling 02:00:5e:10:00:01, Agent-Circuit-Id port 7?}");
    }

    @Test
    void aZlbAndAHelloHaveNoBraces() {
        assertThat(Dump.line(Raw.header(0xc802, 5, 0, 3, 4).build()))
                .isEqualTo("ZLB tunnel 5 session 0 Ns 3 Nr 4");
        assertThat(Dump.line(Raw.message(6).build()))
                .isEqualTo("HELLO tunnel 5 session 6 Ns 7 Nr 8");
    }

    @Test
    void resultsCausesAndUnknownAvpsAreSpelledOut() {
        var cdn =
                new ControlMessage.Cdn(
                        9,
                        new ResultCode(2, 4, "no\u001b[2J room"),
                        new Q931Cause(16, 2, "normal"),
                        new DisconnectCause(3, 0xc021, 1, "bye"));
        assertThat(Dump.line(Samples.encoded(cdn, HidePolicy.NONE, new Random(1))))
                .endsWith(
                        "{Result Code 2/4 \"no?[2J room\", Assigned Session 9,"
                                + " Q.931 Cause 16/2 \"normal\","
                                + " Disconnect Cause 3 protocol c021 direction 1 \"bye\"}");
        ByteBuffer odd = Raw.message(28).avp(Raw.M, 0, 97, new byte[2]).octets(1, 2).build();
        assertThat(Dump.line(odd))
                .isEqualTo(
                        "CSUN tunnel 5 session 6 Ns 7 Nr 8 {Connect Speed Update"
                                + " 0x0000, 2 octets that are no AVP}");
    }

    @Test
    void responsesToChallengesAreMaskedWhateverTheirLength() {
        byte[] response = "sixteen octets!?".getBytes(StandardCharsets.UTF_8);
        for (int type : new int[] {13, 33}) {
            assertThat(Dump.line(Raw.message(3).avp(Raw.M, 0, type, response).build()))
                    .endsWith("Response ***}");
            assertThat(Dump.line(Raw.message(3).avp(Raw.M, 0, type, new byte[3]).build()))
                    .endsWith("Response ***}");
        }
    }
}
