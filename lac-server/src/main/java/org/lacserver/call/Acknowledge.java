package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Caller;
import org.lacserver.port.Octets;

/** Whether the LAC tells a caller, when his call is connected, that he is believed. */
public enum Acknowledge {
    /** Only callers whom no LNS can tell: proxy AVPs do not carry their method. */
    AUTO,
    /** Those of PAP and CHAP too, for LNSs that wait for it. */
    YES,
    /** Nobody: the LNS starts LCP over. */
    NO;

    /**
     * What the caller is told; null when that is the LNS's to say.
     *
     * @param success what the lookup would have him told; nobody can make that of MS-CHAPv2 and EAP
     *     without his password
     */
    @Nullable Octets words(Caller.Method method, Octets success) {
        boolean ours =
                switch (method) {
                    case NONE -> false;
                    case PAP, CHAP -> this == YES;
                    case MSCHAPV2, EAP -> this != NO && success.length() > 0;
                };
        return ours ? success : null;
    }
}
