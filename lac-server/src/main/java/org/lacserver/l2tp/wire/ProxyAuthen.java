package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

/**
 * What the caller said to authenticate himself, for the LNS to judge (RFC 2661 §4.4.5, AVPs 29 to
 * 33).
 *
 * @param type one of the constants
 * @param name the caller's name (AVP 30): any octets
 * @param challenge the CHAP challenge the LAC sent (AVP 31)
 * @param id CHAP or PAP identifier (AVP 32), {@link ControlMessage#ABSENT} for none
 * @param response the CHAP response or the password (AVP 33)
 */
public record ProxyAuthen(
        int type,
        @Nullable Octets name,
        @Nullable Octets challenge,
        int id,
        @Nullable Secret response) {
    public static final int TEXT = 1;
    public static final int CHAP = 2;
    public static final int PAP = 3;
    public static final int NO_AUTHENTICATION = 4;
    public static final int MS_CHAP = 5;

    /** Whether the response is a password in the clear. */
    public boolean isPassword() {
        return type == PAP || type == TEXT;
    }
}
