package org.lacserver.tests.load.data;

import java.util.ArrayList;
import java.util.List;

/** Rows of words, as columns for a terminal or as Markdown. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table row(List<String> words) {
        rows.add(List.copyOf(words));
        return this;
    }

    String text(boolean markdown) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append(
                    markdown ? "| " + String.join(" | ", rows.get(i)) + " |" : padded(rows.get(i)));
            text.append('\n');
            if (i == 0 && markdown) {
                text.append("|---".repeat(rows.get(i).size())).append("|\n");
            }
        }
        return text.toString();
    }

    private String padded(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width =
                    rows.stream()
                            .mapToInt(r -> r.size() > at ? r.get(at).length() : 0)
                            .max()
                            .orElse(0);
            String word = row.get(column);
            String room = " ".repeat(width - word.length());
            line.append(column == 0 ? word + room : "  " + room + word);
        }
        return line.toString().stripTrailing();
    }
}
