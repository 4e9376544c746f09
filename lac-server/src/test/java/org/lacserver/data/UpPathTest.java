package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;

final class UpPathTest {
    private static final long PORT_MAC = 0x02_00_00_00_ac_01L;

    @ParameterizedTest
    @DisplayName(
            "RFC 2516 §5.4, §5.5: PADS and PADT stay in order with the frames of their session")
    @CsvSource({"09, DISCOVERY", "07, DISCOVERY", "19, DISCOVERY", "65, SESSION", "a7, SESSION"})
    void sortsDiscovery(String code, Verdict verdict) {
        ByteBuffer frame = ByteBuffer.allocate(60);
        frame.putShort((short) (PORT_MAC >> 32)).putInt((int) PORT_MAC);
        frame.putShort((short) 0x0200).putInt(0x5e20_0001).putShort((short) 0x8863);
        frame.put((byte) 0x11).put((byte) Integer.parseInt(code, 16)).putShort((short) 7);
        Verdict found =
                new UpPath(new Tallies())
                        .take(new AccessTable(PORT_MAC, 1500), frame, 0, frame.limit(), 0);
        assertThat(found).isEqualTo(verdict);
    }
}
