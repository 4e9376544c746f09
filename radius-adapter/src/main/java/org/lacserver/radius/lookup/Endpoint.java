package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** One end of a tunnel as RADIUS names it (RFC 2868 §3.3, §3.4). */
public sealed interface Endpoint {
    /** For people: the address or the name. */
    String text();

    /** A host's address. */
    record Address(InetAddress address) implements Endpoint {
        @Override
        public String text() {
            return address.getHostAddress();
        }
    }

    /** A name that DNS has to resolve, 1..253 characters. */
    record Name(String text) implements Endpoint {}

    /** Null for what is neither a host's address nor a host's name (RFC 1123 §2.1). */
    static @Nullable Endpoint of(String text) {
        InetAddress address = Forms.address(text);
        if (address != null) {
            return new Address(address);
        }
        return Forms.isName(text) ? new Name(text) : null;
    }

    /** What an endpoint looks like. */
    final class Forms {
        private static final Pattern DOTTED =
                Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
        private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
        private static final Pattern NAME =
                Pattern.compile(LABEL + "(?:\\." + LABEL + ")*\\.?"); // a dot at the end: the root
        private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?\\d+\\.?");
        private static final int MAX_NAME = 253;

        private Forms() {}

        /** A last label of digits alone is an address that went wrong. */
        private static boolean isName(String text) {
            int length = text.endsWith(".") ? text.length() - 1 : text.length();
            return length <= MAX_NAME
                    && NAME.matcher(text).matches()
                    && !NUMBER.matcher(text).matches();
        }

        /** An IPv4 or IPv6 literal of one host; anything else, a name too, is null. */
        private static @Nullable InetAddress address(String text) {
            if (text.indexOf('%') >= 0
                    || (text.indexOf(':') < 0 && !DOTTED.matcher(text).matches())) {
                return null;
            }
            try {
                InetAddress address = InetAddress.ofLiteral(text);
                boolean isHost = !address.isAnyLocalAddress() && !address.isMulticastAddress();
                return isHost && !text.equals("255.255.255.255") ? address : null;
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }
}
