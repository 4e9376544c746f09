package org.lacserver.config;

import org.apache.commons.configuration2.interpol.ConfigurationInterpolator;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Resolves {@code ${env:NAME}} and {@code ${file:/path}}, and nothing else: the script, URL, DNS,
 * class and system lookups of Commons Configuration are not registered.
 */
final class References {
    private static final int LARGEST_FILE = 64 * 1024;

    /** The text with every reference filled in, or why it cannot be. */
    sealed interface Resolved {
        record Text(String text) implements Resolved {}

        record Failed(String complaint) implements Resolved {}
    }

    /** Keeps what was looked up out of further substitution: a secret may hold a dollar sign. */
    private record Literal(String text) {
        @Override
        public String toString() {
            return text.replace("${", "$${");
        }
    }

    private final Path directory;
    private final UnaryOperator<@Nullable String> environment;
    private final ConfigurationInterpolator interpolator = new ConfigurationInterpolator();
    private @Nullable String complaint;

    /**
     * @param directory where relative file names start
     */
    References(Path directory, UnaryOperator<@Nullable String> environment) {
        this.directory = directory;
        this.environment = environment;
        interpolator.registerLookup("env", this::variable);
        interpolator.registerLookup("file", this::file);
        interpolator.setEnableSubstitutionInVariables(false);
    }

    Resolved resolve(String raw) {
        if (!raw.contains("${")) {
            return new Resolved.Text(raw);
        }
        complaint = null;
        String text;
        try {
            text =
                    interpolator.interpolate(raw) instanceof Literal literal
                            ? literal.text()
                            : String.valueOf(interpolator.interpolate(raw));
        } catch (IllegalStateException | IllegalArgumentException e) {
            return new Resolved.Failed("expected ${env:NAME} or ${file:/path}");
        }
        if (complaint != null) {
            return new Resolved.Failed(complaint);
        }
        boolean isUntouched = text.equals(raw) && !raw.contains("$${");
        return isUntouched
                ? new Resolved.Failed("expected ${env:NAME} or ${file:/path}; $${ is a plain ${")
                : new Resolved.Text(text);
    }

    private @Nullable Object variable(String name) {
        String value = environment.apply(name);
        return value == null
                ? fail("environment variable " + name + " is not set")
                : new Literal(value);
    }

    private @Nullable Object file(String name) {
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            byte[] octets = in.readNBytes(LARGEST_FILE + 1);
            if (octets.length > LARGEST_FILE) {
                return fail("file " + name + " is larger than 64 KiB");
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
            return new Literal(text.stripTrailing());
        } catch (CharacterCodingException e) {
            return fail("file " + name + " is not UTF-8 text");
        } catch (IOException | InvalidPathException e) {
            return fail("file " + name + " cannot be read");
        }
    }

    private @Nullable Object fail(String why) {
        complaint = why;
        return null;
    }
}
