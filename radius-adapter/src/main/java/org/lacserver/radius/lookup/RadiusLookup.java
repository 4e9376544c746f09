package org.lacserver.radius.lookup;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.PacketWitness;
import org.lacserver.radius.client.Question;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.ServerLog;
import org.lacserver.radius.client.ServerView;
import org.lacserver.radius.client.UdpLoop;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Asks RADIUS about callers and called numbers. Safe from any thread. */
public final class RadiusLookup implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(RadiusLookup.class);

    private static final String CLOSED = "the RADIUS client is closed";

    private final RadiusSettings settings;
    private final LookupSettings lookup;
    private final UdpLoop<Exchanges> loop;

    /** Opens the source ports; throws when that fails. */
    public RadiusLookup(RadiusSettings settings, LookupSettings lookup) {
        this.settings = settings;
        this.lookup = lookup;
        this.loop =
                new UdpLoop<>(
                        "radius-lookup",
                        settings,
                        wire ->
                                new Exchanges(
                                        Exchanges.Kind.AUTHENTICATION,
                                        settings,
                                        new SecureRandom(),
                                        wire,
                                        new ServerLog("authentication")));
    }

    /** Never blocks; {@code then} is called once, on this object's thread. */
    public void lookup(LookupRequest request, Consumer<LookupReply> then) {
        lookup(request, PacketWitness.NONE, then);
    }

    /** As {@link #lookup(LookupRequest, Consumer)}, with somebody who sees the packets. */
    public void lookup(LookupRequest request, PacketWitness witness, Consumer<LookupReply> then) {
        Consumer<LookupReply> safely = reply -> accept(then, reply);
        ask(
                question(request, witness, safely),
                LookupQuestion.faultOf(request),
                new LookupReply.NoAnswer(CLOSED),
                safely);
    }

    /** As {@link #lookup}, with what was exchanged, for people. */
    public void rehearse(LookupRequest request, Consumer<Exchanged> then) {
        AtomicReference<Rehearsal> kept = new AtomicReference<>();
        Consumer<LookupReply> safely =
                reply -> {
                    Rehearsal rehearsal = kept.get();
                    Exchanged told =
                            rehearsal == null
                                    ? Exchanged.untold(reply)
                                    : new Exchanged(reply, rehearsal.sent(), rehearsal.received());
                    accept(then, told);
                };
        Rehearsal rehearsal =
                new Rehearsal(question(request, PacketWitness.NONE, safely), lookup.vendors());
        kept.set(rehearsal);
        ask(rehearsal, LookupQuestion.faultOf(request), new LookupReply.NoAnswer(CLOSED), safely);
    }

    /** Never blocks; {@code then} is called once, on this object's thread. */
    public void dial(DialRequest request, Consumer<DialReply> then) {
        Consumer<DialReply> safely = reply -> accept(then, reply);
        ask(
                new DialQuestion(settings, request, safely),
                DialQuestion.faultOf(request),
                new DialReply.NoAnswer(CLOSED),
                safely);
    }

    private LookupQuestion question(
            LookupRequest request, PacketWitness witness, Consumer<LookupReply> then) {
        long epochSeconds = Instant.now().getEpochSecond();
        return new LookupQuestion(settings, lookup, request, epochSeconds, witness, then);
    }

    private <R> void ask(Question question, @Nullable R fault, R closed, Consumer<R> then) {
        boolean isPosted =
                loop.post(
                        (exchanges, now) -> {
                            if (fault == null) {
                                exchanges.ask(question, now);
                            } else {
                                then.accept(fault);
                            }
                        });
        if (!isPosted) {
            then.accept(closed);
        }
    }

    /** For show commands. */
    public List<ServerView> servers() {
        return loop.core().views(UdpLoop.nowNanos());
    }

    /** Every counter, {@code server.counter} to its value. */
    public Map<String, Long> counters() {
        Map<String, Long> all = ServerView.counters(servers(), loop.sendFailures());
        all.put("strangers", loop.core().strangers());
        return all;
    }

    /** Open questions are answered {@link LookupReply.NoAnswer}. */
    @Override
    public void close() {
        loop.post((exchanges, now) -> exchanges.abandon(CLOSED));
        loop.close();
    }

    private static <R> void accept(Consumer<R> then, R reply) {
        try {
            then.accept(reply);
        } catch (RuntimeException e) {
            LOG.error("a RADIUS answer was not taken", e);
        }
    }
}
