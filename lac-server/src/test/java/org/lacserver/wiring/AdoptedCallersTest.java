package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.data.kernel.AdoptedFlow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What callers of a former process are told. */
class AdoptedCallersTest {
    private final List<String> frames = new ArrayList<>();
    private final AdoptedCallers callers = new AdoptedCallers(List.of(port("other"), port("own")));

    private AdoptedCallers.Link port(String name) {
        return new AdoptedCallers.Link() {
            @Override
            public long mac() {
                return 0x02_00_00_00_00_01L;
            }

            @Override
            public boolean send(ByteBuffer frame) {
                byte[] octets = new byte[frame.remaining()];
                frame.get(octets);
                return frames.add(name + " " + HexFormat.of().formatHex(octets));
            }
        };
    }

    private static AdoptedFlow flow(int outer, int inner) {
        return new AdoptedFlow(1, outer, inner, 0x02_00_00_00_00_99L, 0x1234, 7, 8);
    }

    @Test
    @DisplayName(
            "RFC 2516 §5.5: the caller of a flow that ends gets a PADT of his session, tags too")
    void saysGoodbye() {
        callers.ended(flow(0, 0), AdoptedFlow.End.SILENT);
        callers.ended(flow(200, 0), AdoptedFlow.End.TIME_OVER);
        callers.ended(flow(200, 17), AdoptedFlow.End.REPLACED);
        String macs = "own 020000000099020000000001";
        assertThat(frames)
                .containsExactly(
                        macs + "886311a712340000",
                        macs + "810000c8886311a712340000",
                        macs + "88a800c881000011886311a712340000");
        assertThat(callers.counters())
                .containsEntry("adopted-ended-silent", 1L)
                .containsEntry("adopted-ended-time-over", 1L)
                .containsEntry("adopted-ended-replaced", 1L);
    }

    @Test
    @DisplayName("a caller who has a new call has left the former himself")
    void leavesWhoIsBackAlone() {
        callers.ended(flow(0, 0), AdoptedFlow.End.CALLER_BACK);
        assertThat(frames).isEmpty();
        assertThat(callers.counters()).containsEntry("adopted-ended-caller-back", 1L);
    }
}
