package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a receiver lets pass although RFC 2661 has the session or the tunnel end for it, chosen for
 * a peer that is known to send it. Nothing of this concerns the header of a datagram (§3.1), a
 * message without Message Type in front (§4.4.1), or a message whose Assigned Tunnel ID or Assigned
 * Session ID is missing or 0: there is nobody then to talk to. What was let pass is counted in
 * {@link Decoded.Notes#letPass}.
 */
public enum Lenience {
    /**
     * §4.1: an unrecognised AVP with its M bit set is passed over, as if the bit were clear. Among
     * these are an AVP with reserved bits set and the AVPs of a tunnel's recovery (RFC 4951).
     */
    UNKNOWN_MANDATORY_AVP("unknown-avp"),
    /**
     * §7.1: a known AVP of the wrong length. A number of 16 or 32 bits is taken from however many
     * octets it has, up to 8, if its value fits; of any other value that is too long the first
     * octets count; what is too short, or a hidden value of the wrong length, is as if it were not
     * there. When the length runs over the end of the message, nothing behind it is read.
     */
    AVP_LENGTH("avp-length"),
    /**
     * §7.1: a value that must not be. A Receive Window Size of 0 is as if it were not there, so 4;
     * an AVP that must not be hidden but is, is revealed; a Protocol Version other than 1 is taken
     * for 1.
     */
    AVP_VALUE("avp-value"),
    /**
     * §6: a required AVP is missing. Numbers are taken as 0, names and numbers to call as empty,
     * the ACCMs as all ones.
     */
    MISSING_AVP("missing-avp"),
    /** §4.1: reserved bits of a known AVP's header that are set are taken as clear. */
    RESERVED_BITS("reserved-bits"),
    /**
     * §4.3: a hidden AVP without Random Vector before it, or that no secret reveals, is as if it
     * were not there.
     */
    HIDDEN_UNREADABLE("hidden-unreadable"),
    /** §4.4.1: a message of unknown type with its M bit set is passed over, as if it were clear. */
    UNKNOWN_MESSAGE("unknown-message");

    private final String label;

    Lenience(String label) {
        this.label = label;
    }

    /** As the configuration names it. */
    public String label() {
        return label;
    }

    /** Null for a label that is none. */
    public static @Nullable Lenience of(String label) {
        for (Lenience one : values()) {
            if (one.label.equals(label)) {
                return one;
            }
        }
        return null;
    }
}
