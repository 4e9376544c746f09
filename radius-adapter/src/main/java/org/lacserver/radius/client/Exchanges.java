package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.PacketCodec.Reply;
import org.lacserver.radius.client.Question.Attempt;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * Matches replies to requests by (source port or connection, server, identifier), sends again, goes
 * on to the next server. No socket, no clock, no thread of its own: the caller hands in what comes
 * and the time.
 *
 * <p>A server that let a whole request time out, and said nothing to any other meanwhile, is dead
 * for the dead time; then Status-Server, or else one request, probes it while the others still pass
 * it over. When all are dead, they are asked all the same: a slow answer is better than none.
 */
public final class Exchanges implements UdpLoop.Core {
    /** What the questions are; they differ in port, code and how a retry looks. */
    public enum Kind {
        /** A retry is the same octets again (RFC 2865 §2.5). */
        AUTHENTICATION,
        /** Acct-Delay-Time changes, so a retry has a new identifier (RFC 2866 §4.1). */
        ACCOUNTING
    }

    /** Where packets go. */
    public interface Wire {
        /**
         * @param sourcePort so many for each of {@link RadiusSettings#sources}, one after another
         */
        void send(int sourcePort, InetSocketAddress to, byte[] octets);

        /** Answered by {@link UdpLoop.Core#onLink}, in another step. */
        void connect(Link link);

        void send(Link link, byte[] octets);

        /** Nothing more is told of it. */
        void close(Link link);
    }

    /** Who hears of what servers do. */
    public interface Watcher {
        void died(String server, int unanswered);

        void returned(String server);

        /** A reply counts for nothing; once for each reason, until a right one comes. */
        void dropped(String server, Counter why);

        /** It lives and does not answer Status-Server. */
        void isSilentToStatus(String server);

        void connected(String server);

        /** The last connection is gone, or none came about; once for each reason. */
        void disconnected(String server, String why);
    }

    private final Kind kind;
    private final int waitingLimit;
    private final ServerGroup servers;
    private final Replies replies;
    private final Sender sender;
    private final LongAdder strangers = new LongAdder();

    private final Deadlines deadlines = new Deadlines();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private long nextSerial;

    /**
     * @param random unpredictable: request authenticators come from it (RFC 2865 §3)
     */
    public Exchanges(
            Kind kind,
            RadiusSettings settings,
            RandomGenerator random,
            Wire wire,
            Watcher watcher) {
        this.kind = kind;
        this.waitingLimit = settings.waitingLimit();
        this.sender = new Sender(kind, random, wire);
        this.replies = new Replies(kind, watcher);
        this.servers = new ServerGroup(kind, settings, sender, wire, watcher, this::lost);
    }

    /** Sends the question, or lets it wait for a free identifier. */
    public void ask(Question question, long nowNanos) {
        servers.begin(nowNanos);
        Exchange exchange = new Exchange(question, nextSerial++);
        if (!waiting.isEmpty() || !goOn(exchange, nowNanos)) {
            queue(exchange, nowNanos);
        }
    }

    /** A datagram came in on {@code sourcePort}; whatever it holds, no exception leaves. */
    @Override
    public void onDatagram(int sourcePort, InetSocketAddress from, byte[] octets, long nowNanos) {
        ServerState server = servers.at(sourcePort, from);
        if (server == null) {
            strangers.increment(); // one count for all: none of them can make a table grow
        } else {
            onReply(server, sourcePort - server.firstPort, octets, nowNanos);
        }
    }

    @Override
    public void onLink(Link link, Link.News news, long nowNanos) {
        ServerState server = servers.of(link);
        Links links = server == null ? null : server.links();
        if (server != null && links != null) {
            onLink(server, links, link.number(), news, nowNanos);
        }
    }

