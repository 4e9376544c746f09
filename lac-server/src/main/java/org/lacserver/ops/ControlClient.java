package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks a running box over its control socket. */
public final class ControlClient {
    private final Path socket;

    public ControlClient(Path socket) {
        this.socket = socket;
    }

    /**
     * The whole answer.
     *
     * @throws IOException with a sentence for people when nobody answers
     */
    public Response ask(Request request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return read(send(channel, request));
        }
    }

    /**
     * Rows as they come, until there are no more.
     *
     * @return null at the end, or why there are none
     * @throws IOException with a sentence for people when nobody answers
     */
    public @Nullable String follow(Request request, Consumer<Reply> each) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            BufferedReader lines = send(channel, request);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                switch (reply(line)) {
                    case Reply.End _ -> {
                        return null;
                    }
                    case Reply.Refused(String error) -> {
                        return error;
                    }
                    case Reply row -> each.accept(row);
                }
            }
        }
        throw new IOException("the box has closed the connection");
    }

    /**
     * Whether somebody listens at the socket.
     *
     * @throws IOException when that cannot be known: who asks may not
     */
    public boolean isAnswered() throws IOException {
        if (!Files.exists(socket)) {
            if (!Files.notExists(socket)) {
                throw new IOException("control socket " + socket + ": permission denied");
            }
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (ConnectException e) {
            return false; // left by one that was killed
        } catch (IOException e) {
            throw new IOException("control socket " + socket + ": " + e.getMessage(), e);
        }
    }

    private BufferedReader send(SocketChannel channel, Request request) throws IOException {
        connect(channel);
        ByteBuffer line =
                ByteBuffer.wrap(
                        (ControlJson.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    private static Reply reply(String line) throws IOException {
        return ControlJson.reply(line)
                .orElseThrow(() -> new IOException("the answer is not understood"));
    }

    private void connect(SocketChannel channel) throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (AccessDeniedException e) {
            throw new IOException("control socket " + socket + ": permission denied", e);
        } catch (IOException | IllegalArgumentException e) {
            boolean isClosed = Files.exists(socket) && !Files.isWritable(socket);
            throw new IOException(
                    isClosed
                            ? "control socket " + socket + ": permission denied"
                            : "no lac runs here: nobody listens on " + socket,
                    e);
        }
    }

    private static Response read(BufferedReader lines) throws IOException {
        List<Reply> rows = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            switch (reply(line)) {
                case Reply.End(int count) when count == rows.size() -> {
                    return new Response.Rows(rows);
                }
                case Reply.End _ -> throw new IOException("the answer is not complete");
                case Reply.Refused(String error) -> {
                    return new Response.Refusal(error);
                }
                case Reply.Row row -> rows.add(row);
                case AccountingState state -> rows.add(state);
                case CallDetail detail -> rows.add(detail);
                case LookupTest test -> rows.add(test);
                case Reply.Cleared cleared -> rows.add(cleared);
                case Reply.Steered steered -> rows.add(steered);
                case Reply.Moved moved -> rows.add(moved);
                case PppoeState state -> rows.add(state);
                case DataState state -> rows.add(state);
                case Reply.LimitSet set -> rows.add(set);
                case Reply.Released released -> rows.add(released);
                case Reply.Stopping stopping -> rows.add(stopping);
            }
        }
        throw new IOException("the answer ended too soon");
    }
}
