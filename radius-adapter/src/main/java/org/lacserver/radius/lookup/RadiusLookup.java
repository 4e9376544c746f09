package org.lacserver.radius.lookup;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.ServerLog;
import org.lacserver.radius.client.ServerView;
import org.lacserver.radius.client.UdpLoop;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Asks RADIUS about callers. Safe from any thread. */
public final class RadiusLookup implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(RadiusLookup.class);

    private final RadiusSettings settings;
    private final UdpLoop<Exchanges> loop;

    /** Opens the source ports; throws when that fails. */
    public RadiusLookup(RadiusSettings settings) {
        this.settings = settings;
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
        Consumer<LookupReply> safely = reply -> accept(then, reply);
        LookupReply.Unusable fault = LookupQuestion.faultOf(request);
        boolean isPosted =
                loop.post(
                        (exchanges, now) -> {
                            if (fault == null) {
                                exchanges.ask(new LookupQuestion(settings, request, safely), now);
                            } else {
                                safely.accept(fault);
                            }
                        });
        if (!isPosted) {
            safely.accept(new LookupReply.NoAnswer("the RADIUS client is closed"));
        }
    }

    /** For show commands. */
    public List<ServerView> servers() {
        return loop.core().views(UdpLoop.nowNanos());
    }

    /** Every counter, {@code server.counter} to its value. */
    public Map<String, Long> counters() {
        return ServerView.counters(servers(), loop.sendFailures());
    }

    /** Open questions are answered {@link LookupReply.NoAnswer}. */
    @Override
    public void close() {
        loop.post((exchanges, now) -> exchanges.abandon("the RADIUS client is closed"));
        loop.close();
    }

    private static void accept(Consumer<LookupReply> then, LookupReply reply) {
        try {
            then.accept(reply);
        } catch (RuntimeException e) {
            LOG.error("a RADIUS answer was not taken", e);
        }
    }
}
