package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;

/**
 * Why a datagram was refused, and how far the damage goes (RFC 2661 §7.1).
 *
 * @param section of RFC 2661
 * @param offset of the offending octets, from the start of the datagram
 * @param result what to put into the CDN or StopCCN, text included
 * @param header null when the header itself was unreadable: then nothing is acknowledged
 * @param messageType 0 when unreadable
 * @param assignedTunnelId of AVP 9, 0 when absent or unreadable
 * @param assignedSessionId of AVP 14, 0 when absent or unreadable
 */
public record Fault(
        Scope scope,
        Reason reason,
        String section,
        int offset,
        ResultCode result,
        @Nullable ControlHeader header,
        int messageType,
        int assignedTunnelId,
        int assignedSessionId) {

    /** What has to end. */
    public enum Scope {
        /** Nothing: drop it. */
        DATAGRAM,
        /** The session, by CDN. */
        SESSION,
        /** The tunnel with all its sessions, by StopCCN. */
        TUNNEL
    }

    /** The kinds of faults, for counters. */
    public enum Reason {
        TOO_SHORT,
        /** T bit clear where a control message was expected. */
        NOT_CONTROL,
        /** Version 1: Cisco's L2F, dropped silently (§3.1). */
        VERSION_L2F,
        /** Neither version 2 nor L2F. */
        VERSION_UNSUPPORTED,
        /** L or S clear, or O or P set, in a control message. */
        BAD_FLAGS,
        BAD_LENGTH,
        NO_MESSAGE_TYPE,
        UNKNOWN_MESSAGE_TYPE,
        UNKNOWN_AVP,
        AVP_LENGTH,
        AVP_VALUE,
        /** A hidden AVP, but no Random Vector before it. */
        NO_RANDOM_VECTOR,
        /** A hidden AVP, and no secret that reveals it. */
        HIDDEN_UNREADABLE,
        MISSING_AVP
    }

    /** For people. */
    public String text() {
        return result.text();
    }
}
