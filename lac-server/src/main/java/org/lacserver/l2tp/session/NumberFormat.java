package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Caller;
import org.lacserver.port.Line;

/** Builds a Calling or Called Number (AVPs 22 and 21) from what is known of a call. */
@FunctionalInterface
public interface NumberFormat {
    /** The circuit id, or the MAC address of a line without one. */
    NumberFormat CIRCUIT_ID_OR_MAC =
            (line, caller) -> {
                String circuit = line.circuitId();
                return circuit == null ? line.macText() : circuit;
            };

    /** Leaves the AVP out. */
    NumberFormat NONE = (line, caller) -> "";

    NumberFormat SERVICE_NAME = (line, caller) -> line.serviceName();

    /** Empty leaves the AVP out. */
    String of(Line line, Caller caller);

    /** Null leaves the AVP out. */
    default @Nullable String avp(Line line, Caller caller) {
        String number = of(line, caller);
        return number.isEmpty() ? null : number;
    }
}
