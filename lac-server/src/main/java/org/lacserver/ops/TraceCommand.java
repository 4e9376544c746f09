package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code lac trace …}: what a line says, as it says it. */
@Command(
        name = "trace",
        description = "Watch a running box at work.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = TraceCommand.Line.class)
final class TraceCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    @Command(
            name = "line",
            description = {
                "Every message of one line over PPPoE, PPP, RADIUS and L2TP as it comes, and what"
                        + " the box decides; secrets are masked.",
                "A name is known when the caller has told it: what came before is shown then.",
                "Ends by Ctrl-C, --for or --count."
            },
            mixinStandardHelpOptions = true)
    static final class Line extends Remote {
        private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h)?");

        @Mixin private CallArguments which = new CallArguments();

        @Option(
                names = "--for",
                paramLabel = "TIME",
                description = "Ends after so long: 60s, 5m, 1h.")
        private @Nullable String time;

        @Option(names = "--count", paramLabel = "N", description = "Ends after so many lines.")
        private int count;

        @Option(
                names = "--pcap",
                paramLabel = "FILE",
                description = "Writes the messages into a pcapng file too, for Wireshark.")
        private @Nullable Path pcap;

        @Option(names = "--json", description = "Rows as JSON, one a line.")
        private boolean json;

        @Override
        public Integer call() {
            Optional<CallMatch> match = which.match();
            if (match.isEmpty()) {
                return fail(CallArguments.EXPECTED);
            }
            int seconds = seconds(time);
            if (seconds < 0 || count < 0) {
                return fail("--for, --count: expected a time such as 60s, 5m or 1h, a number");
            }
            Request request = new Request.TraceLine(match.get(), seconds, count, pcap != null);
            try (PcapngFile file = pcap == null ? null : open(pcap, match.get())) {
                TracePrinter printer = new TracePrinter(out());
                return follow(
                        request,
                        reply -> {
                            if (reply instanceof Reply.TraceRow row) {
                                show(row, printer, file);
                            }
                        });
            } catch (IOException | UncheckedIOException e) {
                return fail(pcap + ": " + e.getMessage());
            }
        }

        private void show(Reply.TraceRow row, TracePrinter printer, @Nullable PcapngFile file) {
            if (json) {
                print(ControlJson.write(row) + "\n");
            } else {
                printer.print(row);
            }
            try {
                if (file != null) {
                    file.write(row);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static PcapngFile open(Path file, CallMatch match) throws IOException {
            return new PcapngFile(file, LacCommand.version(), "lac trace line " + match.key());
        }

        /** 0 without one, -1 for what is none. */
        private static int seconds(@Nullable String time) {
            if (time == null) {
                return 0;
            }
            Matcher matcher = TIME.matcher(time);
            if (!matcher.matches()) {
                return -1;
            }
            int unit = "m".equals(matcher.group(2)) ? 60 : "h".equals(matcher.group(2)) ? 3600 : 1;
            long seconds = Long.parseLong(matcher.group(1)) * unit;
            return seconds == 0 || seconds > Request.TraceLine.LONGEST ? -1 : (int) seconds;
        }
    }
}
