package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Line;

/** What AVP 22 tells the LNS about the line. */
public enum CallingNumber {
    CIRCUIT_ID_OR_MAC,
    CIRCUIT_ID,
    REMOTE_ID,
    MAC,
    /** Port and VLANs, as in NAS-Port-Id. */
    PORT,
    NONE;

    /** Null leaves the AVP out. */
    @Nullable String of(Line line) {
        return switch (this) {
            case CIRCUIT_ID_OR_MAC -> line.circuitId() != null ? line.circuitId() : line.macText();
            case CIRCUIT_ID -> line.circuitId();
            case REMOTE_ID -> line.remoteId();
            case MAC -> line.macText();
            case PORT -> line.portText();
            case NONE -> null;
        };
    }
}
