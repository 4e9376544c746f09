package org.lacserver.ops;

import java.util.Locale;

/** {@code lac show accounting}, for people. */
final class AccountingText {
    private AccountingText() {}

    static String render(AccountingState state) {
        StringBuilder out = new StringBuilder();
        row(
                out,
                "waiting",
                Text.count(state.waiting())
                        + "  on disk "
                        + Text.count(state.onDisk())
                        + "  in memory "
                        + Text.count(state.inMemory())
                        + "  oldest "
                        + (state.waiting() == 0 ? "-" : Text.duration(state.oldestSeconds())));
        row(
                out,
                "rate",
                String.format(Locale.ROOT, "%.1f/s", state.perSecond())
                        + "  at most "
                        + Text.count(state.mostPerSecond())
                        + "/s");
        row(
                out,
                "records",
                "acknowledged "
                        + Text.count(state.acknowledged())
                        + "  superseded "
                        + Text.count(state.superseded())
                        + "  dropped "
                        + Text.count(state.dropped()));
        row(out, "open", Text.count(state.open()) + " sessions");
        String fault = state.diskFault();
        row(
                out,
                "disk",
                Text.printable(state.directory())
                        + (fault == null ? "" : "  failing: " + Text.printable(fault)));
        state.alarms().forEach(alarm -> row(out, "alarm", Text.printable(alarm)));
        for (AccountingState.Server server : state.servers()) {
            row(
                    out,
                    "server",
                    Text.printable(server.name())
                            + "  "
                            + server.address()
                            + "  "
                            + server.transport()
                            + "  "
                            + server.state()
                            + String.format(
                                    Locale.ROOT,
                                    "  rtt %.1fms  loss %.1f%%",
                                    server.rttMillis(),
                                    server.lossPerMille() / 10.0)
                            + "  acknowledged "
                            + Text.count(server.acknowledged())
                            + "  timeouts "
                            + Text.count(server.timeouts()));
        }
        return out.toString();
    }

    private static void row(StringBuilder out, String title, String text) {
        out.append(String.format(Locale.ROOT, "%-9s %s%n", title, text));
    }
}
