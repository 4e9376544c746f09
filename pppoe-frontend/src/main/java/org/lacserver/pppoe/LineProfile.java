package org.lacserver.pppoe;

import org.lacserver.pppoe.admission.AdmissionRules;

/**
 * How some lines are treated.
 *
 * @param name for people
 */
public record LineProfile(
        String name, ServiceRules service, LinkRules link, AdmissionRules admission) {
    /** With every default. */
    public static final LineProfile USUAL =
            new LineProfile("default", ServiceRules.USUAL, LinkRules.USUAL, AdmissionRules.USUAL);

    /** As this one, but with other links. */
    public LineProfile with(LinkRules other) {
        return new LineProfile(name, service, other, admission);
    }

    /** As this one, but with other offers. */
    public LineProfile with(ServiceRules other) {
        return new LineProfile(name, other, link, admission);
    }

    /** As this one, but with other bounds. */
    public LineProfile with(AdmissionRules other) {
        return new LineProfile(name, service, link, other);
    }
}
