package org.lacserver.pppoe;

import org.lacserver.pppoe.discovery.HostDiscovery;
import org.lacserver.pppoe.discovery.PppoeCode;
import org.lacserver.pppoe.discovery.PppoeTags;

/** What is said of a dialled call that does not come about. */
record DialVerdict(DialFailure cause, String text) {
    static final DialVerdict NO_PADO = new DialVerdict(DialFailure.NO_ANSWER, "no PADO");
    static final DialVerdict NO_PADS = new DialVerdict(DialFailure.NO_ANSWER, "no PADS");
    static final DialVerdict OTHER_AC_NAME =
            new DialVerdict(DialFailure.SERVICE_REFUSED, "no PADO of the AC-Name wanted");
    static final DialVerdict OTHER_SERVICE =
            new DialVerdict(DialFailure.SERVICE_REFUSED, "no PADO offers the service");
    static final DialVerdict SESSION_ID_SERVED =
            new DialVerdict(DialFailure.GENERIC, "PADS with the id of a session served there");

    /** From the error tag of a PADO or PADS; without one the session id was no good. */
    static DialVerdict of(String packet, PppoeTags tags) {
        HostDiscovery.Refusal refusal = HostDiscovery.refusal(tags);
        if (refusal == null) {
            return new DialVerdict(DialFailure.GENERIC, packet + " without a session");
        }
        String text = refusal.text().isEmpty() ? "" : ": " + refusal.text();
        return switch (refusal.tag()) {
            case PppoeCode.SERVICE_NAME_ERROR ->
                    new DialVerdict(
                            DialFailure.SERVICE_REFUSED, packet + " Service-Name-Error" + text);
            case PppoeCode.AC_SYSTEM_ERROR ->
                    new DialVerdict(DialFailure.BUSY, packet + " AC-System-Error" + text);
            default -> new DialVerdict(DialFailure.GENERIC, packet + " Generic-Error" + text);
        };
    }
}
