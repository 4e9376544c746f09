package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Exchange.Copy;
import org.lacserver.radius.client.PacketCodec.Reply;
import org.lacserver.radius.client.Question.Attempt;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.ServerState.Health;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Matches replies to requests by (source port, server, identifier), sends again, goes on to the
 * next server. No socket, no clock, no thread of its own: the caller hands in datagrams and the
 * time.
 *
 * <p>A server that let a whole request time out, and said nothing to any other meanwhile, is dead
 * for the dead time; then one request probes it while the others still pass it over. When all are
 * dead, they are asked all the same: a slow answer is better than none.
 */
public final class Exchanges implements UdpLoop.Core {
    /** What the questions are; they differ in port, code and how a retry looks. */
    public enum Kind {
        /** A retry is the same octets again (RFC 2865 §2.5). */
        AUTHENTICATION,
        /** Acct-Delay-Time changes, so a retry has a new identifier (RFC 2866 §4.1). */
        ACCOUNTING
    }

    /** Where datagrams go. */
    public interface Wire {
        void send(int sourcePort, InetSocketAddress to, byte[] octets);
    }

    /** Who hears of a server's death and return. */
    public interface Watcher {
        void died(String server, int unanswered);

        void returned(String server);

        /** A reply counts for nothing; once for each reason, until a right one comes. */
        void dropped(String server, Counter why);
    }

