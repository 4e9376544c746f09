package org.lacserver.tests.load.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final int LNS = 0x0a4d0002;
    private static final int LAC = 0x0a4d0001;

    private static byte[] datagram(byte[] packet) {
        return Frames.l2tp(Site.LNS, Site.CORE, LAC, LNS, 1701, 200, 7, packet, true);
    }

    private static Frames.Found check(byte[] frame, byte[] packet) {
        return Frames.isL2tp(frame, Site.LNS, LAC, 1701, LNS, 200, 7, packet);
    }

    @Test
    @DisplayName("a data message is taken for what it is, with checksums of odd lengths too")
    void takesRightOnes() {
        for (int size : new int[] {64, 65, 576, 1400}) {
            byte[] packet = Frames.packet(size);
            assertThat(check(datagram(packet), packet))
                    .isEqualTo(new Frames.Found(42, Frames.L2TP_IP));
        }
    }

    @Test
    @DisplayName("one octet that is another one is found, wherever it is")
    void findsEachOctet() {
        byte[] packet = Frames.packet(64);
        byte[] right = datagram(packet);
        for (int i = 0; i < right.length; i++) {
            byte[] wrong = right.clone();
            wrong[i] ^= 0x10;
            assertThatThrownBy(() -> check(wrong, packet))
                    .as("octet " + i)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("a PPPoE frame of another session, length or packet is not the one")
    void findsOtherSessions() {
        byte[] packet = Frames.packet(64);
        byte[] right = Frames.pppoe(Site.CALLER, Site.ACCESS, 7, packet);
        assertThat(Frames.isPppoe(right, Site.CALLER, Site.ACCESS, 7, packet).matchAt())
                .isEqualTo(12);
        byte[] other = Frames.pppoe(Site.CALLER, Site.ACCESS, 8, packet);
        assertThatThrownBy(() -> Frames.isPppoe(other, Site.CALLER, Site.ACCESS, 7, packet))
                .isInstanceOf(IllegalStateException.class);
        byte[] longer = Frames.pppoe(Site.CALLER, Site.ACCESS, 7, Frames.packet(66));
        assertThatThrownBy(() -> Frames.isPppoe(longer, Site.CALLER, Site.ACCESS, 7, packet))
                .isInstanceOf(IllegalStateException.class);
    }
}
