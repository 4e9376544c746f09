package org.lacserver.ops;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** {@code lac show accounting}. */
@Command(
        name = "accounting",
        description = "Records that wait for a RADIUS server, and how the servers answer.",
        mixinStandardHelpOptions = true)
final class ShowAccounting extends Remote {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        return ask(
                new Request.ShowAccounting(),
                replies -> {
                    List<AccountingState> states = new ArrayList<>();
                    for (Reply reply : replies) {
                        if (reply instanceof AccountingState state) {
                            states.add(state);
                        }
                    }
                    if (json) {
                        print(ControlJson.array(states));
                    } else {
                        states.forEach(state -> print(AccountingText.render(state)));
                    }
                    return LacCommand.DONE;
                });
    }
}
