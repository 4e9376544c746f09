package org.lacserver.radius.dynauth;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.Type;
import org.lacserver.radius.dynauth.DynamicSettings.Client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The Dynamic Authorization Server without a socket: a datagram goes in, an answer comes out once
 * the handler has one. One thread's; only {@link #counters} may be asked from any.
 */
public final class DynamicAuthorization {
    /** Answers kept, and requests being worked on. */
    static final int MOST_REMEMBERED = 16_384;

    static final int MOST_PENDING = 1024;

    /** What can be done with a request. */
    @FunctionalInterface
    public interface Handler {
        /** {@code then} is called once, on any thread, now or later. */
        void handle(DynamicRequest request, Consumer<DynamicAnswer> then);
    }

    /** The way back. */
    @FunctionalInterface
    public interface Wire {
        void send(InetSocketAddress to, byte[] octets);
    }

    /** Runs a step on the one thread, now or later. */
    @FunctionalInterface
    public interface Loop {
        void execute(Runnable step);
    }

    /**
     * What makes a request the same (§2.3), with its authenticator, which stands for its contents.
     *
     * @param port 0 with an Event-Timestamp: then even from another port it is the same again
     */
    private record Identity(InetAddress address, int port, int identifier, String authenticator) {}

    private static final class Remembered {
        private final long untilSeconds;
        private byte @Nullable [] answer;

        private Remembered(long untilSeconds) {
            this.untilSeconds = untilSeconds;
        }
    }

    private final DynamicSettings settings;
    private final LongSupplier epochSeconds;
    private final Handler handler;
    private final Wire wire;
    private final Loop loop;
    private final Map<Identity, Remembered> remembered = new LinkedHashMap<>();
    private final Set<Client> signing = new HashSet<>();
    private final Map<String, LongAdder> counters = new TreeMap<>();
    private int pending;

    public DynamicAuthorization(
            DynamicSettings settings,
            LongSupplier epochSeconds,
            Handler handler,
            Wire wire,
            Loop loop) {
        this.settings = settings;
        this.epochSeconds = epochSeconds;
        this.handler = handler;
        this.wire = wire;
        this.loop = loop;
        for (DynamicCount count : DynamicCount.values()) {
            counters.put(count.label(), new LongAdder());
        }
        for (ErrorCause cause : ErrorCause.values()) {
            counters.put(label(cause), new LongAdder());
        }
    }

    private static String label(ErrorCause cause) {
        return "refused-" + cause.code() + "-" + cause.label();
    }

    /** By name, in alphabetical order; safe from any thread. */
    public Map<String, Long> counters() {
        Map<String, Long> values = new TreeMap<>();
        counters.forEach((name, value) -> values.put(name, value.sum()));
        return values;
    }

    void count(DynamicCount count) {
        add(count.label());
    }

    private void add(String label) {
        LongAdder adder = counters.get(label);
        if (adder != null) {
            adder.increment();
        }
    }

    /** Whatever it is, a stranger or a forger hears nothing. */
    public void onDatagram(InetSocketAddress from, byte[] datagram) {
        // §6.1: the source address decides, and is all that is looked at
        Client client = settings.clientAt(from.getAddress());
        if (client == null) {
            count(DynamicCount.STRANGERS);
            return;
        }
        DynamicPacket packet = DynamicPacket.read(datagram);
        DynamicCount fault = fault(packet, client);
        if (packet == null || fault != null) {
            count(fault == null ? DynamicCount.MALFORMED : fault);
            return;
        }
        boolean isChange = packet.code == DynamicPacket.COA_REQUEST;
        count(isChange ? DynamicCount.COA_REQUESTS : DynamicCount.DISCONNECT_REQUESTS);
        long now = epochSeconds.getAsLong();
        long stamp = stamp(packet);
        Identity identity =
                new Identity(
                        from.getAddress(),
                        stamp < 0 ? from.getPort() : 0,
                        packet.identifier,
                        HexFormat.of().formatHex(packet.authenticator));
        Remembered known = remembered.get(identity);
        if (known != null && known.untilSeconds >= now) {
            count(DynamicCount.DUPLICATES);
            byte[] answer = known.answer;
            if (answer != null) {
                wire.send(from, answer);
            }
            return; // one without an answer yet gets it as soon as it is there
        }
        Remembered mine = remember(identity, (stamp < 0 ? now : stamp), now);
        switch (RequestReader.read(settings, client, packet)) {
            case RequestReader.Reading.Bad(ErrorCause cause) ->
                    answer(from, client, packet, mine, new DynamicAnswer.Refused(cause));
            case RequestReader.Reading.Good(DynamicRequest request) ->
                    handle(from, client, packet, mine, request);
        }
    }

