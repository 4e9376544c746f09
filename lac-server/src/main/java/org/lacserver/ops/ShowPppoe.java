package org.lacserver.ops;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** {@code lac show pppoe}. */
@Command(
        name = "pppoe",
        description = "Who comes in on the access side: load, limits, and what is refused.",
        mixinStandardHelpOptions = true)
final class ShowPppoe extends Remote {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Option(names = "--held", description = "Only the lines that have to wait, all of them.")
    private boolean held;

    @Override
    public Integer call() {
        return ask(
                new Request.ShowPppoe(held),
                replies -> {
                    List<PppoeState> states = new ArrayList<>();
                    for (Reply reply : replies) {
                        if (reply instanceof PppoeState state) {
                            states.add(state);
                        }
                    }
                    if (json) {
                        print(ControlJson.array(states));
                    } else {
                        states.forEach(
                                state ->
                                        print(
                                                held
                                                        ? PppoeText.held(state)
                                                        : PppoeText.render(state)));
                    }
                    return LacCommand.DONE;
                });
    }
}
