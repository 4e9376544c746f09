package org.lacserver.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** Packets in a stream. */
class FramerTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new Framer());

    private static byte[] packet(int length) {
        byte[] packet = new byte[length];
        packet[0] = 2;
        packet[2] = (byte) (length >> 8);
        packet[3] = (byte) length;
        packet[length - 1] = 77;
        return packet;
    }

    private List<byte[]> seen() {
        List<byte[]> all = new ArrayList<>();
        for (byte[] next = channel.readInbound(); next != null; next = channel.readInbound()) {
            all.add(next);
        }
        return all;
    }

    @Test
    @DisplayName("RFC 6613 §2.1: packets are told apart by Length, however the stream is cut")
    void cutsAnywhere() {
        ByteBuf stream = Unpooled.wrappedBuffer(packet(20), packet(4096), packet(30), packet(20));
        while (stream.isReadable()) {
            channel.writeInbound(stream.readRetainedSlice(Math.min(7, stream.readableBytes())));
        }
        assertThat(seen()).extracting(octets -> octets.length).containsExactly(20, 4096, 30, 20);
        channel.writeInbound(Unpooled.wrappedBuffer(packet(21), packet(22)));
        assertThat(seen()).containsExactly(packet(21), packet(22));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, 4097, 65_535})
    @DisplayName("RFC 6613 §2.6.4: after a Length that no packet has, nothing is found any more")
    void losesItsWay(int length) {
        byte[] bad = {2, 0, (byte) (length >> 8), (byte) length};
        channel.writeInbound(Unpooled.wrappedBuffer(packet(20), bad, packet(20)));
        channel.writeInbound(Unpooled.wrappedBuffer(packet(20)));
        List<byte[]> seen = seen();
        assertThat(seen).containsExactly(packet(20), bad);
        assertThat(PacketCodec.lengthOf(seen.getLast())).isNegative();
    }
}
