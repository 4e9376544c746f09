package org.lacserver.ops;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.LnsAction;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

/** {@code lac drain LNS} and its like: who gets new calls, by an operator's word. */
abstract class SteerCommand extends Remote {
    private final LnsAction action;
    private final String done;
    private final boolean isAsked;

    @Parameters(paramLabel = "LNS", description = "Its name or address.")
    private String lns = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "no reason given",
            description = "Shown to those who look later (default: ${DEFAULT-VALUE}).")
    private String reason = "no reason given";

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Only say what it would be about.")
    private boolean dryRun;

    /**
     * @param done what is then said of the LNS
     * @param isAsked whether it takes an LNS away from callers
     */
    private SteerCommand(LnsAction action, String done, boolean isAsked) {
        this.action = action;
        this.done = done;
        this.isAsked = isAsked;
    }

    @Override
    public Integer call() {
        return ask(request(true), this::confirm);
    }

    private Request request(boolean isDryRun) {
        return new Request.SetLns(lns, action, reason, isDryRun, null);
    }

    private int confirm(List<? extends Reply> replies) {
        Reply.Steered found = steered(replies);
        if (found == null) {
            return fail("no such LNS");
        }
        if (dryRun || isAsked) {
            print("would be " + done + ": " + describe(found) + "\n");
        }
        if (dryRun) {
            return LacCommand.DONE;
        }
        if (isAsked && !yes && !isAgreed()) {
            return fail("not done; --yes does it without asking");
        }
        return ask(request(false), this::report);
    }

    private int report(List<? extends Reply> replies) {
        Reply.Steered now = steered(replies);
        if (now == null) {
            return fail("nothing was done");
        }
        print(done + ": " + describe(now) + "\n");
        return LacCommand.DONE;
    }

    private static Reply.@Nullable Steered steered(List<? extends Reply> replies) {
        return replies.size() == 1 && replies.getFirst() instanceof Reply.Steered steered
                ? steered
                : null;
    }

    private static String describe(Reply.Steered lns) {
        return Text.printable(lns.name())
                + " "
                + lns.address()
                + ", "
                + lns.state()
                + ", "
                + LacCommand.count(lns.tunnels(), "tunnel")
                + " with "
                + LacCommand.count(lns.calls(), "call");
    }

    @Command(
            name = "drain",
            description =
                    "Send an LNS no new calls; those it has go on, its tunnels close when empty.",
            mixinStandardHelpOptions = true)
    static final class Drain extends SteerCommand {
        Drain() {
            super(LnsAction.DRAIN, "draining", true);
        }
    }

    @Command(
            name = "undrain",
            description = "Send an LNS new calls again.",
            mixinStandardHelpOptions = true)
    static final class Undrain extends SteerCommand {
        Undrain() {
            super(LnsAction.UNDRAIN, "undrained", false);
        }
    }

    @Command(
            name = "lock",
            description = "Send an LNS no new calls; its calls and tunnels stay.",
            mixinStandardHelpOptions = true)
    static final class Lock extends SteerCommand {
        Lock() {
            super(LnsAction.LOCK, "locked", true);
        }
    }

    @Command(
            name = "unlock",
            description = "Send an LNS new calls again, also if it was locked out for a failure.",
            mixinStandardHelpOptions = true)
    static final class Unlock extends SteerCommand {
        Unlock() {
            super(LnsAction.UNLOCK, "unlocked", false);
        }
    }

    @Command(
            name = "probe",
            description = "Find out now whether an LNS answers: a Hello, or an SCCRQ.",
            mixinStandardHelpOptions = true)
    static final class Probe extends SteerCommand {
        Probe() {
            super(LnsAction.PROBE, "probing", false);
        }
    }
}
