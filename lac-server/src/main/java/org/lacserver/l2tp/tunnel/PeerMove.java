package org.lacserver.l2tp.tunnel;

/**
 * What becomes of a peer that answers an SCCRQ from elsewhere than it was sent to (RFC 2661 §8.1).
 * Once its SCCRP is taken, address and port stay as they are.
 */
public enum PeerMove {
    /** The tunnel goes on with where the SCCRP came from. */
    ACCEPT,
    /** Such datagrams are dropped. */
    IGNORE,
    /** An SCCRP from there ends the tunnel: whoever guesses a tunnel id can end its set-up. */
    REJECT
}
