package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

class DataHeaderTest {
    private static final int AT = 3;
    private static final int PAYLOAD = 10;

    @Test
    @DisplayName("§3.1: every mix of L, S, O and P is read, and cut anywhere it is refused")
    void everyMix() {
        for (int mix = 0; mix < 16; mix++) {
            int flags = 2 | (mix & 1) << 14 | (mix >> 1 & 1) << 11 | (mix >> 2 & 1) << 9;
            flags |= (mix >> 3) << 8;
            ByteBuffer frame = ByteBuffer.allocate(64).position(AT);
            frame.putShort((short) flags);
            boolean withLength = (flags & DataHeader.L) != 0;
            boolean withSequence = (flags & DataHeader.S) != 0;
            boolean withOffset = (flags & DataHeader.O) != 0;
            int header = 6 + (withLength ? 2 : 0) + (withSequence ? 4 : 0) + (withOffset ? 5 : 0);
            if (withLength) {
                frame.putShort((short) (header + PAYLOAD));
            }
            frame.putShort((short) 0xfffe).putShort((short) 0xfffd);
            if (withSequence) {
                frame.putShort((short) 65535).putShort((short) 4);
            }
            if (withOffset) {
                frame.putShort((short) 3).put(new byte[3]);
            }
            int size = header + PAYLOAD;
            assertThat(DataHeader.length(frame, AT, size)).isEqualTo(header);
            assertThat(DataHeader.end(frame, AT, size)).isEqualTo(size);
            assertThat(DataHeader.isControl(frame, AT)).isFalse();
            assertThat(DataHeader.tunnelId(frame, AT)).isEqualTo(0xfffe);
            assertThat(DataHeader.sessionId(frame, AT)).isEqualTo(0xfffd);
            assertThat(DataHeader.hasSequence(frame, AT)).isEqualTo(withSequence);
            if (withSequence) {
                assertThat(DataHeader.ns(frame, AT)).isEqualTo(65535);
            }
            for (int cut = 0; cut < (withLength ? size : header); cut++) {
                ByteBuffer exact = frame.slice(AT, cut);
                assertThat(DataHeader.length(exact, 0, cut)).isEqualTo(-1);
            }
        }
    }

    @Test
    @DisplayName("§3.1: an offset beyond the frame, another version and control are no data header")
    void refused() {
        ByteBuffer offset = ByteBuffer.wrap(new byte[] {2, 2, 0, 1, 0, 2, 0, 9, 0, 0});
        assertThat(DataHeader.length(offset, 0, 10)).isEqualTo(-1);
        ByteBuffer control = Raw.message(6).build();
        assertThat(DataHeader.length(control, 0, control.limit())).isEqualTo(-1);
        assertThat(DataHeader.isControl(control, 0)).isTrue();
        ByteBuffer l2f = ByteBuffer.wrap(new byte[] {0, 1, 0, 1, 0, 2, 0, 9, 0, 0});
        assertThat(DataHeader.length(l2f, 0, 10)).isEqualTo(-1);
    }

    @Test
    void octetsBehindTheStatedLengthAreNotOfTheFrame() {
        ByteBuffer padded = ByteBuffer.allocate(46);
        padded.putShort((short) 0x4002).putShort((short) 12).putShort((short) 1);
        assertThat(DataHeader.length(padded, 0, 46)).isEqualTo(8);
        assertThat(DataHeader.end(padded, 0, 46)).isEqualTo(12);
    }
}
