package org.lacserver.config;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One setting of the file. In a path, {@code *} stands for a name the operator chooses and {@code
 * []} for each item of a list.
 */
sealed interface Key {
    String path();

    Kind<?> kind();

    /** As it would be written in the file; null when the setting has none. */
    @Nullable String defaultText();

    default String name() {
        return path().substring(path().lastIndexOf('.') + 1);
    }

    /** The path of the section the key stands in. */
    default String section() {
        return path().substring(0, path().lastIndexOf('.'));
    }

    /** A setting that has to be there. */
    record Required<T>(String path, Kind<T> kind) implements Key {
        @Override
        public @Nullable String defaultText() {
            return null;
        }
    }

    /** A setting with a default. */
    record Defaulted<T>(String path, Kind<T> kind, String defaultText) implements Key {}

    /** A setting that may be left out, with no value of its own then. */
    record Optional<T>(String path, Kind<T> kind) implements Key {
        @Override
        public @Nullable String defaultText() {
            return null;
        }
    }

    /** A list of values; {@code fewest} is 0, or 1 when it has to be there. */
    record Many<T>(String path, Kind<T> kind, List<String> defaults, int fewest) implements Key {
        @Override
        public @Nullable String defaultText() {
            return fewest > 0 ? null : "[" + String.join(", ", defaults) + "]";
        }
    }

    /** A list of values that, left out, is what another key says. */
    record Inherited<T>(String path, Kind<T> kind) implements Key {
        @Override
        public @Nullable String defaultText() {
            return null;
        }
    }
}
