package org.lacserver.radius.lookup;

import java.net.InetAddress;

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
}
