package org.lacserver.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.Decoded;
import org.lacserver.l2tp.wire.Dump;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.port.Secret;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Any octets are a message, a ZLB or a fault; what is a message is one again when it is sent. */
final class ControlCodecFuzzTest {
    private static final Secret SECRET = Secret.of("secret");

    @FuzzTest
    void anyOctetsDecodeToAValue(byte[] octets) {
        judge(octets, Secret.NONE);
        judge(octets, SECRET);
        assertThat(Dump.line(ByteBuffer.wrap(octets))).doesNotContain("\n", "\r");
    }

    private static void judge(byte[] octets, Secret secret) {
        switch (ControlCodec.decode(ByteBuffer.wrap(octets), secret)) {
            case Decoded.Control(ControlHeader header, ControlMessage message, _) -> {
                ControlMessage again = resent(header, message, HidePolicy.NONE, Secret.NONE);
                assertThat(again).isEqualTo(message);
                if (secret.isPresent()) {
                    assertThat(resent(header, message, HidePolicy.ALL, secret)).isEqualTo(message);
                }
            }
            case Decoded.Zlb(ControlHeader header) -> {
                ByteBuffer out = ByteBuffer.allocate(ControlHeader.LENGTH);
                ControlCodec.encodeZlb(header, out);
                assertThat(ControlCodec.decode(out.flip(), Secret.NONE))
                        .isEqualTo(new Decoded.Zlb(header));
            }
            case Decoded.Refused(var fault) -> {
                assertThat(fault.offset()).isBetween(0, Math.max(octets.length, 6));
                assertThat(fault.text()).isNotNull();
            }
        }
    }

    private static ControlMessage resent(
            ControlHeader header, ControlMessage message, HidePolicy hide, Secret secret) {
        ByteBuffer out = ByteBuffer.allocate(ControlCodec.MAX_DATAGRAM);
        ControlCodec.encode(header, message, hide, secret, new SplittableRandom(1), out);
        Decoded decoded = ControlCodec.decode(out.flip(), secret);
        if (decoded instanceof Decoded.Control(var same, var again, _)) {
            assertThat(same).isEqualTo(header);
            return again;
        }
        throw new AssertionError(message + " became " + decoded);
    }
}
