package org.lacserver.ops;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code lac move …}: calls go on elsewhere. */
@Command(
        name = "move",
        description = "Have a call go on at another LNS.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = MoveCommand.Call.class)
final class MoveCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    @Command(
            name = "call",
            description =
                    "One call goes on at another LNS, which negotiates LCP anew; it stays where it"
                            + " is until that one has taken it.",
            mixinStandardHelpOptions = true)
    static final class Call extends Remote {
        @Mixin private CallArguments which = new CallArguments();

        @Option(
                names = "--to",
                required = true,
                paramLabel = "LNS|GROUP",
                description = "As the configuration names it.")
        private String to = "";

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                defaultValue = "moved by operator",
                description = "Told to the former LNS (default: ${DEFAULT-VALUE}).")
        private String reason = "moved by operator";

        @Override
        public Integer call() {
            Optional<CallMatch> match = which.match();
            return match.isEmpty()
                    ? fail(CallArguments.EXPECTED)
                    : ask(new Request.MoveCall(match.get(), to, reason), this::report);
        }

        private int report(List<? extends Reply> replies) {
            if (replies.size() != 1 || !(replies.getFirst() instanceof Reply.Moved moved)) {
                return fail("nothing was moved");
            }
            print(
                    "call "
                            + moved.call()
                            + " of "
                            + Text.printable(moved.user())
                            + (moved.wasThere() ? " was at " : " is at ")
                            + Text.printable(moved.lns())
                            + (moved.wasThere() ? " already\n" : " now\n"));
            return LacCommand.DONE;
        }
    }
}
