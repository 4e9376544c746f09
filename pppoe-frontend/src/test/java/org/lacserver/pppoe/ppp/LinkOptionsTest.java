package org.lacserver.pppoe.ppp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.Random;

/** What is told of a PPPoE line's LCP (RFC 3437) is what the LAC itself does on it. */
class LinkOptionsTest {
    private static PeerRequest judge(byte[] options) {
        return PeerRequest.judge(options, 1492, 1, false, new Random(1));
    }

    @Test
    @DisplayName("RFC 3437 §2.2: what is allowed we acknowledge; all else we would reject")
    void allowIsWhatWeAcknowledge() {
        byte[] allow = LinkOptions.allow(1492);
        assertThat(HexFormat.of().formatHex(allow)).isEqualTo("010405d4" + "0506ffffffff");
        assertThat(judge(allow).code()).isEqualTo(PeerRequest.ACK);
        for (int type = 0; type < 256; type++) {
            if (type != LcpOption.MRU && type != LcpOption.MAGIC) {
                byte[] other = {(byte) type, 6, 1, 1, 1, 1};
                assertThat(judge(other).code()).as("option %d", type).isEqualTo(PeerRequest.REJECT);
            }
        }
    }

    @Test
    @DisplayName("RFC 3437 §2.1, RFC 2516 §7: wanted is the MRU, which does not exceed 1492")
    void wantIsTheMru() {
        byte[] want = LinkOptions.want(1492);
        assertThat(HexFormat.of().formatHex(want)).isEqualTo("010405d4");
        assertThat(judge(want).code()).isEqualTo(PeerRequest.ACK);
        assertThat(judge(LinkOptions.want(1493)).code()).isEqualTo(PeerRequest.NAK);
    }
}
