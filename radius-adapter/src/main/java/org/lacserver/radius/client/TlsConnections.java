package org.lacserver.radius.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Link.News;
import org.lacserver.radius.client.RadiusSettings.Server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import javax.net.ssl.SSLException;

/** The sockets of {@link Links}. All but the constructor runs on the loop's thread. */
final class TlsConnections {
    private static final Logger LOG = LogManager.getLogger("lac.radius");
    private static final int CONNECT_MILLIS = 5_000;

    private final EventLoop loop;
    private final RadiusSettings settings;
    private final BiConsumer<Link, News> listener;
    private final Map<String, TlsContext> contexts = new HashMap<>();
    private final Map<Link, Channel> channels = new HashMap<>();

    /**
     * @param name for the log
     * @throws TlsFiles.BadFile when a file of a server is not what it should be
     */
    TlsConnections(
            EventLoop loop, String name, RadiusSettings settings, BiConsumer<Link, News> listener) {
        this.loop = loop;
        this.settings = settings;
        this.listener = listener;
        for (Server server : settings.servers()) {
            TlsSettings tls = server.tls();
            if (tls != null) {
                contexts.put(server.name(), new TlsContext(server, tls));
            }
        }
        if (!contexts.isEmpty()) {
            Future<?> _ = loop.scheduleAtFixedRate(() -> tellExpiry(name), 1, 1, TimeUnit.DAYS);
        }
    }

    private void tellExpiry(String name) {
        Instant now = Instant.now();
        for (TlsContext context : contexts.values()) {
            context.files().expiring(now).forEach(line -> LOG.error("{}: {}", name, line));
        }
    }

    void connect(Link link) {
        InetAddress source = settings.sourceOf(link.server());
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .option(ChannelOption.SO_KEEPALIVE, true) // RFC 6613 §2.6
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(new Pipeline(link));
        if (source != null) {
            bootstrap.localAddress(new InetSocketAddress(source, 0));
        }
        bootstrap
                .connect(link.to())
                .addListener(
                        future -> {
                            if (!future.isSuccess()) {
                                tell(link, new News.Failed(reason(future.cause()), false));
                            }
                        });
    }

    void send(Link link, byte[] octets) {
        Channel channel = channels.get(link);
        if (channel != null) {
            Future<?> _ = channel.writeAndFlush(Unpooled.wrappedBuffer(octets));
        }
    }

    void close(Link link) {
        Channel channel = channels.remove(link);
        if (channel != null) {
            Future<?> _ = channel.close();
        }
    }

    private void tell(Link link, News news) {
        listener.accept(link, news);
    }

    /** What is wrong with a certificate, else the innermost reason; in one line. */
    private static String reason(@Nullable Throwable failure) {
        Throwable last = Objects.requireNonNullElseGet(failure, ClosedChannelException::new);
        while (last.getCause() != null && !(last instanceof CertificateException)) {
            last = last.getCause();
        }
        if (last instanceof ClosedChannelException) {
            return "the server closed it";
        }
        String message = last.getMessage();
        return message == null
                ? last.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        private final Link link;

        Pipeline(Link link) {
            this.link = link;
        }

        @Override
        protected void initChannel(Channel channel) {
            TlsContext context = Objects.requireNonNull(contexts.get(link.server().name()));
            channel.pipeline()
                    .addLast(context.handler(channel.alloc(), link.to().getPort()))
                    .addLast(new Framer())
                    .addLast(new Inbound(link));
        }
    }

    private final class Inbound extends SimpleChannelInboundHandler<byte[]> {
        private final Link link;
        private boolean hasReceived;
        private boolean hasShaken;
        private String why = "the server closed it";
        private boolean isRefused;

        Inbound(Link link) {
            this.link = link;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channels.put(link, context.channel());
            context.fireChannelActive();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done && isCurrent(context)) {
                if (done.isSuccess()) {
                    hasShaken = true;
                    tell(link, new News.Opened());
                } else {
                    why = reason(done.cause());
                    isRefused = true;
                    Future<?> _ = context.close();
                }
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, byte[] packet) {
            hasReceived = true;
            if (isCurrent(context)) {
                tell(link, new News.Received(packet));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            boolean isTls =
                    cause instanceof DecoderException && cause.getCause() instanceof SSLException;
            if (!isRefused) {
                why = reason(cause);
                // TLS 1.3: that our certificate is refused comes after the handshake
                isRefused = isTls && !hasReceived;
            }
            Future<?> _ = context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (isCurrent(context)) {
                channels.remove(link);
                boolean isHandshake = isRefused || !hasShaken;
                tell(link, isHandshake ? new News.Failed(why, true) : new News.Closed(why));
            }
        }

        /** False when the core has ended this connection itself. */
        private boolean isCurrent(ChannelHandlerContext context) {
            return context.channel().equals(channels.get(link));
        }
    }
}