    private @Nullable DynamicCount fault(@Nullable DynamicPacket packet, Client client) {
        if (packet == null) {
            return DynamicCount.MALFORMED;
        }
        if (!packet.isRequest()) {
            return DynamicCount.UNKNOWN_CODES; // §2.3
        }
        if (!packet.isAuthentic(client.secret())) {
            return DynamicCount.BAD_AUTHENTICATORS;
        }
        if (packet.isSigned()) {
            if (!packet.isSignedRight(client.secret())) {
                return DynamicCount.MESSAGE_AUTHENTICATORS_WRONG; // §3.4
            }
            signing.add(client);
        } else if (settings.require() == Require.YES
                || (settings.require() == Require.AUTO && signing.contains(client))) {
            return DynamicCount.MESSAGE_AUTHENTICATORS_MISSING;
        }
        // §6.3
        long stamp = stamp(packet);
        if (stamp < 0) {
            return settings.timestampRequired() ? DynamicCount.TIMESTAMPS_MISSING : null;
        }
        long off = Math.abs(epochSeconds.getAsLong() - stamp);
        return off > settings.window().toSeconds() ? DynamicCount.TIMESTAMPS_NOT_CURRENT : null;
    }

    /** Event-Timestamp; -1 without one that can be read. */
    private static long stamp(DynamicPacket packet) {
        for (Attribute attribute : packet.attributes) {
            if (attribute.type() == Type.EVENT_TIMESTAMP) {
                return attribute.asInteger();
            }
        }
        return -1;
    }

    /** §6.3: for as long as the same octets would pass again. */
    private Remembered remember(Identity identity, long from, long now) {
        remembered.remove(identity);
        Iterator<Remembered> oldest = remembered.values().iterator();
        while (oldest.hasNext()) {
            Remembered next = oldest.next();
            boolean isOver = next.untilSeconds < now;
            if (!isOver && remembered.size() < MOST_REMEMBERED) {
                break;
            }
            if (!isOver) {
                count(DynamicCount.ANSWERS_FORGOTTEN);
            }
            oldest.remove();
        }
        Remembered mine = new Remembered(from + settings.window().toSeconds());
        remembered.put(identity, mine);
        return mine;
    }

    private void handle(
            InetSocketAddress from,
            Client client,
            DynamicPacket packet,
            Remembered mine,
            DynamicRequest request) {
        if (pending >= MOST_PENDING) {
            count(DynamicCount.LIMIT_PENDING);
            ErrorCause cause = ErrorCause.RESOURCES_UNAVAILABLE;
            answer(from, client, packet, mine, new DynamicAnswer.Refused(cause));
            return;
        }
        pending++;
        handler.handle(
                request,
                answer ->
                        loop.execute(
                                () -> {
                                    pending--;
                                    answer(from, client, packet, mine, answer);
                                }));
    }

    private void answer(
            InetSocketAddress to,
            Client client,
            DynamicPacket packet,
            Remembered mine,
            DynamicAnswer answer) {
        boolean isChange = packet.code == DynamicPacket.COA_REQUEST;
        int code;
        int error = 0;
        switch (answer) {
            case DynamicAnswer.Done _ -> {
                count(isChange ? DynamicCount.COA_ACKS : DynamicCount.DISCONNECT_ACKS);
                code = isChange ? DynamicPacket.COA_ACK : DynamicPacket.DISCONNECT_ACK;
            }
            case DynamicAnswer.Refused(ErrorCause cause) -> {
                count(isChange ? DynamicCount.COA_NAKS : DynamicCount.DISCONNECT_NAKS);
                add(label(cause));
                code = isChange ? DynamicPacket.COA_NAK : DynamicPacket.DISCONNECT_NAK;
                error = cause.code();
            }
        }
        byte[] octets = packet.answer(client.secret(), code, error, echoed(packet, isChange));
        mine.answer = octets;
        wire.send(to, octets);
    }

    /** §3.1: every Proxy-State, in order; §3.3: the State of a CoA-Request. */
    private static List<Attribute> echoed(DynamicPacket packet, boolean isChange) {
        List<Attribute> echoed = new ArrayList<>();
        for (Attribute attribute : packet.attributes) {
            boolean isState = isChange && attribute.type() == RequestReader.STATE;
            if (isState || attribute.type() == Type.PROXY_STATE) {
                echoed.add(attribute);
            }
        }
        return echoed;
    }
}
