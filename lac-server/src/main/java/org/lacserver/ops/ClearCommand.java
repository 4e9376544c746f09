package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code lac clear …}: ends calls and tunnels, after saying how many. */
@Command(
        name = "clear",
        description = "End calls or tunnels of a running box.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = {ClearCommand.Call.class, ClearCommand.Tunnel.class, ClearHold.class})
final class ClearCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** Counts first, asks, then does it. */
    abstract static class Clearing extends Remote {
        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                defaultValue = "cleared by operator",
                description = "Told to the other side (default: ${DEFAULT-VALUE}).")
        String reason = "cleared by operator";

        @Option(
                names = {"-y", "--yes"},
                description = "Do not ask.")
        private boolean yes;

        @Option(names = "--dry-run", description = "Only say what would be cleared.")
        private boolean dryRun;

        abstract Request request(boolean isDryRun);

        int clear() {
            return ask(request(true), this::confirm);
        }

        private int confirm(List<? extends Reply> replies) {
            Reply.Cleared found = cleared(replies);
            if (found == null || found.calls() + found.tunnels() == 0) {
                return fail("nothing to clear");
            }
            print("will clear " + describe(found) + "\n");
            for (String what : found.what()) {
                print("  " + Text.printable(what) + "\n");
            }
            if (dryRun) {
                return LacCommand.DONE;
            }
            if (!yes && !isAgreed()) {
                return fail("not cleared; --yes does it without asking");
            }
            return ask(request(false), this::report);
        }

        private int report(List<? extends Reply> replies) {
            Reply.Cleared done = cleared(replies);
            if (done == null) {
                return fail("nothing was cleared");
            }
            print("cleared " + describe(done) + "\n");
            return LacCommand.DONE;
        }

        private static Reply.@Nullable Cleared cleared(List<? extends Reply> replies) {
            return replies.size() == 1 && replies.getFirst() instanceof Reply.Cleared cleared
                    ? cleared
                    : null;
        }

        private static String describe(Reply.Cleared cleared) {
            String calls = LacCommand.count(cleared.calls(), "call");
            return cleared.tunnels() == 0
                    ? calls
                    : LacCommand.count(cleared.tunnels(), "tunnel") + " with " + calls;
        }
    }

    @Command(
            name = "call",
            description = "End a call: CDN to its LNS, PADT to the caller.",
            mixinStandardHelpOptions = true)
    static final class Call extends Clearing {
        @Mixin private CallArguments which = new CallArguments();

        @Override
        public Integer call() {
            return which.match().isEmpty() ? fail(CallArguments.EXPECTED) : clear();
        }

        @Override
        Request request(boolean isDryRun) {
            Optional<CallMatch> match = which.match();
            return new Request.ClearCall(match.orElseThrow(), reason, isDryRun);
        }
    }

    @Command(
            name = "tunnel",
            description = "End a tunnel and all its calls: StopCCN to its LNS.",
            mixinStandardHelpOptions = true)
    static final class Tunnel extends Clearing {
        @Parameters(
                paramLabel = "TUNNEL",
                description = "A local tunnel id, or an LNS's name or address for all its tunnels.")
        private String tunnel = "";

        @Override
        public Integer call() {
            return clear();
        }

        @Override
        Request request(boolean isDryRun) {
            return new Request.ClearTunnel(tunnel, reason, isDryRun);
        }
    }
}
