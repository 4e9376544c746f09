package org.lacserver.radius.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

import java.util.List;

/**
 * A stream into packets by their Length. After a Length that no packet has, nothing can be found
 * any more (RFC 6613 §2.6.4): its first octets are handed on as they are, and nothing after them.
 */
final class Framer extends ByteToMessageDecoder {
    private static final int LENGTH_AT = 2;
    private static final int LENGTH_END = 4;

    private boolean isLost;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (isLost) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < LENGTH_END) {
            return;
        }
        int length = in.getUnsignedShort(in.readerIndex() + LENGTH_AT);
        isLost = length < PacketCodec.HEADER || length > PacketCodec.MAX_PACKET;
        if (isLost) {
            length = LENGTH_END;
        }
        if (in.readableBytes() >= length) {
            byte[] packet = new byte[length];
            in.readBytes(packet);
            out.add(packet);
        }
    }
}
