package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

import java.util.random.RandomGenerator;

/** Requests into octets, and those to where they go. */
final class Sender {
    private final Exchanges.Kind kind;
    private final RandomGenerator random;
    private final Exchanges.Wire wire;

    /**
     * @param random unpredictable: request authenticators come from it (RFC 2865 §3)
     */
    Sender(Exchanges.Kind kind, RandomGenerator random, Exchanges.Wire wire) {
        this.kind = kind;
        this.random = random;
        this.wire = wire;
    }

    /** A new copy for {@code server}, sent; null when it has no identifier left. */
    @Nullable Copy send(Exchange exchange, ServerState server, long nowNanos) {
        int slot = server.slots.take();
        if (slot < 0) {
            return null;
        }
        int id = Slots.idOf(slot);
        String secret = server.server.secret();
        Attributes attributes = exchange.question.attributes(server.server, nowNanos);
        PacketCodec.Request request =
                switch (kind) {
                    case AUTHENTICATION ->
                            PacketCodec.accessRequest(
                                    id, authenticator(), attributes.list(), secret);
                    case ACCOUNTING -> PacketCodec.accountingRequest(id, attributes.list(), secret);
                };
        Copy copy = new Copy(server, slot, request, nowNanos, exchange);
        server.slots.put(copy);
        exchange.copies.add(copy);
        transmit(copy, nowNanos);
        return copy;
    }

    /** A Status-Server in {@code slot}, which is free. */
    Copy sendStatus(ServerState server, int slot, long nowNanos) {
        PacketCodec.Request request =
                PacketCodec.statusServer(Slots.idOf(slot), authenticator(), server.server.secret());
        Copy copy = new Copy(server, slot, request, nowNanos, null);
        server.slots.put(copy);
        server.count(Counter.STATUS_SENT);
        put(copy);
        return copy;
    }

    /** The same octets, perhaps again. */
    void transmit(Copy copy, long nowNanos) {
        copy.server().count(Counter.SENT);
        copy.server().meter.sent(nowNanos);
        put(copy);
    }

    private void put(Copy copy) {
        ServerState server = copy.server();
        Links links = server.links();
        int lane = Slots.laneOf(copy.slot());
        byte[] octets = copy.request().octets();
        Exchange exchange = copy.exchange();
        if (exchange != null) {
            exchange.question.witness().packet(true, server.server.name(), server.address, octets);
        }
        if (links == null) {
            wire.send(server.firstPort + lane, server.address, octets);
        } else {
            wire.send(links.link(lane), octets);
        }
    }

    private byte[] authenticator() {
        byte[] authenticator = new byte[16];
        random.nextBytes(authenticator);
        return authenticator;
    }
}
