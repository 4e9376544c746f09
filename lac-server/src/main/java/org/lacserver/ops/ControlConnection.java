package org.lacserver.ops;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.concurrent.Future;

import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One operator's connection: a request at a time, its answer written as fast as it is read, and a
 * time limit on every step.
 */
final class ControlConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int SECONDS_FOR_A_REQUEST = 60;
    private static final int SECONDS_FOR_AN_ANSWER = 30;
    private static final int SECONDS_FOR_READING = 60;

    private static final ChannelOption<UnixDomainPrincipal> PEER =
            NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED);

    private final ControlHandler handler;
    private final boolean isWelcome;
    private boolean isBusy;
    private boolean isPumping;
    private int turn;
    private int rows;
    private @Nullable Iterator<? extends Reply> pending;
    private @Nullable Future<?> deadline;
    private @Nullable Feed feed;
    private @Nullable Future<?> end;

    /**
     * @param isWelcome false when there are too many connections already
     */
    ControlConnection(ControlHandler handler, boolean isWelcome) {
        this.handler = handler;
        this.isWelcome = isWelcome;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (isWelcome) {
            closeAfter(context, SECONDS_FOR_A_REQUEST);
        } else {
            refuseAndClose(context, "too many connections");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopClock();
        pending = null;
        turn++; // an answer that still comes has nobody to read it
        endStream();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
        if (!isWelcome) {
            return;
        }
        if (isBusy) {
            refuseAndClose(context, "one request at a time");
            return;
        }
        Request request = ControlJson.request(line.toString(StandardCharsets.UTF_8)).orElse(null);
        String complaint = request == null ? "no request this lac knows" : request.complaint();
        if (request == null || complaint != null) {
            answer(context, new Response.Refusal(String.valueOf(complaint)));
            return;
        }
        isBusy = true;
        int asked = ++turn;
        restartClock(
                context,
                SECONDS_FOR_AN_ANSWER,
                () -> refuseAndClose(context, "no answer within " + SECONDS_FOR_AN_ANSWER + "s"));
        handler.handle(
                request instanceof Request.SetLns order
                        ? order.by(user(context.channel()))
                        : request,
                response ->
                        context.executor()
                                .execute(
                                        () -> {
                                            if (isBusy && turn == asked) {
                                                turn++; // a second answer is one too many
                                                answer(context, response);
                                            } else if (response instanceof Response.Stream stream) {
                                                stream.feed().close();
                                            }
                                        }));
    }

    /** Who is at the other end of the socket. */
    private static String user(Channel channel) {
        UnixDomainPrincipal peer = channel.config().getOption(PEER);
        return peer == null ? "unknown" : peer.user().getName();
    }

    private void answer(ChannelHandlerContext context, Response response) {
        closeAfter(context, SECONDS_FOR_READING);
        switch (response) {
            case Response.Refusal(String error) -> {
                write(context, new Reply.Refused(error));
                context.flush();
                isBusy = false;
            }
            case Response.Stream(Feed rowsToCome, int seconds) -> {
                isBusy = true;
                rows = 0;
                feed = rowsToCome;
                if (seconds > 0) {
                    end = context.executor().schedule(rowsToCome::close, seconds, TimeUnit.SECONDS);
                }
                rowsToCome.wakes(() -> context.executor().execute(() -> pump(context)));
                pump(context);
            }
            case Response.Rows(List<? extends Reply> all) -> {
                isBusy = true;
                rows = all.size();
                pending = all.iterator();
                pump(context);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        pump(context);
    }

    private void pump(ChannelHandlerContext context) {
        if (isPumping) {
            return; // a write or flush below made the channel full, or writable again
        }
        isPumping = true;
        do {
            writeOn(context);
            context.flush();
        } while (pending != null && context.channel().isWritable());
        if (feed != null) {
            stream(context, feed);
        }
        isPumping = false;
    }

    /** Writes what there is as far as it is read; whoever reads nothing for long is left. */
    private void stream(ChannelHandlerContext context, Feed from) {
        while (context.channel().isWritable()) {
            Reply row = from.poll();
            if (row == null) {
                break;
            }
            write(context, row);
            rows++;
            context.flush();
        }
        if (!context.channel().isWritable()) {
            closeAfter(context, SECONDS_FOR_READING);
        } else if (from.isOver()) {
            endStream();
            write(context, new Reply.End(rows));
            context.flush();
            isBusy = false;
            closeAfter(context, SECONDS_FOR_A_REQUEST);
        } else {
            stopClock();
        }
    }

    private void endStream() {
        Feed running = feed;
        feed = null;
        if (running != null) {
            running.close();
        }
        Future<?> timed = end;
        if (timed != null) {
            timed.cancel(false);
            end = null;
        }
    }

    /** Writes as much of the answer as fits. */
    private void writeOn(ChannelHandlerContext context) {
        Iterator<? extends Reply> left = pending;
        while (left != null && left.hasNext() && context.channel().isWritable()) {
            write(context, left.next());
        }
        if (left != null && !left.hasNext()) {
            pending = null;
            write(context, new Reply.End(rows));
            isBusy = false;
            closeAfter(context, SECONDS_FOR_A_REQUEST);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            refuseAndClose(
                    context, "a request has up to " + ControlServer.LONGEST_REQUEST + " octets");
        } else {
            var _ = context.close();
        }
    }

    private static void write(ChannelHandlerContext context, Reply reply) {
        var _ =
                context.write(
                        ByteBufUtil.writeUtf8(context.alloc(), ControlJson.write(reply) + "\n"));
    }

    private void refuseAndClose(ChannelHandlerContext context, String error) {
        isBusy = true;
        pending = null;
        endStream();
        stopClock();
        write(context, new Reply.Refused(error));
        var _ =
                context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(ChannelFutureListener.CLOSE);
    }

    private void closeAfter(ChannelHandlerContext context, int seconds) {
        restartClock(
                context,
                seconds,
                () -> {
                    var _ = context.close();
                });
    }

    private void restartClock(ChannelHandlerContext context, int seconds, Runnable then) {
        stopClock();
        deadline = context.executor().schedule(then, seconds, TimeUnit.SECONDS);
    }

    private void stopClock() {
        Future<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
        deadline = null;
    }
}
