package org.lacserver.pppoe.admission;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.admission.Refusal.Scope;

import java.util.Arrays;

/**
 * The buckets of one kind of frame. A frame passes where each of four buckets has a token for it:
 * its MAC address's, its VLAN's, its port's, the box's; one that does not pass takes none.
 *
 * <p>Fairness: each VLAN of a port that was heard in the last seconds has an equal share of the
 * port's rate, and each such port one of the box's. Who is within his share keeps his {@link Rank},
 * who is beyond it gets {@link Rank#LAST}, and that may use a quarter of a bucket only. A VLAN that
 * has used little of its share finds room that those who are busy may not use. The shares together
 * are no more than the rate, and what they may take at once fits into the rest of the bucket; so
 * what one VLAN sends cannot keep another one's frames out. A share is a bucket with ranks as well:
 * those who are known find room in their VLAN's share when strangers have used up theirs.
 *
 * <p>A VLAN's rate is for strangers, and for those whose PADO led to nothing. Who asks again, or is
 * known, may use what is left of the VLAN's share of its port: so those of a large flood are found
 * out the sooner, and a good caller gets in with one of his next PADIs.
 */
final class Limiter {
    private static final long SECOND = 1_000_000_000L;
    private static final int FEWEST_AT_ONCE = 8;
    private static final int FEWEST_OF_MAC = 5;
    private static final int MAC_BITS = 15;
    private static final int VLAN_BITS = 14;

    private final Rates rates;
    private final BucketTable macs = new BucketTable(MAC_BITS);
    private final BucketTable vlans = new BucketTable(VLAN_BITS);
    private final long[] portUntil;
    private final long[] portShareUntil;
    private final int[] portTurns;
    private long boxUntil;

    /** VLANs heard on each port, and ports heard, in this turn and the one before. */
    private final int[] vlansNow;

    private final int[] vlansBefore;
    private int portsNow;
    private int portsBefore;
    private int turn = 1;

    Limiter(Rates rates, int ports) {
        this.rates = rates;
        portUntil = new long[ports];
        portShareUntil = new long[ports];
        portTurns = new int[ports];
        vlansNow = new int[ports];
        vlansBefore = new int[ports];
    }

    /**
     * @param time nanoseconds since the gate was opened
     * @param caller fingerprint of the sender, {@code vlan} of his VLAN
     * @return whose rate is used up; null when the frame may pass
     */
    @Nullable Scope take(long time, int port, long caller, long vlan, Rank rank) {
        count(time);
        int mac = rates.mac() == 0 ? 0 : macs.placeOf(caller);
        if (rates.mac() > 0
                && used(macs.busyUntil(mac), time) + cost(rates.mac())
                        > capacity(rates.mac(), FEWEST_OF_MAC)) {
            return Scope.MAC;
        }
        int at = vlans.placeOf(vlan);
        if (vlans.isFirstIn(turn, at)) {
            vlansNow[port]++;
        }
        if (portTurns[port] != turn) {
            portTurns[port] = turn;
            portsNow++;
        }
        int others = Math.max(1, Math.max(vlansNow[port], vlansBefore[port]));
        Rank inPort = ranked(rates.port(), others, vlans.shareUntil(at), time, rank);
        boolean mayBorrow =
                inPort != Rank.LAST && rates.port() > 0 && rank.compareTo(Rank.AGAIN) >= 0;
        if (!mayBorrow && isFull(rates.vlan(), vlans.busyUntil(at), time, rank)) {
            return Scope.VLAN;
        }
        if (isFull(rates.port(), portUntil[port], time, inPort)) {
            return Scope.PORT;
        }
        int ports = Math.max(1, Math.max(portsNow, portsBefore));
        Rank inBox =
                ranked(
                        rates.box(),
                        ports,
                        portShareUntil[port],
                        time,
                        inPort == Rank.LAST ? Rank.LAST : rank);
        if (inBox == Rank.LAST && inPort.compareTo(Rank.QUIET) >= 0) {
            inBox = Rank.STRANGER; // of a port that is busy, but not for him
        }
        if (isFull(rates.box(), boxUntil, time, inBox)) {
            return Scope.BOX;
        }
        if (rates.mac() > 0) {
            macs.take(mac, Math.max(macs.busyUntil(mac), time) + cost(rates.mac()), 0);
        }
        long busy = Math.max(vlans.busyUntil(at), time) + cost(rates.vlan());
        vlans.take(
                at,
                Math.min(busy, time + capacity(rates.vlan(), FEWEST_AT_ONCE)),
                shared(rates.port(), others, vlans.shareUntil(at), time));
        portUntil[port] = Math.max(portUntil[port], time) + cost(rates.port());
        portShareUntil[port] = shared(rates.box(), ports, portShareUntil[port], time);
        boxUntil = Math.max(boxUntil, time) + cost(rates.box());
        return null;
    }

    private static long used(long until, long time) {
        return Math.max(0, until - time);
    }

    /** How long a token takes to come back. */
    private static long cost(int rate) {
        return rate == 0 ? 0 : SECOND / rate;
    }

    private static long capacity(int rate, int fewest) {
        return Math.max(SECOND / 4, cost(rate) * fewest);
    }

    private static boolean isFull(int rate, long until, long time, Rank rank) {
        return rate > 0 && used(until, time) + cost(rate) > rank.of(capacity(rate, FEWEST_AT_ONCE));
    }

    /** What somebody's rank is where so many share a rate, by how his part has used its share. */
    private static Rank ranked(int rate, int sharers, long until, long time, Rank rank) {
        if (rate == 0) {
            return rank;
        }
        long share = share(rate, sharers);
        long used = used(until, time) + cost(rate) * sharers;
        if (rank != Rank.KNOWN && used <= share / 2) {
            return Rank.QUIET;
        }
        return sharers == 1 || used <= rank.of(share) ? rank : Rank.LAST;
    }

    /** What a share may be used ahead. */
    private static long share(int rate, int sharers) {
        return Math.max(SECOND / 8, 2 * cost(rate) * sharers);
    }

    /** A share after one more frame; what is taken beyond it while nobody minds is forgotten. */
    private static long shared(int rate, int sharers, long until, long time) {
        long next = Math.max(until, time) + cost(rate) * sharers;
        return Math.min(next, time + share(rate, sharers));
    }

    /** Turns of a second; what was heard before the last one is forgotten. */
    private void count(long time) {
        int present = (int) (time / SECOND) + 1;
        if (present == turn) {
            return;
        }
        boolean isNext = present == turn + 1;
        turn = present;
        portsBefore = isNext ? portsNow : 0;
        portsNow = 0;
        if (isNext) {
            System.arraycopy(vlansNow, 0, vlansBefore, 0, vlansNow.length);
        } else {
            Arrays.fill(vlansBefore, 0);
        }
        Arrays.fill(vlansNow, 0);
    }
}