    /** A deadline; stale once its exchange is done or has another one. */
    private record Due(long atNanos, Exchange exchange) implements Comparable<Due> {
        boolean isStale() {
            return exchange.isDone || exchange.deadlineNanos != atNanos;
        }

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atNanos - other.atNanos, 0);
            return byTime != 0 ? byTime : Long.compare(exchange.serial, other.exchange.serial);
        }
    }

    private final Kind kind;
    private final List<ServerState> servers;
    private final long deadNanos;
    private final int waitingLimit;
    private final RandomGenerator random;
    private final Wire wire;
    private final Watcher watcher;

    private final PriorityQueue<Due> deadlines = new PriorityQueue<>();
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
        this.deadNanos = settings.deadTime().toNanos();
        this.waitingLimit = settings.waitingLimit();
        this.random = random;
        this.wire = wire;
        this.watcher = watcher;
        List<ServerState> states = new ArrayList<>();
        for (Server server : settings.servers()) {
            int port =
                    switch (kind) {
                        case AUTHENTICATION -> server.authenticationPort();
                        case ACCOUNTING -> server.accountingPort();
                    };
            states.add(new ServerState(server, port, settings.sourcePorts()));
        }
        this.servers = List.copyOf(states);
    }

    /** Sends the question, or lets it wait for a free identifier. */
    public void ask(Question question, long nowNanos) {
        Exchange exchange = new Exchange(question, nextSerial++);
        if (!waiting.isEmpty() || !goOn(exchange, nowNanos)) {
            queue(exchange, nowNanos);
        }
    }

    /** A datagram came in on {@code sourcePort}; whatever it holds, no exception leaves. */
    @Override
    public void onDatagram(int sourcePort, InetSocketAddress from, byte[] octets, long nowNanos) {
        ServerState server = serverAt(from);
        if (server == null) {
            return; // a stranger: not worth even a counter that he could drive
        }
        if (PacketCodec.lengthOf(octets) < 0) {
            server.count(Counter.REPLY_MALFORMED);
            return;
        }
        int slot = sourcePort * ServerState.IDS_PER_PORT + (octets[1] & 0xff);
        Exchange exchange = server.slots[slot];
        Copy copy = exchange == null ? null : exchange.copyIn(server, slot);
        if (exchange == null || copy == null) {
            server.count(Counter.REPLY_UNEXPECTED);
            return;
        }
        RadiusSettings.Require require =
                switch (kind) {
                    case AUTHENTICATION -> server.require();
                    // RFC 2866 §3: the authenticator covers all an attacker could gain from
                    case ACCOUNTING -> RadiusSettings.Require.NO;
                };
        byte[] authenticator = copy.request().authenticator();
        switch (PacketCodec.read(octets, authenticator, server.server.secret(), require)) {
            case Reply.Dropped(Counter why) -> {
                if (server.dropped(why)) {
                    watcher.dropped(server.server.name(), why);
                }
            }
            case Reply.Verified verified -> verified(exchange, copy, verified, nowNanos);
        }
    }

    /** Does what is due. */
    @Override
    public void onDeadline(long nowNanos) {
        for (Due due = deadlines.peek();
                due != null && (due.isStale() || due.atNanos - nowNanos <= 0);
                due = deadlines.peek()) {
            deadlines.remove();
            if (!due.isStale()) {
                timedOut(due.exchange, nowNanos);
            }
        }
        serveWaiting(nowNanos);
    }

    /** When {@link #onDeadline} is due; {@link Long#MAX_VALUE} when nothing waits. */
    @Override
    public long nextDeadlineNanos() {
        while (!deadlines.isEmpty() && deadlines.element().isStale()) {
            deadlines.remove();
        }
        return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.element().atNanos;
    }

    /** Answers every question with {@code reason}; nothing is in flight afterwards. */
    public void abandon(String reason) {
        List<Exchange> open = new ArrayList<>();
        for (Due due : deadlines) {
            if (!due.isStale()) {
                open.add(due.exchange);
            }
        }
        open.sort(Comparator.comparingLong(e -> e.serial));
        waiting.clear();
        deadlines.clear();
        for (Exchange exchange : open) {
            if (!exchange.isDone) {
                finish(exchange);
                exchange.question.unanswered(reason);
            }
        }
    }

    /** Safe from any thread. */
    public List<ServerView> views(long nowNanos) {
        return servers.stream().map(s -> s.view(nowNanos)).toList();
    }

    private @Nullable ServerState serverAt(InetSocketAddress from) {
        for (ServerState server : servers) {
            if (server.address.equals(from)) {
                return server;
            }
        }
        return null;
    }

    private void queue(Exchange exchange, long nowNanos) {
        if (waiting.size() >= waitingLimit) {
            exchange.isDone = true;
            exchange.question.unanswered("too many RADIUS requests wait");
            return;
        }
        waiting.add(exchange);
        arm(exchange, nowNanos + patienceNanos());
    }

    /** As long as the first server may take before the next one is asked. */
    private long patienceNanos() {
        Server first = servers.getFirst().server;
        return first.timeout().toNanos() * (1 + first.retries());
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

    private void verified(Exchange exchange, Copy copy, Reply.Verified reply, long nowNanos) {
        ServerState server = copy.server();
        Counter counter = counterOf(reply.code());
        if (counter == null) {
            server.count(Counter.REPLY_WRONG_CODE);
            return;
        }
        server.count(counter);
        if (reply.signed()) {
            server.signed();
        }
        long rtt = nowNanos - copy.firstSentNanos();
        server.measured(rtt);
        server.lastReplyNanos = nowNanos;
        server.hasReplied = true;
        server.forgetDropped();
        if (server.health() != Health.ALIVE) {
            server.live();
            watcher.returned(server.server.name());
        }
        finish(exchange);
        Attempt attempt = new Attempt(server.server, copy.request().authenticator());
        exchange.question.answered(attempt, reply.code(), reply.attributes(), rtt);
        serveWaiting(nowNanos);
    }

    private @Nullable Counter counterOf(int code) {
        return switch (kind) {
            case AUTHENTICATION ->
                    switch (code) {
                        case PacketCodec.ACCESS_ACCEPT -> Counter.ACCEPTS;
                        case PacketCodec.ACCESS_REJECT -> Counter.REJECTS;
                        case PacketCodec.ACCESS_CHALLENGE -> Counter.CHALLENGES;
                        default -> null;
                    };
            case ACCOUNTING ->
                    code == PacketCodec.ACCOUNTING_RESPONSE ? Counter.ACCOUNTING_RESPONSES : null;
        };
    }

    private void timedOut(Exchange exchange, long nowNanos) {
        ServerState server = exchange.server;
        if (server == null) {
            waiting.remove(exchange);
            exchange.isDone = true;
            exchange.question.unanswered("no free RADIUS identifier in time");
            return;
        }
        server.count(Counter.TIMEOUTS);
        boolean isGivenUp = exchange.sentToServer > server.server.retries();
        if (isGivenUp && !heardSince(server, exchange.firstSentToServerNanos)) {
            boolean wasAlive = server.health() == Health.ALIVE;
            server.dieUntil(nowNanos + deadNanos);
            if (wasAlive) {
                server.count(Counter.DEATHS);
                watcher.died(server.server.name(), exchange.sentToServer);
            }
        }
        // what another request found out is good for this one too, unless all are dead
        boolean isHopeless = server.health() == Health.DEAD && hasOtherFor(exchange, nowNanos);
        if (!isGivenUp && !isHopeless && sendAgain(exchange, server, nowNanos)) {
            return;
        }
        if (!goOn(exchange, nowNanos)) {
            finish(exchange);
            exchange.question.unanswered(silence(exchange));
        }
    }

    private static boolean heardSince(ServerState server, long nanos) {
        return server.hasReplied && server.lastReplyNanos - nanos >= 0;
    }

    private boolean hasOtherFor(Exchange exchange, long nowNanos) {
        for (ServerState other : servers) {
            if (!exchange.tried.contains(other) && other.isUsable(nowNanos)) {
                return true;
            }
        }
        return false;
    }

    private static String silence(Exchange exchange) {
        List<String> names = exchange.tried.stream().map(ServerState::silence).sorted().toList();
        return "no answer from RADIUS server"
                + (names.size() == 1 ? " " : "s ")
                + String.join(", ", names);
    }

    /** Asks the next server; false when each was asked or none has a free identifier. */
    private boolean goOn(Exchange exchange, long nowNanos) {
        for (ServerState server : servers) {
            if (server.isUsable(nowNanos) && start(exchange, server, nowNanos)) {
                return true;
            }
        }
        for (ServerState server : servers) {
            if (!server.isUsable(nowNanos) && start(exchange, server, nowNanos)) {
                return true;
            }
        }
        return false;
    }

    private boolean start(Exchange exchange, ServerState server, long nowNanos) {
        if (exchange.tried.contains(server) || !server.hasFreeSlot()) {
            return false;
        }
        exchange.tried.add(server);
        exchange.server = server;
        exchange.sentToServer = 0;
        exchange.firstSentToServerNanos = nowNanos;
        if (server.health() == Health.DEAD && server.isUsable(nowNanos)) {
            server.probeWith(exchange);
        }
        return sendNew(exchange, server, nowNanos);
    }

    private boolean sendAgain(Exchange exchange, ServerState server, long nowNanos) {
        boolean isSent =
                switch (kind) {
                    case AUTHENTICATION -> {
                        // RFC 2865 §2.5: same identifier, same authenticator, same octets
                        transmit(exchange, exchange.copies.getLast(), nowNanos);
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
        int slot = server.take(exchange);
        if (slot < 0) {
            return false;
        }
        int id = slot % ServerState.IDS_PER_PORT;
        String secret = server.server.secret();
        Attributes attributes = exchange.question.attributes(server.server, nowNanos);
        PacketCodec.Request request =
                switch (kind) {
                    case AUTHENTICATION -> {
                        byte[] authenticator = new byte[16];
                        random.nextBytes(authenticator);
                        yield PacketCodec.accessRequest(
                                id, authenticator, attributes.list(), secret);
                    }
                    case ACCOUNTING -> PacketCodec.accountingRequest(id, attributes.list(), secret);
                };
        Copy copy = new Copy(server, slot, request, nowNanos);
        exchange.copies.add(copy);
        transmit(exchange, copy, nowNanos);
        return true;
    }

    private void transmit(Exchange exchange, Copy copy, long nowNanos) {
        ServerState server = copy.server();
        exchange.sentToServer++;
        arm(exchange, nowNanos + server.server.timeout().toNanos());
        server.count(Counter.SENT);
        wire.send(copy.slot() / ServerState.IDS_PER_PORT, server.address, copy.request().octets());
    }

    private void arm(Exchange exchange, long atNanos) {
        exchange.deadlineNanos = atNanos;
        deadlines.add(new Due(atNanos, exchange));
    }

    private static void finish(Exchange exchange) {
        exchange.isDone = true;
        for (Copy copy : exchange.copies) {
            copy.server().release(copy.slot());
            copy.server().probeEnds(exchange);
        }
        exchange.copies.clear();
    }
}
