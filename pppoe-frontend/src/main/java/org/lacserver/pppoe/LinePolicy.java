package org.lacserver.pppoe;

import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.ppp.AuthProtocol;

import java.util.List;

/**
 * How callers of some lines are treated.
 *
 * @param accessPort index into {@link FrontendSettings#ports()}, or {@link #ANY_PORT}
 * @param outer S-VLAN ids, or the only VLAN; 0 when untagged
 * @param inner C-VLAN ids; 0 without a second tag
 * @param authentication protocols to ask for, best first; empty: the line tells who calls
 * @param lineFirst the line is asked about before LCP begins ({@link FrontendEvent.LineSeen})
 */
public record LinePolicy(
        int accessPort,
        Vlans outer,
        Vlans inner,
        List<AuthProtocol> authentication,
        boolean lineFirst) {
    public static final int ANY_PORT = -1;

    /** VLAN ids from one to another; 0 stands for no tag. */
    public record Vlans(int from, int to) {
        public static final Vlans ANY = new Vlans(0, 4095);

        boolean cover(int vlan) {
            return from <= vlan && vlan <= to;
        }
    }

    public LinePolicy {
        authentication = List.copyOf(authentication);
    }

    boolean covers(PppoeSession session) {
        return (accessPort == ANY_PORT || accessPort == session.accessPort)
                && outer.cover(AccessFrame.vlan(session.outerTag))
                && inner.cover(AccessFrame.vlan(session.innerTag));
    }
}
