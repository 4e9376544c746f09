package org.lacserver.radius.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
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
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The shell around a core without I/O: one Netty thread, the UDP source ports, the connections over
 * TLS, one timer.
 *
 * @param <C> the core; only the loop's thread touches it
 */
public final class UdpLoop<C extends UdpLoop.Core> implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(UdpLoop.class);
    private static final int RECEIVE_BUFFER = 1 << 20;

    /** What runs in the loop. */
    public interface Core {
        void onDatagram(int sourcePort, InetSocketAddress from, byte[] octets, long nowNanos);

        void onLink(Link link, Link.News news, long nowNanos);

        /** Also called once at the start. */
        void onDeadline(long nowNanos);

        long nextDeadlineNanos();
    }

    /** A step from outside. */
    @FunctionalInterface
    public interface Step<C> {
        void run(C core, long nowNanos);
    }

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final List<Channel> ports = new ArrayList<>();
    private final TlsConnections connections;
    private final C core;
    private final LongAdder sendFailures = new LongAdder();

    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;

    /**
     * Opens the ports.
     *
     * @throws RuntimeException when one cannot be bound, or a file of TLS is not good; its message
     *     names it
     */
    public UdpLoop(String name, RadiusSettings settings, Function<Exchanges.Wire, C> core) {
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
        this.loop = group.next();
        this.core = core.apply(new Ports());
        try {
            this.connections = new TlsConnections(loop, name, settings, this::onLink);
            for (InetAddress source : settings.sources()) {
                for (int i = 0; i < settings.sourcePorts(); i++) {
                    ports.add(open(ports.size(), source));
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        post((_, _) -> onTimer());
    }

    public static long nowNanos() {
        return System.nanoTime();
    }

    /** The core as seen from any thread: only for what it says is safe there. */
    public C core() {
        return core;
    }

    public long sendFailures() {
        return sendFailures.sum();
    }

    /** Never blocks; false when the loop is closed and the step will not run. */
    public boolean post(Step<C> step) {
        try {
            loop.execute(
                    () -> {
                        step.run(core, nowNanos());
                        arm();
                    });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void close() {
        Future<?> closed = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        if (!loop.inEventLoop()) {
            closed.awaitUninterruptibly(3_000);
        }
    }

    private Channel open(int port, @Nullable InetAddress source) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(NioDatagramChannel.class)
                        .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(PacketCodec.MAX_PACKET))
                        .handler(new Inbound(port));
        InetSocketAddress local =
                source == null ? new InetSocketAddress(0) : new InetSocketAddress(source, 0);
        return bootstrap.bind(local).syncUninterruptibly().channel();
    }

    private void onLink(Link link, Link.News news) {
        core.onLink(link, news, nowNanos());
        arm();
    }

    private final class Ports implements Exchanges.Wire {
        @Override
        public void send(int port, InetSocketAddress to, byte[] octets) {
            ports.get(port)
                    .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(octets), to))
                    .addListener(
                            future -> {
                                if (!future.isSuccess()) {
                                    sendFailures.increment();
                                    LOG.debug("cannot send to {}", to, future.cause());
                                }
                            });
        }

        @Override
        public void connect(Link link) {
            connections.connect(link);
        }

        @Override
        public void send(Link link, byte[] octets) {
            connections.send(link, octets);
        }

        @Override
        public void close(Link link) {
            connections.close(link);
        }
    }

    private void arm() {
        long next = core.nextDeadlineNanos();
        if (next == Long.MAX_VALUE || (timer != null && timerNanos - next <= 0)) {
            return; // a timer that comes too early just arms again
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerNanos = next;
        timer = loop.schedule(this::onTimer, next - nowNanos(), TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        timer = null;
        core.onDeadline(nowNanos());
        arm();
    }

    private final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {
        private final int port;

        Inbound(int port) {
            this.port = port;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            byte[] octets = ByteBufUtil.getBytes(datagram.content());
            core.onDatagram(port, datagram.sender(), octets, nowNanos());
            arm();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.warn("RADIUS source port {}: {}", context.channel().localAddress(), cause, cause);
        }
    }
}
