package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

class OmitTest {
    @ParameterizedTest
    @EnumSource
    @DisplayName("§6.1, §6.6, §6.8: an AVP that a peer is spared is not sent, a required one is")
    void omitted(AvpType type) {
        for (ControlMessage message : Samples.each()) {
            for (HidePolicy hide : HidePolicy.values()) {
                Set<Integer> all = sent(message, hide, Set.of());
                Set<Integer> left = sent(message, hide, EnumSet.of(type));
                Set<Integer> expected = new HashSet<>(all);
                if (!isRequired(message, type)) {
                    expected.remove(type.number());
                }
                if (type == AvpType.PROXY_AUTHEN_TYPE) {
                    expected.removeAll(Set.of(30, 31, 32, 33));
                }
                // Random Vector goes with the last AVP that needed it
                expected.remove(AvpType.RANDOM_VECTOR.number());
                left.remove(AvpType.RANDOM_VECTOR.number());
                assertThat(left).as("%s without %s", message, type).isEqualTo(expected);
            }
        }
    }

    private static boolean isRequired(ControlMessage message, AvpType type) {
        int number =
                Samples.encoded(message, HidePolicy.NONE, new Random(1))
                                .getShort(ControlHeader.LENGTH + 6)
                        & 0xffff;
        MessageType it = MessageType.of(number);
        return type == AvpType.MESSAGE_TYPE || (it != null && it.required().contains(type));
    }

    /** The numbers of the IETF's AVPs in the message as sent. */
    private static Set<Integer> sent(ControlMessage message, HidePolicy hide, Set<AvpType> omit) {
        ByteBuffer out = ByteBuffer.allocate(ControlCodec.MAX_DATAGRAM);
        ControlCodec.encode(
                Samples.HEADER, message, hide, Samples.SECRET, new Random(1), out, omit);
        out.flip();
        Set<Integer> numbers = new HashSet<>();
        int at = ControlHeader.LENGTH;
        while (at < out.limit()) {
            if (out.getShort(at + 2) == 0) {
                numbers.add(out.getShort(at + 4) & 0xffff);
            }
            at += out.getShort(at) & 0x3ff;
        }
        return numbers;
    }
}
