package org.lacserver.ops;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;

/** {@code lac clear hold LINE|all}: lines that have to wait may call again. */
@Command(
        name = "hold",
        description = "Let a line that failed too often call again.",
        mixinStandardHelpOptions = true)
final class ClearHold extends Remote {
    @Parameters(paramLabel = "LINE", description = "As lac show pppoe --held tells it, or all.")
    private String line = "";

    @Override
    public Integer call() {
        return ask(new Request.ClearHold(line), this::report);
    }

    private int report(List<? extends Reply> replies) {
        if (replies.size() != 1 || !(replies.getFirst() instanceof Reply.Released released)) {
            return fail("nothing was released");
        }
        print("released " + LacCommand.count(released.lines(), "line") + "\n");
        return LacCommand.DONE;
    }
}
