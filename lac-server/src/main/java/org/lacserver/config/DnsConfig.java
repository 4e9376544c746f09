package org.lacserver.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Who resolves the names of LNSs.
 *
 * @param servers empty: those of the system
 * @param timeout of one query to one server
 */
public record DnsConfig(List<InetAddress> servers, Duration timeout) {
    public DnsConfig {
        servers = List.copyOf(servers);
    }
}
