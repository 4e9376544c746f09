package org.lacserver.config;

import org.apache.commons.configuration2.tree.ImmutableNode;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads the configuration file: a {@link LacConfig}, or everything that is wrong with it. */
public final class ConfigFile {
    private static final int LARGEST = 4 * 1024 * 1024;

    /** What became of a file. */
    public sealed interface Reading {
        record Good(LacConfig config) implements Reading {}

        /** One line for each problem, {@code file:line: key = "value": expected …}. */
        record Bad(List<String> problems) implements Reading {
            public Bad {
                problems = List.copyOf(problems);
            }
        }
    }

    private ConfigFile() {}

    public static Reading read(Path file) {
        Problems problems = new Problems(file.toString());
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(LARGEST + 1);
            if (octets.length <= LARGEST) {
                String text =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(octets))
                                .toString();
                return parse(text, file, System::getenv, new HashSet<>());
            }
            problems.add(0, "is larger than 4 MiB");
        } catch (CharacterCodingException e) {
            problems.add(0, "is not UTF-8 text");
        } catch (IOException e) {
            problems.add(0, Files.exists(file) ? "cannot be read" : "does not exist");
        }
        return new Reading.Bad(problems.lines());
    }

    /**
     * @param asked gets the path of every key that was read into a record
     */
    static Reading parse(
            String text,
            Path file,
            UnaryOperator<@Nullable String> environment,
            Set<String> asked) {
        Problems problems = new Problems(file.toString());
        ImmutableNode tree = Document.parse(text, problems);
        if (tree == null) {
            return new Reading.Bad(problems.lines());
        }
        Path directory = file.toAbsolutePath().normalize().getParent();
        References references =
                new References(directory == null ? Path.of("/") : directory, environment);
        Section root = Section.root(new Section.Context(problems, references, asked), tree);
        LacConfig config = new ConfigReader(problems).read(root);
        return problems.isEmpty() ? new Reading.Good(config) : new Reading.Bad(problems.lines());
    }
}
