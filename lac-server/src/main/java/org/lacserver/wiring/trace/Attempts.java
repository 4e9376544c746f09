package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The last attempts of lines, newest last: so many of each line, so many lines, and the ladders of
 * so many as fit. A line that tries without end drives out nobody but itself.
 */
final class Attempts {
    static final int OF_A_LINE = 10;

    private final int mostLines;
    private final int mostLadders;
    private final long mostOctets;
    private final Map<String, ArrayDeque<Kept>> lines = new LinkedHashMap<>();
    private final ArrayDeque<Kept> withLadder = new ArrayDeque<>();
    private long octets;

    /** An attempt, and its ladder as long as there is room. */
    static final class Kept {
        final Attempt attempt;
        private @Nullable Ladder ladder;
        private int room;

        private Kept(Attempt attempt, @Nullable Ladder ladder) {
            this.attempt = attempt;
            this.ladder = ladder;
        }

        @Nullable Ladder ladder() {
            return ladder;
        }
    }

    Attempts(int mostLines, int mostLadders, long mostOctets) {
        this.mostLines = mostLines;
        this.mostLadders = mostLadders;
        this.mostOctets = mostOctets;
    }

    void add(Attempt attempt, @Nullable Ladder ladder) {
        String key = attempt.mac() + ' ' + attempt.port();
        ArrayDeque<Kept> line = lines.remove(key); // and to the end, as the newest
        if (line == null) {
            line = new ArrayDeque<>(1);
        }
        lines.put(key, line);
        if (line.size() >= OF_A_LINE) {
            forget(line.removeFirst());
        }
        Kept kept = new Kept(attempt, ladder);
        line.add(kept);
        if (ladder != null) {
            kept.room = ladder.room();
            octets += kept.room;
            withLadder.add(kept);
        }
        while (withLadder.size() > mostLadders || octets > mostOctets) {
            forget(withLadder.getFirst()); // and takes it out
        }
        if (lines.size() > mostLines) {
            Iterator<ArrayDeque<Kept>> eldest = lines.values().iterator();
            eldest.next().forEach(this::forget);
            eldest.remove();
        }
    }

    private void forget(Kept kept) {
        if (kept.ladder != null) {
            kept.ladder = null;
            octets -= kept.room;
            withLadder.remove(kept);
        }
    }

    /** Newest first, as many as are kept of one line. */
    List<Kept> find(Predicate<Attempt> wanted) {
        List<Kept> found = new ArrayList<>();
        for (ArrayDeque<Kept> line : lines.values()) {
            for (Kept kept : line) {
                if (wanted.test(kept.attempt)) {
                    found.add(kept);
                }
            }
        }
        found.sort(Comparator.comparingLong((Kept it) -> it.attempt.atNanos()).reversed());
        return found.subList(0, Math.min(OF_A_LINE, found.size()));
    }

    int lines() {
        return lines.size();
    }

    int ladders() {
        return withLadder.size();
    }

    long octets() {
        return octets;
    }
}
