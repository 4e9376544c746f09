package org.lacserver.io;

import java.net.InetAddress;
import java.util.List;

/**
 * What DNS said of a name.
 *
 * @param addresses IPv4 before IPv6; empty when there are none
 * @param fault why there are none, for people; empty when there are some
 */
public record Resolved(List<InetAddress> addresses, String fault) {
    public Resolved {
        addresses = List.copyOf(addresses);
    }
}
