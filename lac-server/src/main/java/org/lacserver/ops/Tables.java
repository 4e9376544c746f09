package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows as a table for people, with columns that can be sorted and matched.
 *
 * @param <R> the kind of row
 */
public final class Tables<R> {
    private record Column<R>(
            String title, boolean isNumber, Function<R, String> text, Comparator<R> order) {}

    private final List<Column<R>> columns = new ArrayList<>();

    private Tables() {}

    static final Tables<Reply.CallRow> CALLS =
            new Tables<Reply.CallRow>()
                    .number("ID", Reply.CallRow::id, row -> Long.toString(row.id()))
                    .text("USER", Reply.CallRow::user)
                    .text("MAC", Reply.CallRow::mac)
                    .text("PORT", Reply.CallRow::port)
                    .text("CIRCUIT", Reply.CallRow::circuit)
                    .text("STATE", Reply.CallRow::state)
                    .number("FOR", Reply.CallRow::seconds, row -> Text.duration(row.seconds()))
                    .text("LNS", Reply.CallRow::lns)
                    .number("TUNNEL", Reply.CallRow::tunnel, row -> id(row.tunnel()))
                    .number("SESSION", Reply.CallRow::session, row -> id(row.session()))
                    .number("UP", Reply.CallRow::upOctets, row -> Text.octets(row.upOctets()))
                    .number(
                            "DOWN",
                            Reply.CallRow::downOctets,
                            row -> Text.octets(row.downOctets()));

    static final Tables<Reply.TunnelRow> TUNNELS =
            new Tables<Reply.TunnelRow>()
                    .number("ID", Reply.TunnelRow::id, row -> Integer.toString(row.id()))
                    .number("PEER-ID", Reply.TunnelRow::peerId, row -> id(row.peerId()))
                    .text("LNS", Reply.TunnelRow::lns)
                    .text("LOCAL", Reply.TunnelRow::local)
                    .text("PEER", Reply.TunnelRow::peer)
                    .text("HOST-NAME", Reply.TunnelRow::peerHostName)
                    .text("OPENED-BY", Reply.TunnelRow::openedBy)
                    .text("STATE", Reply.TunnelRow::state)
                    .number("FOR", Reply.TunnelRow::seconds, row -> Text.duration(row.seconds()))
                    .number("CALLS", Reply.TunnelRow::calls, row -> Text.count(row.calls()))
                    .number("WAITING", Reply.TunnelRow::waiting, row -> Text.count(row.waiting()))
                    .number(
                            "RESENT",
                            Reply.TunnelRow::retransmitted,
                            row -> Text.count(row.retransmitted()))
                    .number("BACKLOG", Reply.TunnelRow::backlog, row -> Text.count(row.backlog()));

    static final Tables<Reply.LnsRow> LNS =
            new Tables<Reply.LnsRow>()
                    .text("NAME", Reply.LnsRow::name)
                    .text("ADDRESS", Reply.LnsRow::address)
                    .text("STATE", Reply.LnsRow::state)
                    .number("TUNNELS", Reply.LnsRow::tunnels, row -> Text.count(row.tunnels()))
                    .number(
                            "CALLS/LIMIT",
                            Reply.LnsRow::calls,
                            row ->
                                    Text.count(row.calls())
                                            + "/"
                                            + (row.limit() == 0 ? "-" : Text.count(row.limit())))
                    .number(
                            "LOCKED",
                            Reply.LnsRow::lockedSeconds,
                            row -> row.lockedSeconds() == 0 ? "" : row.lockedSeconds() + "s")
                    .text("HELD", Reply.LnsRow::held)
                    .number("WEIGHT", Reply.LnsRow::weight, row -> id(row.weight()))
                    .number("WAITING", Reply.LnsRow::waiting, row -> Text.count(row.waiting()))
                    .number("BACKLOG", Reply.LnsRow::backlog, row -> Text.count(row.backlog()))
                    .number(
                            "SETUPS/MIN",
                            Reply.LnsRow::setupsPerMinute,
                            row -> Text.count(row.setupsPerMinute()))
                    .number(
                            "FAILED-5M",
                            Reply.LnsRow::failedPercent,
                            row -> row.failedPercent() < 0 ? "" : row.failedPercent() + "%")
                    .text("LAST-FAILURE", Tables::failure);

