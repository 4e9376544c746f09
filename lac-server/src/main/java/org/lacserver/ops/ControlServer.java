package org.lacserver.ops;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The control socket: a Unix-domain socket that only its owner may open. A line of JSON is a
 * request, lines of JSON are its answer.
 */
public final class ControlServer implements AutoCloseable {
    static final int LONGEST_REQUEST = 8 * 1024;
    static final int MOST_CONNECTIONS = 32;

    private final Path socket;
    private final ControlHandler handler;
    private final AtomicInteger connections = new AtomicInteger();
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("lac-control", true), NioIoHandler.newFactory());
    private @Nullable Channel channel;

    public ControlServer(Path socket, ControlHandler handler) {
        this.socket = socket.toAbsolutePath();
        this.handler = handler;
    }

    /**
     * @throws IOException with a sentence for people when the socket cannot be opened
     */
    public void start() throws IOException {
        Path parent = socket.getParent();
        if (parent == null) {
            throw new IOException("control socket " + socket + " is no path of a file");
        }
        if (somebodyListens(socket)) {
            throw new IOException("control socket " + socket + ": another lac runs there");
        }
        try {
            Files.createDirectories(parent);
            // bound where nobody else may look, shown to the world once its mode is right
            Path hidden =
                    Files.createTempDirectory(
                            parent,
                            ".lac",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------")));
            Path bound = hidden.resolve("s");
            try {
                channel = bind(bound);
                Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
                Files.move(bound, socket, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(bound);
                Files.delete(hidden);
            }
        } catch (IOException e) {
            close();
            throw new IOException("control socket " + socket + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "no permission to write " + denied.getFile();
            case FileAlreadyExistsException file -> file.getFile() + " is no directory";
            default -> "cannot be opened: " + e;
        };
    }

    private Channel bind(Path path) throws IOException {
        var bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerDomainSocketChannel.class)
                        .childHandler(new Connections())
                        .bind(UnixDomainSocketAddress.of(path))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen", bound.cause());
        }
        return bound.channel();
    }

    private final class Connections extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel child) {
            boolean isWelcome = connections.incrementAndGet() <= MOST_CONNECTIONS;
            child.closeFuture().addListener(_ -> connections.decrementAndGet());
            child.pipeline()
                    .addLast(new LineBasedFrameDecoder(LONGEST_REQUEST, true, true))
                    .addLast(new ControlConnection(handler, isWelcome));
        }
    }

    private static boolean somebodyListens(Path path) {
        if (!Files.exists(path)) {
            return false;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false; // left behind by a process that is gone
        }
    }

    /** Closes every connection and removes the socket. */
    @Override
    public void close() {
        Channel open = channel;
        if (open != null) {
            channel = null;
            open.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
            try {
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                // a socket without a listener: the next start takes its place
            }
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
