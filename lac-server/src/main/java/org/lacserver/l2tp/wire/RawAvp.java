package org.lacserver.l2tp.wire;

import org.lacserver.port.Octets;

/**
 * An AVP that was received and is of no use here, for people to see.
 *
 * @param value empty when it was hidden or is not for people
 */
public record RawAvp(int vendor, int type, boolean mandatory, boolean hidden, Octets value) {
    /** One line, as {@link Dump} shows it. */
    public String text() {
        return Dump.avp(this);
    }
}
