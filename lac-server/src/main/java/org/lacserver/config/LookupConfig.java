package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Secret;

import java.util.List;

/**
 * Who is asked about callers and called numbers, and how.
 *
 * @param order whom to ask about a caller, until one knows
 * @param lineName what RADIUS is asked about a line by
 * @param linePassword the dummy that goes with it
 * @param realmName what RADIUS is asked about a realm or a called service by
 * @param realmPassword the dummy that goes with it
 * @param rewrite what is done to a caller's name before anybody is asked
 * @param otherwise the group for callers nobody knows; null refuses them
 * @param message what a refused caller is told when the lookup has no text of its own
 * @param dialOrder whom to ask about the number of an outgoing call, until one knows
 */
public record LookupConfig(
        List<Stage> order,
        NumberTemplate lineName,
        Secret linePassword,
        NumberTemplate realmName,
        Secret realmPassword,
        List<NameRewrite> rewrite,
        @Nullable String otherwise,
        String message,
        List<LacConfig.Source> dialOrder) {
    public LookupConfig {
        order = List.copyOf(order);
        rewrite = List.copyOf(rewrite);
        dialOrder = List.copyOf(dialOrder);
    }

    /** Who can be asked about a caller, and by what. */
    public enum Stage {
        /** The groups of this file. */
        LOCAL,
        /** RADIUS, by the calling line, before LCP begins. */
        LINE,
        /** RADIUS, by realm or called service; nobody is authenticated (RFC 2809 §4.1). */
        REALM,
        /** RADIUS, with what the caller proved himself by. */
        USER;

        public boolean isRadius() {
            return this != LOCAL;
        }
    }
}
