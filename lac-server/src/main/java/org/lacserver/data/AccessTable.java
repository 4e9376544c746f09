package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Binding;
import org.lacserver.port.Line;
import org.lacserver.pppoe.ethernet.Frames;

import java.util.Arrays;

/** One access port's calls by PPPoE session id, and what its frames taught us. */
final class AccessTable {
    private final long mac;
    private final int mtu;
    private final IdTable<UpLeg> legs = new IdTable<>();

    /** Sessions that remote access concentrators gave: few, and each array is never changed. */
    private final IdTable<UpLeg[]> dialled = new IdTable<>();

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

    /** The call of a session that we gave, whoever sends in it. */
    @Nullable UpLeg served(int pppoeSessionId) {
        return legs.get(pppoeSessionId);
    }

    /** The call of a session that the sender gave us. */
    @Nullable UpLeg dialled(int pppoeSessionId, long mac, int vlans) {
        UpLeg[] alike = dialled.get(pppoeSessionId);
        if (alike == null) {
            return null;
        }
        for (UpLeg leg : alike) {
            if (leg.isFrom(mac, vlans)) {
                return leg;
            }
        }
        return null;
    }

    boolean isFree(Binding binding) {
        Line line = binding.line();
        int id = line.pppoeSessionId();
        return switch (binding.access()) {
            case SERVED -> legs.get(id) == null;
            case DIALLED -> dialled(id, line.mac(), UpLeg.vlans(line)) == null;
            case SERIAL -> true;
        };
    }

    void add(Binding binding, UpLeg leg) {
        int id = binding.line().pppoeSessionId();
        switch (binding.access()) {
            case SERVED -> legs.put(id, leg);
            case DIALLED -> {
                UpLeg[] others = dialled.get(id);
                if (others == null) {
                    dialled.put(id, new UpLeg[] {leg});
                } else {
                    UpLeg[] more = Arrays.copyOf(others, others.length + 1);
                    more[others.length] = leg;
                    dialled.replace(id, more);
                }
            }
            case SERIAL -> {}
        }
    }

    /** What the session's frames meet from now on; there is no moment without either. */
    void replace(Binding binding, UpLeg leg, UpLeg next) {
        int id = binding.line().pppoeSessionId();
        switch (binding.access()) {
            case SERVED -> legs.replace(id, next);
            case DIALLED -> {
                UpLeg[] alike = dialled.get(id);
                if (alike != null) {
                    dialled.replace(
                            id,
                            Arrays.stream(alike)
                                    .map(other -> other == leg ? next : other)
                                    .toArray(UpLeg[]::new));
                }
            }
            case SERIAL -> {}
        }
    }

    void remove(Binding binding, UpLeg leg) {
        int id = binding.line().pppoeSessionId();
        switch (binding.access()) {
            case SERVED -> legs.remove(id);
            case DIALLED -> {
                UpLeg[] alike = dialled.get(id);
                if (alike == null || alike.length == 1) {
                    dialled.remove(id);
                } else {
                    dialled.replace(
                            id,
                            Arrays.stream(alike)
                                    .filter(other -> other != leg)
                                    .toArray(UpLeg[]::new));
                }
            }
            case SERIAL -> {}
        }
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
