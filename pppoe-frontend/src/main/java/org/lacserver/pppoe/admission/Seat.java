package org.lacserver.pppoe.admission;

import org.jspecify.annotations.Nullable;

/** One session's part in the {@link Occupancy}, and what its end will tell of its line. */
final class Seat {
    final int port;
    final String portName;
    final int outerVlan;
    final int innerVlan;
    final long mac;

    /** Fingerprints of its VLANs on the port, and of its caller. */
    final long vlan;

    final long caller;
    final String profile;
    final @Nullable String circuit;
    final DampingRules damping;
    boolean isTaken = true;
    boolean isUp;
    long upSinceNanos;

    /** Its end, if it comes soon, is the caller's doing. */
    boolean isBlamed;

    Seat(
            Where where,
            long vlan,
            long caller,
            String profile,
            @Nullable String circuit,
            DampingRules damping) {
        port = where.port();
        portName = where.portName();
        outerVlan = where.outerVlan();
        innerVlan = where.innerVlan();
        mac = where.mac();
        this.vlan = vlan;
        this.caller = caller;
        this.profile = profile;
        this.circuit = circuit;
        this.damping = damping;
    }

    /** What its failures are counted by. */
    String line() {
        return Damping.line(portName, outerVlan, innerVlan, mac, circuit);
    }
}
