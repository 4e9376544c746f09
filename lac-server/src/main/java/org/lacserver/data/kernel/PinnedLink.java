package org.lacserver.data.kernel;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A link as it is pinned; its file's name tells what the kernel does not.
 *
 * @param port as access port, or {@link Layout#NO_PORT}
 */
record PinnedLink(Path path, XdpMode mode, int port, int ifIndex) {
    private static final Pattern NAME =
            Pattern.compile("link_(native|generic)_(\\d{1,5})_(\\d{1,9})");

    static String name(XdpMode mode, int port, int ifIndex) {
        return "link_" + mode.text() + "_" + port + "_" + ifIndex;
    }

    /** Null for a file that is no link. */
    static @Nullable PinnedLink of(Path path) {
        Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
        if (!matcher.matches()) {
            return null;
        }
        return new PinnedLink(
                path,
                XdpMode.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }
}
