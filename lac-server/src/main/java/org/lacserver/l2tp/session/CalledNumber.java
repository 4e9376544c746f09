package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Line;

/** What AVP 21 tells the LNS about what was called. */
public enum CalledNumber {
    /** The PPPoE Service-Name; nothing if it is empty. */
    SERVICE_NAME,
    /** Port and VLANs, as in NAS-Port-Id. */
    PORT,
    NONE;

    /** Null leaves the AVP out. */
    @Nullable String of(Line line) {
        return switch (this) {
            case SERVICE_NAME -> line.serviceName().isEmpty() ? null : line.serviceName();
            case PORT -> line.portText();
            case NONE -> null;
        };
    }
}
