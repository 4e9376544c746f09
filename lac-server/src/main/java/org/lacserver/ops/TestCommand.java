package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code lac test …}: what would be, without its being. */
@Command(
        name = "test",
        description = "Try something on a running box without placing a call.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = TestCommand.Lookup.class)
final class TestCommand implements Callable<Integer> {
    private static final int LONGEST_SECRET = 1024;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    @Command(
            name = "lookup",
            description = {
                "Which LNS would get a caller, and why: asks RADIUS and the local table as for a"
                        + " call.",
                "Exit code 0: an LNS would be tried; 1: none would; 2: not understood."
            },
            mixinStandardHelpOptions = true)
    static final class Lookup extends Remote {
        @Parameters(paramLabel = "USER", description = "The name the caller gives.")
        private String user = "";

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "Its first line is the caller's password, for the stage user (PAP).")
        private @Nullable Path passwordFile;

        @Option(names = "--password-stdin", description = "The same, from standard input.")
        private boolean passwordStdin;

        @Option(names = "--line", paramLabel = "CIRCUIT-ID", description = "TR-101 circuit id.")
        private @Nullable String circuitId;

        @Option(names = "--remote-id", paramLabel = "ID", description = "TR-101 remote id.")
        private @Nullable String remoteId;

        @Option(
                names = "--mac",
                paramLabel = "MAC",
                defaultValue = "02:00:00:00:00:01",
                description = "The caller's MAC address (default: ${DEFAULT-VALUE}).")
        private String mac = "02:00:00:00:00:01";

        @Option(
                names = "--port",
                paramLabel = "NAME",
                description = "The access port (default: the first).")
        private @Nullable String port;

        @Option(
                names = "--vlan",
                paramLabel = "VLAN",
                description = "200 or 200.17 (default: untagged).")
        private @Nullable String vlan;

        @Option(names = "--service", paramLabel = "NAME", description = "PPPoE Service-Name.")
        private String service = "";

        @Option(names = "--json", description = "As JSON.")
        private boolean json;

        @Override
        public Integer call() {
            if (passwordFile != null && passwordStdin) {
                return misunderstood("expected --password-file or --password-stdin, not both");
            }
            String password;
            try {
                password = password();
            } catch (IOException e) {
                return misunderstood("the password cannot be read: " + e.getMessage());
            }
            Request.TestLookup request =
                    new Request.TestLookup(
                            user, password, circuitId, remoteId, mac, port, vlan, service);
            String complaint = request.complaint();
            return complaint == null ? ask(request, this::report) : misunderstood(complaint);
        }

        private int misunderstood(String why) {
            fail(why);
            return CommandLine.ExitCode.USAGE;
        }

        private @Nullable String password() throws IOException {
            if (passwordStdin) {
                return firstLine(System.in);
            }
            if (passwordFile == null) {
                return null;
            }
            try (InputStream in = Files.newInputStream(passwordFile)) {
                return firstLine(new ByteArrayInputStream(in.readNBytes(LONGEST_SECRET)));
            }
        }

        private static String firstLine(InputStream in) throws IOException {
            byte[] line = new byte[LONGEST_SECRET];
            int length = 0;
            for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
                if (length == LONGEST_SECRET) {
                    throw new IOException("it is longer than " + LONGEST_SECRET + " octets");
                }
                line[length++] = (byte) octet;
            }
            return new String(line, 0, length, StandardCharsets.UTF_8);
        }

        private int report(List<? extends Reply> replies) {
            if (replies.size() != 1 || !(replies.getFirst() instanceof LookupTest test)) {
                return fail("nothing was looked up");
            }
            print(json ? ControlJson.array(replies) : LookupTestText.render(test));
            return test.isTaken() ? LacCommand.DONE : LacCommand.NOT_DONE;
        }
    }
}
