package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code lac explain}: why a line did not get through. */
@Command(
        name = "explain",
        description = {
            "The last ten attempts of a line, newest first: how far each came, and why it ended.",
            "--ladder shows the messages of one that failed, as long as they are kept."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand extends Remote {
    @Mixin private CallArguments which = new CallArguments();

    @Option(
            names = "--ladder",
            paramLabel = "N",
            description = "The messages of attempt N; 1 is the newest.")
    private int ladder;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "Writes them into a pcapng file, for Wireshark (attempt 1 by default).")
    private @Nullable Path pcap;

    @Option(names = "--json", description = "Rows as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Optional<CallMatch> match = which.match();
        if (match.isEmpty()) {
            return fail(CallArguments.EXPECTED);
        }
        int wanted = ladder == 0 && pcap != null ? 1 : ladder;
        return ask(
                new Request.Explain(match.get(), wanted),
                replies -> report(match.get(), wanted, replies));
    }

    private int report(CallMatch match, int wanted, List<? extends Reply> replies) {
        List<Reply.AttemptRow> attempts = new ArrayList<>();
        List<Reply.TraceRow> steps = new ArrayList<>();
        for (Reply reply : replies) {
            if (reply instanceof Reply.AttemptRow attempt) {
                attempts.add(attempt);
            } else if (reply instanceof Reply.TraceRow step) {
                steps.add(step);
            }
        }
        if (json) {
            print(ControlJson.array(replies));
        } else if (attempts.isEmpty()) {
            return fail("no attempt of " + match.key() + " is known");
        } else {
            print(attempts(attempts));
        }
        if (wanted > 0 && steps.isEmpty()) {
            return fail(
                    wanted > attempts.size()
                            ? "there is no attempt " + wanted
                            : "no messages of attempt " + wanted + " are kept");
        }
        if (!json && !steps.isEmpty()) {
            print("\nattempt " + wanted + "\n");
            TracePrinter printer = new TracePrinter(out());
            steps.forEach(printer::print);
        }
        return pcap == null ? LacCommand.DONE : write(pcap, match, steps);
    }

    private int write(Path file, CallMatch match, List<Reply.TraceRow> steps) {
        String what = "lac explain " + match.key();
        try (PcapngFile packets = new PcapngFile(file, LacCommand.version(), what)) {
            for (Reply.TraceRow step : steps) {
                packets.write(step);
            }
            return LacCommand.DONE;
        } catch (IOException e) {
            return fail(file + ": " + e.getMessage());
        }
    }

    /** Two lines for each: who and how far, and why. */
    static String attempts(List<Reply.AttemptRow> attempts) {
        StringBuilder out = new StringBuilder();
        for (Reply.AttemptRow row : attempts) {
            out.append(String.format("%2d  ", row.number()))
                    .append(TracePrinter.when(row.atNanos()))
                    .append("  ")
                    .append(row.user().isEmpty() ? "" : Text.printable(row.user()) + "  ")
                    .append(row.mac());
            if (!row.port().isEmpty()) {
                out.append("  ").append(Text.printable(row.port()));
            }
            String circuit = row.circuit();
            if (circuit != null) {
                out.append("  ").append(Text.quoted(circuit));
            }
            out.append("  came to: ").append(row.stage());
            if (row.upSeconds() >= 0) {
                out.append(' ').append(Text.duration(row.upSeconds()));
            }
            if (!row.lns().isEmpty()) {
                out.append(" (").append(Text.printable(row.lns())).append(')');
            }
            out.append("\n      ").append(Text.printable(row.reason())).append('\n');
        }
        return out.toString();
    }
}
