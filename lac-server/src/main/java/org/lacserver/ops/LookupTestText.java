package org.lacserver.ops;

import java.util.List;

/** A lookup that nobody called for, for people. */
final class LookupTestText {
    private LookupTestText() {}

    static String render(LookupTest test) {
        StringBuilder out = new StringBuilder();
        row(out, "caller", Text.printable(test.user()) + "  line " + Text.printable(test.line()));
        row(out, "group", test.group() + "  asks " + String.join(", ", test.order()));
        for (LookupTest.Stage stage : test.stages()) {
            row(out, stage.name(), Text.printable(stage.outcome()));
            attributes(out, "sent", stage.sent());
            attributes(out, "received", stage.received());
        }
        row(
                out,
                "result",
                test.result()
                        + "  by "
                        + Text.printable(test.source())
                        + (test.message().isEmpty()
                                ? ""
                                : "  the caller hears " + Text.quoted(test.message())));
        int width = test.choices().stream().mapToInt(each -> each.lns().length()).max().orElse(0);
        for (LookupTest.Choice choice : test.choices()) {
            row(
                    out,
                    "",
                    (choice.tag() == 0 ? "" : "tag " + choice.tag() + "  ")
                            + Text.printable(choice.lns())
                            + " ".repeat(width - choice.lns().length())
                            + (choice.lns().equals(choice.address()) ? "" : "  " + choice.address())
                            + (choice.group() == null ? "" : "  group " + choice.group())
                            + "  preference "
                            + choice.preference()
                            + "  "
                            + Text.printable(choice.outcome()));
        }
        return out.toString();
    }

    private static void attributes(StringBuilder out, String title, List<String> lines) {
        String before = title;
        for (String line : lines) {
            row(out, "", before + " ".repeat(10 - before.length()) + Text.printable(line));
            before = "";
        }
    }

    private static void row(StringBuilder out, String title, String text) {
        String padded = title + " ".repeat(Math.max(0, 8 - title.length()));
        out.append((padded + text).stripTrailing()).append('\n');
    }
}
