package org.lacserver.config;

import java.util.List;
import java.util.Optional;

/**
 * A setting of access lines: at {@code access} it counts for all of them, at one of {@code
 * access.groups} for the lines of that group.
 *
 * @param <T> what its value is to the program
 */
sealed interface LineKey<T> {
    /** Its row of the key table at {@code access}. */
    Key usual();

    /** Its row at a group. */
    Key own();

    default String name() {
        return usual().name();
    }

    T read(Section access);

    Optional<T> readOwn(Section group);

    /** One value. */
    record One<T>(Key.Defaulted<T> usual, Key.Optional<T> own) implements LineKey<T> {
        @Override
        public T read(Section access) {
            return access.get(usual);
        }

        @Override
        public Optional<T> readOwn(Section group) {
            return group.get(own);
        }
    }

    /** A list of values; a group's replaces the usual one as a whole. */
    record Some<T>(Key.Many<T> usual, Key.Inherited<T> own) implements LineKey<List<T>> {
        @Override
        public List<T> read(Section access) {
            return access.get(usual);
        }

        @Override
        public Optional<List<T>> readOwn(Section group) {
            return group.get(own);
        }
    }
}
