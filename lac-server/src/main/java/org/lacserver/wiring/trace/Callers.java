package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * What strangers say before they have a session: a table of a fixed size, in which one displaces
 * another, so that no flood makes it grow.
 */
final class Callers {
    private static final int PLACES = 1 << 13;
    private static final long FORGOTTEN_NANOS = 30_000_000_000L;
    private static final int MOST_OCTETS = 2048;
    private static final int MOST_STEPS = 6;

    /** Before the error that he was told; without it, the refusal is the name of a counter. */
    static final String ANSWERED = "!";

    private final @Nullable Place[] places = new @Nullable Place[PLACES];

    /** One stranger: his frames and our answers. */
    static final class Place {
        final Ladder ladder = new Ladder(MOST_OCTETS, MOST_STEPS);
        long mac;
        long line;
        long firstNanos;
        long lastNanos;

        /** Why he got no answer, and how often in a row; empty when he got one. */
        String refusal = "";

        int refusals;
        long firstRefusedNanos;
        List<Tracer> tracers = List.of();

        private void begin(long nextMac, long nextLine, long nowNanos) {
            if (mac != nextMac || line != nextLine) {
                refusal = "";
                refusals = 0;
            }
            mac = nextMac;
            line = nextLine;
            firstNanos = nowNanos;
            tracers = List.of();
            ladder.clear();
        }

        void add(Step.Kind kind, long nowNanos, int port, ByteBuffer frame) {
            lastNanos = nowNanos;
            ladder.add(kind, nowNanos, port, null, null, frame);
        }

        void refused(String why, long nowNanos) {
            if (!refusal.equals(why)) {
                refusal = why;
                refusals = 0;
                firstRefusedNanos = nowNanos;
            }
            refusals++;
            lastNanos = nowNanos;
        }

        void served() {
            refusal = "";
            refusals = 0;
        }
    }

    /**
     * The place of a stranger.
     *
     * @param line port and VLANs in one number
     * @param isNew whether he begins: what was said before is another attempt's
     */
    Place of(long mac, long line, boolean isNew, long nowNanos) {
        int index = index(mac, line);
        Place place = places[index];
        if (place == null) {
            place = new Place();
            places[index] = place;
            place.begin(mac, line, nowNanos);
        } else if (place.mac != mac
                || place.line != line
                || nowNanos - place.lastNanos > FORGOTTEN_NANOS
                || (isNew && place.ladder.size() >= MOST_STEPS)) {
            place.begin(mac, line, nowNanos);
        }
        return place;
    }

    /** The place of one who is there; null when he is not. */
    @Nullable Place find(long mac, long line) {
        Place place = places[index(mac, line)];
        return place != null && place.mac == mac && place.line == line ? place : null;
    }

    /** He has a session now: what is said next begins anew. */
    static void done(Place place) {
        place.ladder.clear();
        place.tracers = List.of();
    }

    void forEachRefused(Consumer<Place> visitor) {
        for (Place place : places) {
            if (place != null && place.refusals > 0) {
                visitor.accept(place);
            }
        }
    }

    private static int index(long mac, long line) {
        long hash = (mac ^ line << 17) * 0x9e3779b97f4a7c15L;
        hash = (hash ^ hash >>> 32) * 0xbf58476d1ce4e5b9L;
        return (int) (hash >>> 40) & PLACES - 1;
    }
}
