package org.lacserver.ops;

import org.lacserver.config.LacConfig;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** What commands to a running box have in common. */
abstract class Remote implements Callable<Integer> {
    static final String DEFAULT_SOCKET = LacConfig.Control.DEFAULT_SOCKET;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            scope = ScopeType.LOCAL,
            defaultValue = "${env:LAC_SOCKET:-" + DEFAULT_SOCKET + "}",
            description =
                    "The box's control.socket (default: $LAC_SOCKET or " + DEFAULT_SOCKET + ").")
    private Path socket = Path.of(DEFAULT_SOCKET);

    /** Asks, and says why when there is no answer. */
    int ask(Request request, ToIntFunction<List<? extends Reply>> then) {
        try {
            return switch (new ControlClient(socket).ask(request)) {
                case Response.Rows(List<? extends Reply> rows) -> then.applyAsInt(rows);
                case Response.Refusal(String error) -> fail(error);
                case Response.Stream _ -> fail("the answer is not understood");
            };
        } catch (IOException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    /** Asks for rows as they come, and says why when there are none. */
    int follow(Request request, Consumer<Reply> each) {
        try {
            String error = new ControlClient(socket).follow(request, each);
            return error == null ? LacCommand.DONE : fail(error);
        } catch (IOException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Asks whoever sits there; nobody does not agree. */
    static boolean isAgreed() {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readLine("go on? [y/N] "))
                .filter(answer -> answer.strip().matches("(?i)y|yes"))
                .isPresent();
    }

    int fail(String why) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("lac: " + Text.printable(why));
        err.flush();
        return LacCommand.NOT_DONE;
    }

    void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }
}
