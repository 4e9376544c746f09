package org.lacserver.tests.net;

import org.lacserver.tests.net.RadiusPacket.Attribute;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A RADIUS server on ports 1812 and 1813 that believes everybody, keeps the accounting it takes,
 * and can be in a bad mood.
 */
public final class RadiusPeer implements AutoCloseable {
    /** How it behaves. */
    public enum Mood {
        WELL,
        /** Hears nothing. */
        SILENT,
        /** Answers, and keeps, but late. */
        SLOW,
        /** Some requests do not arrive, some answers neither. */
        LOSSY,
        /** Whatever it says is wrong in some way; it keeps nothing. */
        LYING
    }

    private static final int ACCESS_REQUEST = 1;
    private static final int ACCESS_ACCEPT = 2;
    private static final int ACCOUNTING_REQUEST = 4;
    private static final int ACCOUNTING_RESPONSE = 5;
    private static final int PROXY_STATE = 33;
    private static final int LARGEST = 4096;

    private final String secret;
    private final Function<RadiusPacket, List<Attribute>> answers;
    private final List<Attribute> trap;
    private final RandomGenerator random;
    private final Selector selector;
    private final DatagramChannel elsewhere;
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final PriorityQueue<Late> late = new PriorityQueue<>();
    private final List<Kept> kept = new ArrayList<>();
    private final Thread thread;
    private volatile Mood mood = Mood.WELL;
    private volatile long lateNanos = TimeUnit.MILLISECONDS.toNanos(600);
    private volatile boolean stopped;
    private long lies;
    private long requests;

    /** An accounting record as it was taken. */
    public record Kept(long atNanos, RadiusPacket packet) {}

    @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
    private record Late(long atNanos, DatagramChannel from, InetSocketAddress to, byte[] octets)
            implements Comparable<Late> {
        @Override
        public int compareTo(Late other) {
            return Long.compare(atNanos, other.atNanos);
        }
    }

    /**
     * Starts serving; the sockets are in the calling thread's network namespace.
     *
     * @param elsewhere the address from which some lies come
     * @param answers what an Access-Accept holds, from the Access-Request
     * @param trap what the Access-Accepts hold that must not be believed
     */
    public RadiusPeer(
            InetAddress address,
            InetAddress elsewhere,
            String secret,
            Function<RadiusPacket, List<Attribute>> answers,
            List<Attribute> trap,
            RandomGenerator random)
            throws IOException {
        this.secret = secret;
        this.answers = answers;
        this.trap = List.copyOf(trap);
        this.random = random;
        selector = Selector.open();
        for (int port : new int[] {1812, 1813}) {
            DatagramChannel channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(address, port));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            channels.add(channel);
        }
        this.elsewhere = DatagramChannel.open();
        this.elsewhere.bind(new InetSocketAddress(elsewhere, 0));
        thread = Thread.ofPlatform().name("radius-peer").daemon().start(this::run);
    }

    public void mood(Mood next) {
        mood = next;
    }

    /** What it has taken so far, in the order taken. */
    public synchronized List<Kept> kept() {
        return List.copyOf(kept);
    }

    /** Wrong answers given so far. */
    public synchronized long lies() {
        return lies;
    }

    /** Good requests that arrived so far. */
    public synchronized long requests() {
        return requests;
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
        while (!stopped) {
            try {
                selector.select(patienceMillis());
                for (DatagramChannel channel : channels) {
                    receive(channel, buffer);
                }
                sendLate();
            } catch (IOException e) {
                if (!stopped) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private long patienceMillis() {
        Late next = late.peek();
        return next == null ? 200 : Math.max(1, (next.atNanos - System.nanoTime()) / 1_000_000 + 1);
    }

    private void receive(DatagramChannel channel, ByteBuffer buffer) throws IOException {
        while (true) {
            buffer.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
            if (from == null) {
                return;
            }
            byte[] octets = new byte[buffer.flip().remaining()];
            buffer.get(octets);
            RadiusPacket request = RadiusPacket.parse(octets);
            Mood now = mood;
            boolean lost = now == Mood.LOSSY && random.nextInt(10) < 3;
            if (request != null && request.isRequestOf(secret) && now != Mood.SILENT && !lost) {
                serve(channel, from, request, now);
            }
        }
    }

    private synchronized void serve(
            DatagramChannel channel, InetSocketAddress from, RadiusPacket request, Mood now)
            throws IOException {
        requests++;
        if (now == Mood.LYING) {
            lies++;
            lie(channel, from, request);
            return;
        }
        byte[] answer =
                switch (request.code()) {
                    case ACCESS_REQUEST ->
                            request.answer(ACCESS_ACCEPT, answers.apply(request), true, secret);
                    case ACCOUNTING_REQUEST -> {
                        kept.add(new Kept(System.nanoTime(), request));
                        yield request.answer(ACCOUNTING_RESPONSE, List.of(), false, secret);
                    }
                    default -> null;
                };
        if (answer == null || (now == Mood.LOSSY && random.nextInt(10) < 3)) {
            return;
        }
        if (now == Mood.SLOW) {
            long at = System.nanoTime() + random.nextLong(2 * lateNanos);
            late.add(new Late(at, channel, from, answer));
        } else {
            channel.send(ByteBuffer.wrap(answer), from);
        }
    }

    private void lie(DatagramChannel channel, InetSocketAddress from, RadiusPacket request)
            throws IOException {
        boolean isAccess = request.code() == ACCESS_REQUEST;
        int code = isAccess ? ACCESS_ACCEPT : ACCOUNTING_RESPONSE;
        List<Attribute> words = isAccess ? trap : List.of();
        byte[] good = request.answer(code, words, isAccess, secret);
        DatagramChannel sender = channel;
        byte[] octets =
                switch (random.nextInt(isAccess ? 8 : 6)) {
                    case 0 -> RadiusPacket.changed(good, 4 + random.nextInt(16)); // authenticator
                    case 1 -> request.as(request.id() + 1).answer(code, words, isAccess, secret);
                    case 2 -> {
                        sender = elsewhere;
                        yield good;
                    }
                    case 3 -> request.answer(isAccess ? 5 : 2, words, isAccess, secret);
                    case 4 -> RadiusPacket.changed(good, 2); // longer than it is
                    case 5 -> request.answer(code, words, isAccess, "another secret");
                    // CVE-2024-3596: what a forger can make has a right authenticator, no
                    // Message-Authenticator, and junk in a Proxy-State
                    case 6 -> request.answer(code, withJunk(words), false, secret);
                    default -> request.malformed(code, words, secret);
                };
        sender.send(ByteBuffer.wrap(octets), from);
    }

    private List<Attribute> withJunk(List<Attribute> words) {
        List<Attribute> all = new ArrayList<>(words);
        byte[] junk = new byte[64];
        random.nextBytes(junk);
        all.add(new Attribute(PROXY_STATE, junk));
        return all;
    }

    private void sendLate() throws IOException {
        long now = System.nanoTime();
        for (Late next = late.peek(); next != null && next.atNanos <= now; next = late.peek()) {
            late.remove();
            next.from.send(ByteBuffer.wrap(next.octets), next.to);
        }
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        selector.close();
        elsewhere.close();
        for (DatagramChannel channel : channels) {
            channel.close();
        }
    }
}
