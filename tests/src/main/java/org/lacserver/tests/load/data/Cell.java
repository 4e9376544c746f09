package org.lacserver.tests.load.data;

import java.util.List;

/**
 * One square of the tables.
 *
 * @param path the way's name
 * @param direction {@code up}, {@code down} or {@code both}
 */
record Cell(String path, String direction, int sessions, Size size) {
    List<Direction> directions() {
        return switch (direction) {
            case "up" -> List.of(Direction.UP);
            case "down" -> List.of(Direction.DOWN);
            default -> List.of(Direction.UP, Direction.DOWN);
        };
    }

    Cell of(String otherPath) {
        return new Cell(otherPath, direction, sessions, size);
    }

    Cell with(int otherSessions) {
        return new Cell(path, direction, otherSessions, size);
    }
}
