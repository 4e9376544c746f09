package org.lacserver.radius.client;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Writes what servers do into the log. */
public final class ServerLog implements Exchanges.Watcher {
    private static final Logger LOG = LogManager.getLogger("lac.radius");

    private final String purpose;

    public ServerLog(String purpose) {
        this.purpose = purpose;
    }

    @Override
    public void died(String server, int unanswered) {
        LOG.warn("RADIUS {} server {} is dead: {} copies unanswered", purpose, server, unanswered);
    }

    @Override
    public void returned(String server) {
        LOG.info("RADIUS {} server {} answers again", purpose, server);
    }

    @Override
    public void dropped(String server, Counter why) {
        LOG.warn(
                "RADIUS {} server {}: its replies are dropped: {}{}",
                purpose,
                server,
                why.label(),
                advice(why));
    }

    @Override
    public void isSilentToStatus(String server) {
        LOG.info(
                "RADIUS {} server {} does not answer Status-Server: it is no longer asked so"
                        + " while it lives",
                purpose,
                server);
    }

    @Override
    public void connected(String server) {
        LOG.info("RADIUS {} server {}: connected over TLS", purpose, server);
    }

    @Override
    public void disconnected(String server, String why) {
        LOG.warn("RADIUS {} server {}: no connection: {}", purpose, server, why);
    }

    private static String advice(Counter why) {
        return switch (why) {
            case REPLY_MESSAGE_AUTHENTICATOR_MISSING ->
                    ": make it sign them, or set its message-authenticator in lac.yaml to auto";
            case REPLY_BAD_AUTHENTICATOR, REPLY_MESSAGE_AUTHENTICATOR_WRONG ->
                    ": its secret is not the one in lac.yaml";
            default -> "";
        };
    }
}