    static final Tables<Reply.RadiusRow> RADIUS =
            new Tables<Reply.RadiusRow>()
                    .text("FOR", Reply.RadiusRow::purpose)
                    .text("NAME", Reply.RadiusRow::name)
                    .text("ADDRESS", Reply.RadiusRow::address)
                    .text("OVER", Reply.RadiusRow::transport)
                    .text("STATE", Tables::radiusState)
                    .number("OPEN", Reply.RadiusRow::inFlight, row -> Text.count(row.inFlight()))
                    .number("SENT", Reply.RadiusRow::sent, row -> Text.count(row.sent()))
                    .number("ACCEPT", Reply.RadiusRow::accepts, row -> Text.count(row.accepts()))
                    .number("REJECT", Reply.RadiusRow::rejects, row -> Text.count(row.rejects()))
                    .number(
                            "CHALLENGE",
                            Reply.RadiusRow::challenges,
                            row -> Text.count(row.challenges()))
                    .number(
                            "ACCOUNTED",
                            Reply.RadiusRow::accounted,
                            row -> Text.count(row.accounted()))
                    .number("TIMEOUT", Reply.RadiusRow::timeouts, row -> Text.count(row.timeouts()))
                    .number("RTT", Reply.RadiusRow::rttMicros, row -> Text.millis(row.rttMicros()))
                    .number(
                            "P99",
                            Reply.RadiusRow::rttP99Micros,
                            row -> Text.millis(row.rttP99Micros()))
                    .number(
                            "LOSS",
                            Reply.RadiusRow::lossPerMille,
                            row -> row.lossPerMille() / 10 + "." + row.lossPerMille() % 10 + "%")
                    .text("DROPPED", Tables::drops);

    static final Tables<Reply.PortRow> PORTS =
            new Tables<Reply.PortRow>()
                    .text("PORT", Reply.PortRow::name)
                    .text("INTERFACE", Reply.PortRow::present)
                    .number("INDEX", Reply.PortRow::index, row -> id(row.index()))
                    .text("STATE", Reply.PortRow::state)
                    .number("FOR", Reply.PortRow::seconds, row -> Text.duration(row.seconds()))
                    .text("MAC", Reply.PortRow::mac)
                    .number("MTU", Reply.PortRow::mtu, row -> id(row.mtu()))
                    .number("SESSIONS", Reply.PortRow::sessions, row -> Text.count(row.sessions()))
                    .number("HALF-OPEN", Reply.PortRow::halfOpen, row -> Text.count(row.halfOpen()))
                    .number("CALLS", Reply.PortRow::calls, row -> Text.count(row.calls()))
                    .number("DROPPED", Reply.PortRow::ringDrops, row -> Text.count(row.ringDrops()))
                    .number("REFUSED", Reply.PortRow::refusals, row -> Text.count(row.refusals()))
                    .number(
                            "WENT-DOWN",
                            Reply.PortRow::timesDown,
                            row -> Text.count(row.timesDown()));

    static final Tables<Reply.DataRow> DATA =
            new Tables<Reply.DataRow>()
                    .number("ID", Reply.DataRow::id, row -> Long.toString(row.id()))
                    .text("USER", Reply.DataRow::user)
                    .text("PORT", Reply.DataRow::port)
                    .text("PATH", Reply.DataRow::path)
                    .text("WHY", Reply.DataRow::why);

    static final Tables<Reply.CounterRow> COUNTERS =
            new Tables<Reply.CounterRow>()
                    .text("COUNTER", Reply.CounterRow::name)
                    .number("VALUE", Reply.CounterRow::value, row -> Text.count(row.value()));

