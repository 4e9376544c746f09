package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code lac show …}: what a running box does. */
@Command(
        name = "show",
        description = "Show what a running box does.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = {
            ShowCommand.Calls.class,
            ShowCommand.Tunnels.class,
            ShowCommand.Lns.class,
            ShowCommand.Ports.class,
            ShowCommand.Radius.class,
            ShowCommand.Counters.class,
            ShowAccounting.class,
            ShowPppoe.class,
            ShowData.class,
            ShowCommand.Call.class,
            ShowCommand.Codes.class,
            ShowCommand.Quirks.class
        })
final class ShowCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** A table and the options to look at it. */
    abstract static class Table extends Remote {
        @Option(names = "--json", description = "Rows as JSON.")
        private boolean json;

        @Option(
                names = "--sort",
                paramLabel = "COLUMN",
                description = "By a column's title; -COLUMN from the greatest.")
        private @Nullable String sort;

        @Option(
                names = "--match",
                paramLabel = "REGEX",
                description = "Only rows in which a column matches; case does not matter.")
        private @Nullable String match;

        boolean isJson() {
            return json;
        }

        /** Whether only some rows are wanted, or another order of them. */
        boolean isSifted() {
            return sort != null || match != null;
        }

        <R extends Reply.Row> int table(Request request, Class<R> type, Tables<R> table) {
            Optional<Comparator<R>> order =
                    sort == null ? Optional.of((_, _) -> 0) : table.order(sort);
            if (order.isEmpty()) {
                return fail("--sort " + sort + ": expected one of " + table.titles());
            }
            Pattern pattern;
            try {
                pattern = Pattern.compile(match == null ? "" : match, Pattern.CASE_INSENSITIVE);
            } catch (PatternSyntaxException e) {
                return fail("--match " + match + ": not a regular expression");
            }
            return ask(
                    request,
                    replies -> {
                        List<R> rows = new ArrayList<>();
                        for (Reply reply : replies) {
                            if (type.isInstance(reply)
                                    && table.matches(type.cast(reply), pattern)) {
                                rows.add(type.cast(reply));
                            }
                        }
                        rows.sort(order.get());
                        print(json ? ControlJson.array(rows) : table.render(rows));
                        return LacCommand.DONE;
                    });
        }
    }

    @Command(name = "calls", description = "Every call.", mixinStandardHelpOptions = true)
    static final class Calls extends Table {
        @Override
        public Integer call() {
            return table(new Request.ShowCalls(), Reply.CallRow.class, Tables.CALLS);
        }
    }

    @Command(name = "tunnels", description = "Every tunnel.", mixinStandardHelpOptions = true)
    static final class Tunnels extends Table {
        @Override
        public Integer call() {
            return table(new Request.ShowTunnels(), Reply.TunnelRow.class, Tables.TUNNELS);
        }
    }

    @Command(
            name = "lns",
            description = "Every LNS and whether it can be used, or the settings of one.",
            mixinStandardHelpOptions = true)
    static final class Lns extends Table {
        @Parameters(
                arity = "0..1",
                paramLabel = "NAME",
                description = "Its name in the configuration, for --effective.")
        private @Nullable String name;

        @Option(
                names = "--effective",
                description = "All settings that count for it, and where each was said.")
        private boolean effective;

        @Override
        public Integer call() {
            if (effective == (name == null)) {
                return fail("expected the name of an LNS with --effective, or neither");
            }
            return name == null
                    ? table(new Request.ShowLns(), Reply.LnsRow.class, Tables.LNS)
                    : table(new Request.ShowKnobs(name), Reply.KnobRow.class, Tables.KNOBS);
        }
    }

    @Command(
            name = "codes",
            description = "What the result codes of LNSs mean.",
            mixinStandardHelpOptions = true)
    static final class Codes extends Table {
        @Parameters(
                arity = "0..1",
                paramLabel = "LNS",
                description = "Its name in the configuration (default: those not named there).")
        private @Nullable String lns;

        @Override
        public Integer call() {
            return table(new Request.ShowCodes(lns), Reply.CodeRow.class, Tables.CODES);
        }
    }

    @Command(
            name = "quirks",
            description = "What is known of the makes of LNSs; needs no running box.",
            mixinStandardHelpOptions = true)
    static final class Quirks implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
        private CommandSpec spec;

        @Option(names = "--json", description = "Rows as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            List<Reply.QuirkRow> rows = Views.quirks();
            PrintWriter out = spec.commandLine().getOut();
            out.print(json ? ControlJson.array(rows) : Tables.QUIRKS.render(rows));
            out.flush();
            return LacCommand.DONE;
        }
    }

    @Command(
            name = "ports",
            description = "Every access port and its interface.",
            mixinStandardHelpOptions = true)
    static final class Ports extends Table {
        @Override
        public Integer call() {
            return table(new Request.ShowPorts(), Reply.PortRow.class, Tables.PORTS);
        }
    }

    @Command(
            name = "radius",
            description = "Every RADIUS server, as lookup and accounting see it.",
            mixinStandardHelpOptions = true)
    static final class Radius extends Table {
        @Override
        public Integer call() {
            return table(new Request.ShowRadius(), Reply.RadiusRow.class, Tables.RADIUS);
        }
    }

    @Command(
            name = "counters",
            description = "What has been counted since the start.",
            mixinStandardHelpOptions = true)
    static final class Counters extends Table {
        @Override
        public Integer call() {
            return table(new Request.ShowCounters(), Reply.CounterRow.class, Tables.COUNTERS);
        }
    }

    @Command(
            name = "call",
            description = "One call from its line to its accounting.",
            mixinStandardHelpOptions = true)
    static final class Call extends Remote {
        @Mixin private CallArguments which = new CallArguments();

        @Option(names = "--json", description = "As JSON.")
        private boolean json;

        @Override
        public Integer call() {
            Optional<CallMatch> match = which.match();
            if (match.isEmpty()) {
                return fail(CallArguments.EXPECTED);
            }
            return ask(
                    new Request.ShowCall(match.get()),
                    replies -> {
                        List<CallDetail> calls = new ArrayList<>();
                        for (Reply reply : replies) {
                            if (reply instanceof CallDetail detail) {
                                calls.add(detail);
                            }
                        }
                        if (calls.isEmpty()) {
                            return fail("no such call");
                        }
                        print(
                                json
                                        ? ControlJson.array(calls)
                                        : String.join(
                                                "\n",
                                                calls.stream().map(DetailText::render).toList()));
                        return LacCommand.DONE;
                    });
        }
    }
}
