package org.lacserver.l2tp.tunnel;

/**
 * Why a control connection ended.
 *
 * @param result of the StopCCN sent or received; 0 without one
 * @param error of the same
 * @param text for people
 */
public record Ending(Cause cause, int result, int error, String text) {
    /** Who or what ended it. */
    public enum Cause {
        /** The peer sent StopCCN. */
        PEER_STOPPED,
        /** The peer never answered the SCCRQ. */
        NO_ANSWER,
        /** The peer stopped acknowledging. */
        PEER_LOST,
        /** We do not accept the peer: challenge response, Host Name, version. */
        PEER_REFUSED,
        /** The peer broke the protocol. */
        PEER_FAULT,
        /** The peer opened at the same time and won the tie (§4.4.3): open again. */
        TIE_LOST,
        /** A command, idleness or the end of the box. */
        LOCAL
    }
}
