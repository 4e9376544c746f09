package org.lacserver.ops;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.BitRate;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code lac set …}: what only the operator, or a tool of his, can know of a call, or wants of the
 * box.
 */
@Command(
        name = "set",
        description = "Tell a running box what has changed.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = {SetCommand.Speed.class, SetLimit.class})
final class SetCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    @Command(
            name = "speed",
            description =
                    "The line of one call has become slower or faster: its LNS is told (CSUN) where"
                            + " connect-speed-update is on for it.",
            mixinStandardHelpOptions = true)
    static final class Speed extends Remote {
        @Mixin private CallArguments which = new CallArguments();

        @Option(
                names = "--down",
                paramLabel = "SPEED",
                description = "To the caller, in bits per second; 40000k, 40M and 1G are known.")
        private @Nullable String down;

        @Option(
                names = "--up",
                paramLabel = "SPEED",
                description = "From the caller. What is left out stays as it is.")
        private @Nullable String up;

        @Override
        public Integer call() {
            Optional<CallMatch> match = which.match();
            if (match.isEmpty()) {
                return fail(CallArguments.EXPECTED);
            }
            if (down == null && up == null) {
                return fail("expected --down SPEED, --up SPEED or both");
            }
            long downBps = bps(down);
            long upBps = bps(up);
            if (downBps < 0 || upBps < 0) {
                String wrong = downBps < 0 ? "--down " + down : "--up " + up;
                return fail(wrong + ": " + Request.SetSpeed.EXPECTED);
            }
            return ask(new Request.SetSpeed(match.get(), downBps, upBps), this::report);
        }

        /** 0 for what was not said, -1 for what is none. */
        private static long bps(@Nullable String text) {
            Long known = text == null ? Long.valueOf(0) : BitRate.parse(text);
            return known == null || (text != null && known == 0) ? -1 : known;
        }

        private int report(List<? extends Reply> replies) {
            if (replies.size() != 1 || !(replies.getFirst() instanceof CallDetail call)) {
                return fail("nothing was set");
            }
            print(DetailText.speedSet(call) + "\n");
            return LacCommand.DONE;
        }
    }
}
