package org.lacserver.tests.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one command to its end, never longer than told. */
final class Shell {

    /** What a command said (both streams) and its exit code; 124 when it ran out of time. */
    record Result(List<String> command, int code, String output) {

        boolean ok() {
            return code == 0;
        }

        /** The output of a command that must succeed. */
        String orFail() {
            if (!ok()) {
                throw new AssertionError(
                        "exit " + code + " of " + String.join(" ", command) + "\n" + output);
            }
            return output;
        }
    }

    private Shell() {}

    static Result run(Duration limit, Map<String, String> environment, List<String> command) {
        try {
            // a file, not a pipe: a daemon that the command leaves behind keeps a pipe open
            Path output = Files.createTempFile("lab", ".out");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectInput(new java.io.File("/dev/null"))
                                .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                int code;
                if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    code = process.exitValue();
                } else {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    code = 124;
                }
                String text = Files.readString(output, StandardCharsets.ISO_8859_1);
                return new Result(command, code, text);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + String.join(" ", command), e);
        }
    }
}
