package org.lacserver.port;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Map;

/**
 * One LNS that may take the call: a tagged set of RFC 2868, or a row of the local table.
 *
 * @param tag 1..31, or 0 for an untagged set or a local row
 * @param preference lower is tried first, 0..0xffffff
 * @param name the LNS's name in the configuration, or its address as text
 * @param server Tunnel-Server-Endpoint
 * @param client Tunnel-Client-Endpoint; null means the LAC's default local address
 * @param secret Tunnel-Password; {@link Secret#NONE} means no tunnel authentication
 * @param assignmentId Tunnel-Assignment-ID; null means the unnamed tunnel, which no named one may
 *     serve (RFC 2868 §3.6)
 * @param clientAuthId Tunnel-Client-Auth-ID, our Host Name AVP; null means the configured one
 * @param serverAuthId Tunnel-Server-Auth-ID, which the peer's Host Name must equal; null accepts
 *     any
 * @param privateGroupId Tunnel-Private-Group-ID, for AVP 37
 * @param group the group of the configuration it belongs to; null for one that RADIUS named
 * @param weight its share among equals, 1 or more; 0 takes its limit, else equal shares
 * @param limit most calls at a time as the lookup says; 0 leaves it to the configuration
 * @param wishes settings of the LNS by their name in the configuration, as RADIUS wants them for
 *     this call's tunnel; empty for most
 */
public record Candidate(
        int tag,
        int preference,
        String name,
        InetAddress server,
        @Nullable InetAddress client,
        Secret secret,
        @Nullable String assignmentId,
        @Nullable String clientAuthId,
        @Nullable String serverAuthId,
        @Nullable String privateGroupId,
        @Nullable String group,
        int weight,
        int limit,
        Map<String, String> wishes) {

    public Candidate {
        wishes = Map.copyOf(wishes);
    }

    /** Without a group, a weight, a limit of its own or wishes. */
    public Candidate(
            int tag,
            int preference,
            String name,
            InetAddress server,
            @Nullable InetAddress client,
            Secret secret,
            @Nullable String assignmentId,
            @Nullable String clientAuthId,
            @Nullable String serverAuthId,
            @Nullable String privateGroupId) {
        this(
                tag,
                preference,
                name,
                server,
                client,
                secret,
                assignmentId,
                clientAuthId,
                serverAuthId,
                privateGroupId,
                null,
                0,
                0,
                Map.of());
    }
}
