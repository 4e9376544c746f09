package org.lacserver.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The {@code conf/lac.yaml} of this tree, as it is and with its commented keys brought to life. */
final class ShippedFile {
    static final Path PATH = Path.of("../conf/lac.yaml");

    private static final Pattern COMMENTED = Pattern.compile("(?m)^( *)#(- )?([a-z][a-z0-9-]*:)");

    private ShippedFile() {}

    static String text() {
        try {
            return Files.readString(PATH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String withEveryKeySet() {
        return COMMENTED.matcher(text()).replaceAll("$1$2$3");
    }

    static ConfigFile.Reading read(String text, Path directory) {
        return read(text, directory, new HashSet<>());
    }

    static ConfigFile.Reading read(String text, Path directory, Set<String> asked) {
        UnaryOperator<String> environment = name -> "value of " + name;
        return ConfigFile.parse(text, directory.resolve("lac.yaml"), environment, asked);
    }

    /** The problems of {@code text}, with the directory cut off; none when it is good. */
    static List<String> problems(String text, Path directory) {
        return switch (read(text, directory)) {
            case ConfigFile.Reading.Good _ -> List.of();
            case ConfigFile.Reading.Bad(List<String> problems) ->
                    problems.stream().map(p -> p.replace(directory + "/", "")).toList();
        };
    }
}
