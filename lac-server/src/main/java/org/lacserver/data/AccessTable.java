package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Binding;
import org.lacserver.pppoe.ethernet.Frames;

/**
 * One access port's calls by PPPoE session id, and what its frames taught us.
 *
 * <p>Sessions with the same id are a chain: those that we gave differ in their VLANs, those that
 * remote access concentrators gave in that one's MAC address or the VLANs. The engine's thread
 * changes it, a forwarding thread reads along. A leg that is taken out still leads on to those
 * behind it, so whoever stands on it loses none.
 */
final class AccessTable {
    private volatile long mac;
    private volatile int mtu;
    private int calls;
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

    /** The interface is another one, or what it was no longer. */
    void become(long newMac, int newMtu) {
        mac = newMac;
        mtu = newMtu;
    }

    /** Calls joined now; the engine's thread asks. */
    int calls() {
        return calls;
    }

    /** The first of the calls whose session has this id; their own next ones follow. */
    @Nullable UpLeg first(int pppoeSessionId) {
        return legs.get(pppoeSessionId);
    }

    /** One session for each VLANs of those that we gave, one for each sender of all. */
    boolean isFree(Binding binding) {
        boolean served = binding.access() == Binding.Access.SERVED;
        int vlans = UpLeg.vlans(binding.line());
        UpLeg at = legs.get(binding.line().pppoeSessionId());
        while (at != null) {
            boolean givenTwice = served && at.served && at.vlans == vlans;
            if (givenTwice || at.isFrom(binding.line().mac(), vlans)) {
                return false;
            }
            at = at.nextWithId;
        }
        return true;
    }

    void add(Binding binding, UpLeg leg) {
        int id = binding.line().pppoeSessionId();
        UpLeg first = legs.get(id);
        if (first == null) {
            legs.put(id, leg);
        } else {
            leg.nextWithId = first;
            legs.replace(id, leg);
        }
        calls++;
    }

    /** What the session's frames meet from now on; there is no moment without either. */
    void replace(Binding binding, UpLeg leg, UpLeg next) {
        next.nextWithId = leg.nextWithId;
        UpLeg before = before(binding, leg);
        if (before == null) {
            legs.replace(binding.line().pppoeSessionId(), next);
        } else {
            before.nextWithId = next;
        }
    }

    void remove(Binding binding, UpLeg leg) {
        int id = binding.line().pppoeSessionId();
        UpLeg behind = leg.nextWithId;
        UpLeg before = before(binding, leg);
        if (before != null) {
            before.nextWithId = behind;
        } else if (behind != null) {
            legs.replace(id, behind);
        } else {
            legs.remove(id);
        }
        calls--;
    }

    /** The one in front of it in its chain; null when it is the first. */
    private @Nullable UpLeg before(Binding binding, UpLeg leg) {
        UpLeg before = null;
        UpLeg at = legs.get(binding.line().pppoeSessionId());
        while (at != leg) {
            if (at == null) {
                throw new IllegalStateException("not in the table: " + binding);
            }
            before = at;
            at = at.nextWithId;
        }
        return before;
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
