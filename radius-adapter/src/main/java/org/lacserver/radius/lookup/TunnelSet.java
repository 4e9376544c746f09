package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One tunnel of RFC 2868 that can be opened.
 *
 * @param tag 1..31, or 0 for an untagged set
 * @param preference lower first; {@link #NO_PREFERENCE} when none came
 * @param client null when none came
 * @param password octets; empty when none came
 * @param limit most calls at a time (Tunnel-Maximum-Sessions and the like); 0 when none came
 * @param weight its share among sets of the same preference; 0 when none came
 * @param wishes settings of the tunnel by their name in {@code lac.yaml}, e.g. {@code hello} to
 *     {@code 30s}, as vendors' attributes ask for them
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record TunnelSet(
        int tag,
        int preference,
        Endpoint server,
        @Nullable Endpoint client,
        Medium medium,
        byte[] password,
        @Nullable String assignmentId,
        @Nullable String clientAuthId,
        @Nullable String serverAuthId,
        @Nullable String privateGroupId,
        int limit,
        int weight,
        Map<String, String> wishes) {

    public TunnelSet {
        wishes = Map.copyOf(wishes);
    }

    /** Tunnel-Medium-Type (RFC 2868 §3.2): of which family a name's addresses have to be. */
    public enum Medium {
        ANY,
        IPV4,
        IPV6
    }

    /** RFC 2868 §3.8 gives no default; after what is named explicitly, as Junos has it. */
    public static final int NO_PREFERENCE = 2000;

    /** RFC 2868 §3.8: three octets. */
    static final int MAX_PREFERENCE = 0xff_ffff;

    @Override
    public String toString() {
        return "TunnelSet["
                + ("tag " + tag + ", preference " + preference)
                + (", server " + server.text())
                + (client == null ? "" : ", client " + client.text())
                + (password.length == 0 ? ", no password" : ", password ***")
                + (", assignment " + assignmentId + ", client name " + clientAuthId)
                + (", server name " + serverAuthId + ", group " + privateGroupId + "]");
    }
}