    private void onLink(
            ServerState server, Links links, int number, Link.News news, long nowNanos) {
        switch (news) {
            case Link.News.Opened() -> {
                links.opened(number, nowNanos);
                serveWaiting(nowNanos);
            }
            case Link.News.Failed(String why, boolean inHandshake) ->
                    links.failed(number, why, inHandshake, nowNanos);
            case Link.News.Closed(String why) -> links.closed(number, why, nowNanos);
            case Link.News.Received(byte[] octets) -> {
                Counter fault = onReply(server, number, octets, nowNanos);
                // RFC 6613 §2.6.4: what makes UDP drop a packet ends a connection, but for a code
                // or an identifier that does not fit
                if (fault != null
                        && fault != Counter.REPLY_UNEXPECTED
                        && fault != Counter.REPLY_WRONG_CODE) {
                    links.close(number, fault.label(), nowNanos);
                }
            }
        }
    }

    /** Null when it counts. */
    private @Nullable Counter onReply(ServerState server, int lane, byte[] octets, long nowNanos) {
        return switch (replies.match(server, lane, octets)) {
            case Replies.Match.Dropped(Counter why) -> why;
            case Replies.Match.Status(Copy copy) -> {
                servers.isHeard(copy, nowNanos);
                serveWaiting(nowNanos);
                yield null;
            }
            case Replies.Match.Answer(Exchange exchange, Copy copy, Reply.Verified reply) -> {
                long rtt = nowNanos - copy.firstSentNanos();
                server.meter.replied(rtt);
                servers.isHeard(copy, nowNanos);
                exchange.end();
                exchange.question
                        .witness()
                        .packet(false, server.server.name(), server.address, octets);
                Attempt attempt = new Attempt(server.server, copy.request().authenticator());
                exchange.question.answered(attempt, reply.code(), reply.attributes(), rtt);
                serveWaiting(nowNanos);
                yield null;
            }
        };
    }

    /** Does what is due. */
    @Override
    public void onDeadline(long nowNanos) {
        servers.begin(nowNanos);
        for (Exchange due = deadlines.poll(nowNanos); due != null; due = deadlines.poll(nowNanos)) {
            timedOut(due, nowNanos);
        }
        servers.onDeadline(nowNanos);
        serveWaiting(nowNanos);
    }

    /** When {@link #onDeadline} is due; {@link Long#MAX_VALUE} when nothing waits. */
    @Override
    public long nextDeadlineNanos() {
        return Deadlines.earlier(deadlines.nextNanos(), servers.nextNanos());
    }

    /** Answers every question with {@code reason}; nothing is in flight afterwards. */
    public void abandon(String reason) {
        waiting.clear();
        List<Exchange> open = deadlines.drain();
        servers.end();
        for (Exchange exchange : open) {
            if (!exchange.isDone) {
                exchange.end();
                exchange.question.unanswered(reason);
            }
        }
    }

    /** Safe from any thread. */
    public List<ServerView> views(long nowNanos) {
        return servers.views(nowNanos);
    }

    /** Datagrams from addresses that are no server's. Safe from any thread. */
    public long strangers() {
        return strangers.sum();
    }

    private void queue(Exchange exchange, long nowNanos) {
        exchange.server = null;
        if (waiting.size() >= waitingLimit) {
            exchange.end();
            exchange.question.unanswered("too many RADIUS requests wait");
            return;
        }
        waiting.add(exchange);
        deadlines.arm(exchange, nowNanos + servers.patience().toNanos());
    }

    private void serveWaiting(long nowNanos) {
        while (!waiting.isEmpty()) {
            Exchange next = waiting.element();
            if (!next.isDone && !goOn(next, nowNanos)) {
                return;
            }
            waiting.remove();
        }
    }

