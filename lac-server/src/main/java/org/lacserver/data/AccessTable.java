package org.lacserver.data;

import org.lacserver.pppoe.ethernet.Frames;

/** One access port's calls by PPPoE session id, and what its frames taught us. */
final class AccessTable {
    private final long mac;
    private final int mtu;
    private final IdTable<UpLeg> legs = new IdTable<>();

    /**
     * The TPID that frames with an outer VLAN id came with, seen in the frames handed up to the
     * engine and read when it joins the call they led to.
     */
    private final char[] outerTpids = new char[4096];

    AccessTable(long mac, int mtu) {
        this.mac = mac;
        this.mtu = mtu;
    }

    long mac() {
        return mac;
    }

    int mtu() {
        return mtu;
    }

    IdTable<UpLeg> legs() {
        return legs;
    }

    void sawOuterTag(int tpid, int vlan) {
        outerTpids[vlan] = (char) tpid;
    }

    int outerTpid(int vlan, boolean doubleTagged) {
        int seen = outerTpids[vlan];
        if (seen != 0) {
            return seen;
        }
        return doubleTagged ? Frames.TPID_8021AD : Frames.TPID_8021Q;
    }
}
