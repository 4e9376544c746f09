package org.lacserver.ops;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** {@code lac show data}. */
@Command(
        name = "data",
        description = "How frames of calls move: which path, which calls, and why not faster.",
        mixinStandardHelpOptions = true)
final class ShowData extends ShowCommand.Table {
    @Option(names = "--calls", description = "Every call's path and why it is no faster one.")
    private boolean calls;

    @Override
    public Integer call() {
        if (calls) {
            return table(new Request.ShowData(true), Reply.DataRow.class, Tables.DATA);
        }
        if (isSifted()) {
            return fail("--sort and --match are for --calls");
        }
        return ask(
                new Request.ShowData(false),
                replies -> {
                    List<DataState> states = new ArrayList<>();
                    for (Reply reply : replies) {
                        if (reply instanceof DataState state) {
                            states.add(state);
                        }
                    }
                    if (isJson()) {
                        print(ControlJson.array(states));
                    } else {
                        states.forEach(state -> print(DataText.render(state)));
                    }
                    return LacCommand.DONE;
                });
    }
}
