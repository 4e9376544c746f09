package org.lacserver.radius.client;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Writes a server's death and return into the log. */
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
