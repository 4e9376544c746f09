package org.lacserver.l2tp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 2661 Appendix A. */
class CongestionTest {
    @Test
    @DisplayName("App. A: begins at one, and each acknowledgement adds one up to the threshold")
    void slowStart() {
        Congestion congestion = new Congestion(8);
        assertThat(congestion.cwnd()).isEqualTo(1);
        assertThat(congestion.ssthresh()).isEqualTo(8);
        for (int expected = 2; expected <= 8; expected++) {
            congestion.acknowledged(1);
            assertThat(congestion.cwnd()).isEqualTo(expected);
        }
        congestion.acknowledged(100);
        assertThat(congestion.cwnd()).as("never above the peer's window").isEqualTo(8);
    }

    @Test
    @DisplayName("App. A: a loss halves the threshold; above it, a full window adds one")
    void congestionAvoidance() {
        Congestion congestion = new Congestion(8);
        congestion.acknowledged(7);
        congestion.lost();
        assertThat(congestion.cwnd()).isEqualTo(1);
        assertThat(congestion.ssthresh()).isEqualTo(4);
        congestion.acknowledged(3);
        assertThat(congestion.cwnd()).isEqualTo(4);
        congestion.acknowledged(3);
        assertThat(congestion.cwnd()).isEqualTo(4);
        congestion.acknowledged(1);
        assertThat(congestion.cwnd()).isEqualTo(5);
        congestion.acknowledged(4);
        assertThat(congestion.cwnd()).isEqualTo(5);
        congestion.acknowledged(1);
        assertThat(congestion.cwnd()).isEqualTo(6);
    }

    @Test
    void thePeersWindowMayBecomeKnownLater() {
        Congestion congestion = new Congestion(4);
        congestion.acknowledged(1);
        congestion.window(16);
        assertThat(congestion.ssthresh()).isEqualTo(16);
        assertThat(congestion.cwnd()).isEqualTo(2);
        congestion.window(1);
        assertThat(congestion.cwnd()).isEqualTo(1);
        assertThat(congestion.ssthresh()).isEqualTo(1);
        congestion.lost();
        assertThat(congestion.ssthresh()).isEqualTo(1);
    }
}
