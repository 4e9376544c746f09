package org.lacserver.tests.demo;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one caller's call looked like on both sides of the LAC. */
final class Ladder {
    private enum Way {
        UP_ACCESS("--> "),
        DOWN_ACCESS("<-- "),
        UP_CORE("--> "),
        DOWN_CORE("<-- ");

        final String arrow;

        Way(String arrow) {
            this.arrow = arrow;
        }
    }

    private record Rung(long at, Way way, String text) {}

    private final List<Rung> rungs = new ArrayList<>();
    private boolean open = true;

    void access(long now, boolean fromSubscriber, ByteBuffer frame) {
        add(now, fromSubscriber ? Way.UP_ACCESS : Way.DOWN_ACCESS, WireText.frame(frame));
    }

    void core(long now, boolean fromLns, ByteBuffer datagram) {
        add(now, fromLns ? Way.DOWN_CORE : Way.UP_CORE, WireText.datagram(datagram));
    }

    private void add(long now, Way way, String text) {
        if (open && rungs.size() < 200) {
            rungs.add(new Rung(now, way, text));
        }
    }

    /** Nothing more is added. */
    void close() {
        open = false;
    }

    void print(PrintStream out) {
        if (rungs.isEmpty()) {
            return;
        }
        List<Rung> ordered = new ArrayList<>(rungs);
        ordered.sort(java.util.Comparator.comparingLong(Rung::at));
        long start = ordered.getFirst().at();
        out.printf(Locale.ROOT, "%8s  %-46s LAC  %s%n", "ms", "subscriber", "LNS");
        for (Rung rung : ordered) {
            boolean access = rung.way() == Way.UP_ACCESS || rung.way() == Way.DOWN_ACCESS;
            String text = rung.way().arrow + rung.text();
            double millis = (rung.at() - start) / 1e6;
            if (access) {
                out.printf(Locale.ROOT, "%8.2f  %-46s  |%n", millis, text);
            } else {
                out.printf(Locale.ROOT, "%8.2f  %-46s  |  %s%n", millis, "", text);
            }
        }
    }
}
