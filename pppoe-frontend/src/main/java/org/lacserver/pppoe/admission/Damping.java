package org.lacserver.pppoe.admission;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines that fail again and again wait, each time twice as long. The 65,536 lines that failed last
 * are remembered; a line is its circuit id, or its MAC address, VLANs and port.
 */
public final class Damping {
    /** Lines remembered. */
    public static final int MOST = 65_536;

    private static final class Line {
        /** When it failed, the last times, in a ring. */
        private long[] times;

        private int at;
        private int known;
        private int holds;
        private long heldUntil;
        private boolean isHeld;
        private long lastFailure;

        private Line(int failures) {
            times = new long[failures];
        }
    }

    /**
     * A line that waits.
     *
     * @param holds how often it was held since it was good
     */
    public record Held(String line, int holds, long untilNanos) {}

    private final Map<String, Line> lines =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Line> eldest) {
                    return size() > MOST;
                }
            };

    /** No line waits longer than this, so that nobody is looked up while none does. */
    private long lastUntil = Long.MIN_VALUE;

    private long holds;

    /** Whether any line may have to wait. */
    public boolean holdsAny(long nowNanos) {
        return nowNanos < lastUntil;
    }

    public boolean isHeld(long nowNanos, String name) {
        if (!holdsAny(nowNanos)) {
            return false;
        }
        Line line = lines.get(name);
        return line != null && isHeld(line, nowNanos);
    }

    private static boolean isHeld(Line line, long nowNanos) {
        return line.isHeld && nowNanos < line.heldUntil;
    }

    /** A call or an attempt came to nothing, and it was not for us or an LNS. */
    void failed(long nowNanos, String name, DampingRules rules) {
        if (rules.failures() == 0) {
            return;
        }
        Line line = lines.computeIfAbsent(name, _ -> new Line(rules.failures()));
        if (isHeld(line, nowNanos)) {
            return; // sessions of before
        }
        if (line.times.length != rules.failures()) {
            line.times = new long[rules.failures()];
            line.known = 0;
            line.at = 0;
        }
        if (line.holds > 0 && nowNanos - line.lastFailure > rules.within() + rules.maxHold()) {
            line.holds = 0; // quiet for long
        }
        line.lastFailure = nowNanos;
        line.times[line.at] = nowNanos;
        line.at = (line.at + 1) % line.times.length;
        line.known = Math.min(line.known + 1, line.times.length);
        boolean isMany =
                line.known == line.times.length && nowNanos - line.times[line.at] <= rules.within();
        if (isMany) {
            hold(nowNanos, line, rules);
        }
    }

    private void hold(long nowNanos, Line line, DampingRules rules) {
        int doubled = Math.min(line.holds, 40);
        long wait =
                rules.hold() > rules.maxHold() >> doubled
                        ? rules.maxHold()
                        : rules.hold() << doubled;
        line.holds++;
        line.isHeld = true;
        line.heldUntil = nowNanos + wait;
        line.lastFailure = line.heldUntil;
        line.known = 0;
        Arrays.fill(line.times, 0);
        lastUntil = holdsAny(nowNanos) ? Math.max(lastUntil, line.heldUntil) : line.heldUntil;
        holds++;
    }

    /** A call of the line was up for long enough: all is forgiven. */
    void good(String name) {
        lines.remove(name);
    }

    /** Lets a line in again; false when it does not wait. */
    public boolean release(long nowNanos, String name) {
        Line line = lines.get(name);
        if (line == null || !isHeld(line, nowNanos)) {
            return false;
        }
        lines.remove(name);
        return true;
    }

    /** Those that wait, at most so many. */
    public List<Held> held(long nowNanos, int most) {
        List<Held> all = new ArrayList<>();
        if (holdsAny(nowNanos)) {
            for (Map.Entry<String, Line> entry : lines.entrySet()) {
                Line line = entry.getValue();
                if (isHeld(line, nowNanos) && all.size() < most) {
                    all.add(new Held(entry.getKey(), line.holds, line.heldUntil));
                }
            }
        }
        return all;
    }

    /** How many wait. */
    public int countHeld(long nowNanos) {
        return held(nowNanos, Integer.MAX_VALUE).size();
    }

    /** Times that a line was made to wait. */
    public long holds() {
        return holds;
    }

    int remembered() {
        return lines.size();
    }

    /** What failures of a line are counted by: its circuit id, else port, VLANs and MAC address. */
    public static String line(
            String port, int outerVlan, int innerVlan, long mac, @Nullable String circuit) {
        if (circuit != null) {
            return circuit;
        }
        StringBuilder name = new StringBuilder(port);
        if (outerVlan != 0) {
            name.append(':').append(outerVlan);
            if (innerVlan != 0) {
                name.append('.').append(innerVlan);
            }
        }
        name.append(' ');
        for (int shift = 40; shift >= 0; shift -= 8) {
            int octet = (int) (mac >> shift) & 0xff;
            name.append(Character.forDigit(octet >> 4, 16))
                    .append(Character.forDigit(octet & 15, 16));
            if (shift > 0) {
                name.append(':');
            }
        }
        return name.toString();
    }
}