    static final Tables<Reply.KnobRow> KNOBS =
            new Tables<Reply.KnobRow>()
                    .text("SETTING", Reply.KnobRow::setting)
                    .text("VALUE", Reply.KnobRow::value)
                    .text("SOURCE", Reply.KnobRow::source);

    static final Tables<Reply.CodeRow> CODES =
            new Tables<Reply.CodeRow>()
                    .text("CODE", Reply.CodeRow::code)
                    .text("THEN", Reply.CodeRow::then)
                    .text("LOCK", Reply.CodeRow::lock)
                    .text("FOR", Reply.CodeRow::lockFor)
                    .text("ALARM", row -> row.alarm() ? "yes" : "no")
                    .text("CAUSE", Reply.CodeRow::cause)
                    .text("PADT", Reply.CodeRow::padt)
                    .text("SOURCE", Reply.CodeRow::source);

    static final Tables<Reply.QuirkRow> QUIRKS =
            new Tables<Reply.QuirkRow>()
                    .text("QUIRK", Reply.QuirkRow::quirk)
                    .text("SETTING", Reply.QuirkRow::setting)
                    .text("VALUE", Reply.QuirkRow::value)
                    .text("REASON", Reply.QuirkRow::reason);

    private static String radiusState(Reply.RadiusRow row) {
        if (row.deadSeconds() > 0) {
            return row.state() + " for " + row.deadSeconds() + "s";
        }
        return row.failure() == null ? row.state() : row.state() + ": " + row.failure();
    }

    private static String drops(Reply.RadiusRow row) {
        return row.drops().entrySet().stream()
                .map(drop -> drop.getKey() + " " + Text.count(drop.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String id(int id) {
        return id == 0 ? "" : Integer.toString(id);
    }

    private static @Nullable String failure(Reply.LnsRow row) {
        return row.lastFailure() == null
                ? null
                : row.lastFailure() + ", " + Text.duration(row.failedSecondsAgo()) + " ago";
    }

    private Tables<R> text(String title, Function<R, @Nullable String> value) {
        Function<R, String> shown =
                row -> {
                    String text = value.apply(row);
                    return text == null || text.isEmpty() ? "-" : Text.printable(text);
                };
        columns.add(new Column<>(title, false, shown, Comparator.comparing(shown)));
        return this;
    }

    private Tables<R> number(
            String title, Function<R, ? extends Number> value, Function<R, String> text) {
        Function<R, String> shown = row -> text.apply(row).isEmpty() ? "-" : text.apply(row);
        columns.add(
                new Column<>(
                        title,
                        true,
                        shown,
                        Comparator.comparingLong(row -> value.apply(row).longValue())));
        return this;
    }

    /** The titles {@link #order} takes, in lower case. */
    String titles() {
        return String.join(
                ", ", columns.stream().map(c -> c.title().toLowerCase(Locale.ROOT)).toList());
    }

    /** By a column's title; from the greatest with {@code -} before it. Empty for no such title. */
    Optional<Comparator<R>> order(String column) {
        boolean isDown = column.startsWith("-");
        String title = isDown ? column.substring(1) : column;
        return columns.stream()
                .filter(c -> c.title().equalsIgnoreCase(title))
                .findFirst()
                .map(c -> isDown ? c.order().reversed() : c.order());
    }

    /** Whether the pattern is found in any column. */
    boolean matches(R row, Pattern pattern) {
        return columns.stream().anyMatch(c -> pattern.matcher(c.text().apply(row)).find());
    }

    /** Titles and rows in aligned columns, each line ended. */
    String render(List<R> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(Column::title).toList());
        for (R row : rows) {
            lines.add(columns.stream().map(c -> c.text().apply(row)).toList());
        }
        int[] widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - width(line.get(i)));
                text.append(i == 0 ? "" : "  ");
                text.append(columns.get(i).isNumber() ? pad + line.get(i) : line.get(i) + pad);
            }
            out.append(text.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
