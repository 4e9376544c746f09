package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * One tunnel of RFC 2868 that can be opened.
 *
 * @param tag 1..31, or 0 for an untagged set
 * @param preference lower first; {@link #NO_PREFERENCE} when none came
 * @param client null when none came
 * @param password octets; empty when none came
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record TunnelSet(
        int tag,
        int preference,
        InetAddress server,
        @Nullable InetAddress client,
        byte[] password,
        @Nullable String assignmentId,
        @Nullable String clientAuthId,
        @Nullable String serverAuthId,
        @Nullable String privateGroupId) {

    /** RFC 2868 §3.8 gives no default; after what is named explicitly, as Junos has it. */
    public static final int NO_PREFERENCE = 2000;

    @Override
    public String toString() {
        return "TunnelSet["
                + ("tag " + tag + ", preference " + preference)
                + (", server " + server.getHostAddress())
                + (client == null ? "" : ", client " + client.getHostAddress())
                + (password.length == 0 ? ", no password" : ", password ***")
                + (", assignment " + assignmentId + ", client name " + clientAuthId)
                + (", server name " + serverAuthId + ", group " + privateGroupId + "]");
    }
}
