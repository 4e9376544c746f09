package org.lacserver.radius.dynauth;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The socket around {@link DynamicAuthorization}, and its thread. */
public final class DynamicListener implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(DynamicListener.class);
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final EventLoopGroup group;
    private final Channel channel;
    private final DynamicAuthorization core;

    /**
     * Listens from now on.
     *
     * @param handler is called on the listener's thread
     * @throws IOException when the address cannot be bound
     */
    public DynamicListener(DynamicSettings settings, DynamicAuthorization.Handler handler)
            throws IOException {
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("radius-dynauth", true),
                        NioIoHandler.newFactory());
        this.core =
                new DynamicAuthorization(
                        settings,
                        () -> Instant.now().getEpochSecond(),
                        handler,
                        this::send,
                        this::execute);
        this.channel = open(group, settings, new Inbound());
    }

    private static Channel open(EventLoopGroup group, DynamicSettings settings, Inbound inbound)
            throws IOException {
        ChannelFuture bound =
                new Bootstrap()
                        .group(group)
                        .channel(NioDatagramChannel.class)
                        .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(DynamicPacket.MAX_PACKET))
                        .handler(inbound)
                        .bind(settings.listen())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3_000);
            Throwable cause = bound.cause();
            throw new IOException(
                    "cannot listen on UDP "
                            + settings.listen()
                            + " for dynamic authorization: "
                            + (cause == null ? "" : cause.getMessage()),
                    cause);
        }
        return bound.channel();
    }

    /** Where it listens; the port is known even when any was asked for. */
    public InetSocketAddress local() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** By name, in alphabetical order; safe from any thread. */
    public Map<String, Long> counters() {
        return core.counters();
    }

    private void execute(Runnable step) {
        try {
            group.execute(step);
        } catch (RejectedExecutionException e) {
            LOG.debug("an answer came after the end", e);
        }
    }

    private void send(InetSocketAddress to, byte[] octets) {
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(octets), to))
                .addListener(
                        future -> {
                            if (!future.isSuccess()) {
                                core.count(DynamicCount.SEND_FAILURES);
                                LOG.debug("cannot answer {}", to, future.cause());
                            }
                        });
    }

    @Override
    public void close() {
        Future<?> closed = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        closed.awaitUninterruptibly(3_000);
    }

    private final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            core.onDatagram(datagram.sender(), ByteBufUtil.getBytes(datagram.content()));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.warn("dynamic authorization: {}", cause, cause);
        }
    }
}
