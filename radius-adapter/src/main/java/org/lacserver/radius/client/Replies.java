package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Exchanges.Kind;
import org.lacserver.radius.client.PacketCodec.Reply;
import org.lacserver.radius.client.RadiusSettings.Require;

/** What a packet that came answers, and whether it may. */
final class Replies {
    /** What became of a packet. */
    sealed interface Match {
        record Answer(Exchange exchange, Copy copy, Reply.Verified reply) implements Match {}

        /** To a Status-Server. */
        record Status(Copy copy) implements Match {}

        record Dropped(Counter why) implements Match {}
    }

    private final Kind kind;
    private final Exchanges.Watcher watcher;

    Replies(Kind kind, Exchanges.Watcher watcher) {
        this.kind = kind;
        this.watcher = watcher;
    }

    /** Counts what comes of it. */
    Match match(ServerState server, int lane, byte[] octets) {
        if (PacketCodec.lengthOf(octets) < 0) {
            return dropped(server, Counter.REPLY_MALFORMED);
        }
        Copy copy = server.slots.at(lane * Slots.IDS_PER_LANE + (octets[1] & 0xff));
        if (copy == null) {
            return dropped(server, Counter.REPLY_UNEXPECTED);
        }
        Exchange exchange = copy.exchange();
        boolean isGuarded = kind == Kind.AUTHENTICATION && exchange != null;
        // RFC 2866 §3, RFC 5997 §3: the authenticator covers all an attacker could gain from
        Require require = isGuarded ? server.require() : Require.NO;
        byte[] authenticator = copy.request().authenticator();
        return switch (PacketCodec.read(octets, authenticator, server.server.secret(), require)) {
            case Reply.Dropped(Counter why) -> {
                if (server.dropped(why)) {
                    watcher.dropped(server.server.name(), why);
                }
                yield new Match.Dropped(why);
            }
            case Reply.Verified reply -> {
                Counter counter = exchange == null ? ofStatus(reply.code()) : of(reply.code());
                if (counter == null) {
                    yield dropped(server, Counter.REPLY_WRONG_CODE);
                }
                server.count(counter);
                if (reply.signed() && exchange != null) {
                    server.signed();
                }
                yield exchange == null
                        ? new Match.Status(copy)
                        : new Match.Answer(exchange, copy, reply);
            }
        };
    }

    private static Match dropped(ServerState server, Counter why) {
        server.count(why);
        return new Match.Dropped(why);
    }

    /** RFC 5997 §4.1: either is an answer, whatever the port. */
    private static @Nullable Counter ofStatus(int code) {
        return code == PacketCodec.ACCESS_ACCEPT || code == PacketCodec.ACCOUNTING_RESPONSE
                ? Counter.STATUS_ANSWERED
                : null;
    }

    private @Nullable Counter of(int code) {
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
}
