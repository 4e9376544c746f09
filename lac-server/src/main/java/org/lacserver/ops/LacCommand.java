package org.lacserver.ops;

import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;

/** The command line, {@code lac …}. Exit codes: 0 done, 1 not done, 2 not understood. */
@Command(
        name = "lac",
        description = "An L2TP Access Concentrator: PPPoE calls in, L2TP calls out.",
        mixinStandardHelpOptions = true,
        versionProvider = LacCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "The launcher knows two more:",
            "  demo   See the box at work, in a network of its own.",
            "  bench  Measure it under load, likewise."
        })
public final class LacCommand implements Callable<Integer> {
    static final int DONE = 0;
    static final int NOT_DONE = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    /** The whole command line; its streams can be replaced with {@code setOut}, {@code setErr}. */
    public static CommandLine create(Actions actions) {
        CommandLine show = new CommandLine(new ShowCommand());
        CommandLine clear = new CommandLine(new ClearCommand());
        CommandLine lac =
                new CommandLine(new LacCommand())
                        .addSubcommand("run", new Run(actions))
                        .addSubcommand("check", new Check(actions))
                        .addSubcommand("show", show)
                        .addSubcommand("explain", new CommandLine(new ExplainCommand()))
                        .addSubcommand("trace", new CommandLine(new TraceCommand()))
                        .addSubcommand("clear", clear)
                        .addSubcommand("move", new CommandLine(new MoveCommand()))
                        .addSubcommand("set", new CommandLine(new SetCommand()))
                        .addSubcommand("test", new CommandLine(new TestCommand()))
                        .addSubcommand("drain", new SteerCommand.Drain())
                        .addSubcommand("undrain", new SteerCommand.Undrain())
                        .addSubcommand("lock", new SteerCommand.Lock())
                        .addSubcommand("unlock", new SteerCommand.Unlock())
                        .addSubcommand("probe", new SteerCommand.Probe());
        return lac.setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** Says which version this is. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {version()};
        }
    }

    static String version() {
        String version = LacCommand.class.getPackage().getImplementationVersion();
        return "lac " + (version == null ? "(built from source)" : version);
    }

    /** What commands that read the configuration have in common. */
    abstract static class WithConfig implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
        CommandSpec spec;

        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                defaultValue = "conf/lac.yaml",
                description = "The configuration file (default: ${DEFAULT-VALUE}).")
        private Path file = Path.of("conf/lac.yaml");

        int withConfig(ToIntFunction<LacConfig> then) {
            return switch (ConfigFile.read(file)) {
                case ConfigFile.Reading.Good(LacConfig config) -> then.applyAsInt(config);
                case ConfigFile.Reading.Bad(List<String> problems) -> refused(problems);
            };
        }

        int refused(List<String> problems) {
            problems.forEach(err()::println);
            err().println(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
            err().flush();
            return NOT_DONE;
        }

        Path file() {
            return file;
        }

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        PrintWriter err() {
            return spec.commandLine().getErr();
        }
    }

    @Command(
            name = "run",
            description = "Run the box until SIGTERM.",
            mixinStandardHelpOptions = true)
    static final class Run extends WithConfig {
        private final Actions actions;

        @Option(
                names = "--stop",
                description =
                        "Instead, end the box that runs, as SIGTERM does, and remove what one that"
                                + " was killed has left in the kernel.")
        private boolean stop;

        Run(Actions actions) {
            this.actions = actions;
        }

        @Override
        public Integer call() {
            return withConfig(stop ? actions::stop : actions::run);
        }
    }

    @Command(
            name = "check",
            description = "Check a configuration without starting anything.",
            mixinStandardHelpOptions = true)
    static final class Check extends WithConfig {
        private final Actions actions;

        Check(Actions actions) {
            this.actions = actions;
        }

        @Override
        public Integer call() {
            return withConfig(this::report);
        }

        private int report(LacConfig config) {
            List<String> problems = actions.problems(config);
            if (!problems.isEmpty()) {
                return refused(problems);
            }
            actions.notes(config).forEach(note -> out().println("note: " + note));
            out().println(
                            file()
                                    + " is good: "
                                    + count(config.access().ports().size(), "access port")
                                    + ", "
                                    + count(config.groups().size(), "group")
                                    + ", "
                                    + count(config.allLns().size(), "LNS")
                                    + ", "
                                    + count(config.radius().servers().size(), "RADIUS server"));
            out().flush();
            return DONE;
        }
    }

    /** {@code 1 call}, {@code 3,912 calls}. */
    static String count(int number, String what) {
        return Text.count(number) + " " + what + (number == 1 ? "" : "s");
    }
}