    private void timedOut(Exchange exchange, long nowNanos) {
        ServerState server = exchange.server;
        if (server == null) {
            waiting.remove(exchange);
            exchange.end();
            exchange.question.unanswered(servers.noneFree());
            return;
        }
        server.count(Counter.TIMEOUTS);
        server.meter.unanswered(nowNanos);
        Links links = server.links();
        if (links != null) {
            Copy copy = exchange.copies.getLast();
            links.unanswered(Slots.laneOf(copy.slot()), copy.firstSentNanos(), nowNanos);
            if (exchange.isDone || !exchange.copies.contains(copy)) {
                return; // that closed the connection, and so it went on from there
            }
        } else if (triesAgain(exchange, server, nowNanos)) {
            return;
        }
        if (!goOn(exchange, nowNanos)) {
            unanswered(exchange);
        }
    }

    private boolean triesAgain(Exchange exchange, ServerState server, long nowNanos) {
        boolean isGivenUp = exchange.sentToServer > server.server.retries();
        if (isGivenUp && !server.heardSince(exchange.firstSentToServerNanos)) {
            servers.died(server, exchange.sentToServer, nowNanos);
        }
        // what another request found out is good for this one too, unless all are dead
        boolean isHopeless = server.isDead() && servers.hasUsableFor(exchange, nowNanos);
        return !isGivenUp && !isHopeless && sendAgain(exchange, server, nowNanos);
    }

    private static void unanswered(Exchange exchange) {
        List<String> names = exchange.tried.stream().map(ServerState::silence).sorted().toList();
        exchange.end();
        exchange.question.unanswered(
                "no answer from RADIUS server"
                        + (names.size() == 1 ? " " : "s ")
                        + String.join(", ", names));
    }

    /** Asks the next server; false when each was asked or none has a free identifier. */
    private boolean goOn(Exchange exchange, long nowNanos) {
        ServerState next = servers.nextFor(exchange, nowNanos);
        if (next == null) {
            return false;
        }
        exchange.tried.add(next);
        exchange.server = next;
        exchange.sentToServer = 0;
        exchange.firstSentToServerNanos = nowNanos;
        next.isAskedBy(exchange, nowNanos);
        return sendNew(exchange, next, nowNanos);
    }

    private boolean sendAgain(Exchange exchange, ServerState server, long nowNanos) {
        boolean isSent =
                switch (kind) {
                    case AUTHENTICATION -> {
                        // RFC 2865 §2.5: same identifier, same authenticator, same octets
                        sender.transmit(exchange.copies.getLast(), nowNanos);
                        isSent(exchange, server, nowNanos);
                        yield true;
                    }
                    case ACCOUNTING -> sendNew(exchange, server, nowNanos);
                };
        if (isSent) {
            server.count(Counter.RETRANSMITTED);
        }
        return isSent;
    }

    private boolean sendNew(Exchange exchange, ServerState server, long nowNanos) {
        if (sender.send(exchange, server, nowNanos) == null) {
            return false;
        }
        isSent(exchange, server, nowNanos);
        return true;
    }

    private void isSent(Exchange exchange, ServerState server, long nowNanos) {
        exchange.sentToServer++;
        // RFC 6613 §2.6.1: nothing is sent again over TCP, so this one has all the time
        Duration time = server.links() == null ? server.server.timeout() : server.server.patience();
        deadlines.arm(exchange, nowNanos + time.toNanos());
    }

    /** RFC 6613 §2.6.1: what was on a connection that ended may go over another one. */
    private void lost(List<Copy> copies, long nowNanos) {
        for (Copy copy : copies) {
            Exchange exchange = copy.exchange();
            if (exchange == null || exchange.isDone) {
                continue;
            }
            exchange.copies.remove(copy);
            if (exchange.server != copy.server()) {
                continue; // another server has it already
            }
            if (!exchange.hasLostItsLink) {
                exchange.hasLostItsLink = true;
                exchange.tried.remove(copy.server());
            }
            if (goOn(exchange, nowNanos)) {
                continue;
            }
            if (servers.hasOther(exchange)) {
                queue(exchange, nowNanos);
            } else {
                unanswered(exchange);
            }
        }
    }
}
