package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.tunnel.TunnelState.Met;
import org.lacserver.l2tp.wire.ResultCode;

/** What a peer has told and proved, kept beyond the end of its connection. */
final class Acquaintance {
    /** Of the SCCCN: an SCCRQ came before it. */
    private static final int NS_OF_SCCCN = 1;

    private final boolean byPeer;
    private @Nullable Met met;
    private boolean proved;

    /** The peer has gone on from where it had to see our response. */
    private boolean satisfied;

    Acquaintance(boolean byPeer) {
        this.byPeer = byPeer;
    }

    @Nullable Met met() {
        return met;
    }

    void met(Met what) {
        met = what;
    }

    void established(Met what, boolean hasProved) {
        met = what;
        proved = hasProved;
        satisfied = byPeer;
    }

    /** A message that is neither part of the opening nor its end. */
    void goesOn() {
        satisfied = true;
    }

    /**
     * Whether the connection may have ended because the peer has another secret: it refused us, or
     * fell silent, after we answered its challenge, and had proved none itself.
     *
     * @param unacknowledged Ns of our oldest message that the peer has not acknowledged
     */
    boolean doubtsSecret(Ending ending, int unacknowledged) {
        if (met == null || !met.peerChallenged() || proved || satisfied) {
            return false;
        }
        return switch (ending.cause()) {
            case PEER_STOPPED ->
                    ending.result() == ResultCode.STOP_NOT_AUTHORISED
                            || (ending.result() == ResultCode.GENERAL_ERROR
                                    && ending.error() == ResultCode.ERROR_VENDOR);
            case NO_ANSWER -> byPeer;
            case PEER_LOST -> unacknowledged <= NS_OF_SCCCN;
            case PEER_REFUSED, PEER_FAULT, TIE_LOST, LOCAL -> false;
        };
    }
}
