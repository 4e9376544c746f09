package org.lacserver.config;

import org.jspecify.annotations.Nullable;

/**
 * Which attributes RADIUS is told, and what vendors' attributes mean.
 *
 * @param dictionary path of a file with rows of the site's own; null for none
 */
public record AttributesConfig(@Nullable String dictionary, LinesTold lines) {

    /** Which characteristics of a line an Access-Request tells (RFC 4679). */
    public enum LinesTold {
        IDS,
        TR_101,
        ALL
    }

    static AttributesConfig read(Section radius) {
        return new AttributesConfig(
                radius.get(Keys.DICTIONARY).orElse(null), radius.get(Keys.LINE_ATTRIBUTES));
    }
}
