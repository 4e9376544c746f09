package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Line;
import org.lacserver.pppoe.GoneCause;

import java.util.ArrayList;
import java.util.List;

/** One PPPoE session while it is watched: from its PADI to where its attempt ends. */
final class Recording {
    /** How far an attempt came. */
    enum Stage {
        DISCOVERY("PADR"),
        LCP("LCP"),
        AUTHENTICATION("auth"),
        LOOKUP("lookup"),
        TUNNEL("tunnel"),
        ESTABLISHED("established");

        private final String label;

        Stage(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    final long key;
    final long mac;
    final long startNanos;
    final @Nullable Ladder ladder;

    /** Not known before the frontend tells of it. */
    @Nullable Line line;

    long callId;
    String user = "";
    Stage stage = Stage.DISCOVERY;
    @Nullable GoneCause gone;

    /** Configure-Requests and Challenges of ours, and packets of the caller's LCP. */
    int asked;

    int answered;

    /** The tunnel it waits for, by local id; 0 for none. */
    int waitsFor;

    /** Under which the L2TP session is known; 0 for none. */
    int localSession;

    int peerSession;

    /** Its attempt is told; only farewells are added. */
    boolean isOver;

    /** When it was over, or a PADT went; -1 before. */
    long overNanos = -1;

    /** Who watches it. */
    List<Tracer> tracers = List.of();

    /** What RADIUS was asked, before it is in the ladder. */
    @Nullable PacketQueue packets;

    Recording(long key, long mac, long startNanos, @Nullable Ladder ladder) {
        this.key = key;
        this.mac = mac;
        this.startNanos = startNanos;
        this.ladder = ladder;
    }

    boolean isLeaving() {
        return overNanos >= 0;
    }

    void reached(Stage next) {
        if (next.compareTo(stage) > 0) {
            stage = next;
        }
    }

    void add(Tracer tracer) {
        List<Tracer> more = new ArrayList<>(tracers);
        more.add(tracer);
        tracers = List.copyOf(more);
    }

    void remove(Tracer tracer) {
        tracers = tracers.stream().filter(it -> it != tracer).toList();
    }
}
