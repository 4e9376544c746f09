package org.lacserver.pppoe;

import org.lacserver.pppoe.ppp.AuthProtocol;

import java.util.List;

/**
 * Which profile some lines have.
 *
 * @param accessPort index into {@link FrontendSettings#ports()}, or {@link #ANY_PORT}
 * @param outer S-VLAN ids, or the only VLAN; 0 when untagged
 * @param inner C-VLAN ids; 0 without a second tag
 */
public record LinePolicy(int accessPort, Vlans outer, Vlans inner, LineProfile profile) {
    public static final int ANY_PORT = -1;

    /** VLAN ids from one to another; 0 stands for no tag. */
    public record Vlans(int from, int to) {
        public static final Vlans ANY = new Vlans(0, 4095);

        boolean cover(int vlan) {
            return from <= vlan && vlan <= to;
        }
    }

    /** The usual profile, but callers are asked for these. */
    public LinePolicy(
            int accessPort,
            Vlans outer,
            Vlans inner,
            List<AuthProtocol> authentication,
            boolean lineFirst) {
        this(
                accessPort,
                outer,
                inner,
                LineProfile.USUAL.with(LinkRules.USUAL.asking(authentication, lineFirst)));
    }

    boolean covers(int port, int outerVlan, int innerVlan) {
        return (accessPort == ANY_PORT || accessPort == port)
                && outer.cover(outerVlan)
                && inner.cover(innerVlan);
    }
}
