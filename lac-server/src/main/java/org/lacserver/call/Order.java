package org.lacserver.call;

import org.lacserver.call.Policies.Failover;
import org.lacserver.call.Policies.Policy;
import org.lacserver.port.Candidate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/** The order in which candidates are tried, from what their LNSs have now. */
final class Order {
    private final Core core;
    private final LnsBook book;
    private final Fill fill;

    Order(Core core, LnsBook book, Fill fill) {
        this.core = core;
        this.book = book;
        this.fill = fill;
    }

    /** The first candidate's group decides, also for those of others. */
    Policy policy(List<Candidate> candidates) {
        return core.policies.of(candidates.isEmpty() ? null : candidates.getFirst().group());
    }

    /**
     * @param tried those that failed the call already
     */
    List<Candidate> of(List<Candidate> untried, List<Candidate> tried) {
        return of(untried, tried, core.random::nextLong);
    }

    /** As it would most likely be; nothing is drawn. */
    List<Candidate> expected(List<Candidate> candidates) {
        return of(candidates, List.of(), _ -> -1);
    }

    private List<Candidate> of(
            List<Candidate> untried, List<Candidate> tried, LongUnaryOperator draw) {
        Map<Long, List<Candidate>> levels = new TreeMap<>();
        boolean between = policy(untried).failover() == Failover.BETWEEN;
        for (Candidate candidate : untried) {
            long turns = between ? failures(tried, candidate.preference()) : 0;
            long level = turns << Integer.SIZE | candidate.preference();
            levels.computeIfAbsent(level, _ -> new ArrayList<>()).add(candidate);
        }
        List<Candidate> ordered = new ArrayList<>(untried.size());
        for (List<Candidate> level : levels.values()) {
            if (level.size() > 1) {
                share(level, draw);
            }
            ordered.addAll(level);
        }
        return ordered;
    }

    private static long failures(List<Candidate> tried, int preference) {
        return tried.stream().filter(each -> each.preference() == preference).count();
    }

    private void share(List<Candidate> level, LongUnaryOperator draw) {
        switch (policy(level).share()) {
            case WEIGHTED -> level.sort(lightest());
            case RANDOM -> shuffle(level, draw);
            case EXISTING_FIRST ->
                    level.sort(
                            Comparator.comparing((Candidate each) -> !fill.hasOpenTunnel(each))
                                    .thenComparing(lightest()));
        }
    }

    /** Exact: (calls + 1) / weight, multiplied out; equal ones stay as given. */
    private Comparator<Candidate> lightest() {
        return (one, other) ->
                Long.compare(
                        (book.callsAt(one.server()) + 1L) * weight(other),
                        (book.callsAt(other.server()) + 1L) * weight(one));
    }

    /** Draws without putting back, as likely as heavy; a draw below 0 takes the heaviest. */
    private void shuffle(List<Candidate> level, LongUnaryOperator draw) {
        record Weighed(Candidate candidate, long weight) {}

        List<Weighed> left = new ArrayList<>(level.size());
        level.forEach(each -> left.add(new Weighed(each, weight(each))));
        left.sort(Comparator.comparingLong(Weighed::weight).reversed());
        long sum = left.stream().mapToLong(Weighed::weight).sum();
        level.clear();
        while (!left.isEmpty()) {
            long at = draw.applyAsLong(sum);
            int chosen = 0;
            while (at >= left.get(chosen).weight()) {
                at -= left.get(chosen).weight();
                chosen++;
            }
            Weighed taken = left.remove(chosen);
            sum -= taken.weight();
            level.add(taken.candidate());
        }
    }

    /** What the lookup says, else the configuration, else as many calls as it may have. */
    long weight(Candidate candidate) {
        LnsProfile.Choosing choosing = core.profiles.of(candidate).allowance().choosing();
        if (candidate.weight() > 0) {
            return candidate.weight();
        }
        return choosing.weight() > 0 ? choosing.weight() : Math.max(1, fill.limit(candidate));
    }
}
