package org.lacserver.config;

import org.apache.commons.configuration2.tree.ImmutableNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One section of the file and the typed values of its keys. A bad value is reported once and its
 * default used, so that reading goes on and finds the rest.
 */
final class Section {
    /** What the sections of one file share. */
    record Context(Problems problems, References references, Set<String> asked) {}

    private final Context context;
    private final @Nullable ImmutableNode node;
    private final String tablePath;
    private final String shownPath;
    private final int parentLine;

    private Section(
            Context context,
            @Nullable ImmutableNode node,
            String tablePath,
            String shownPath,
            int parentLine) {
        this.context = context;
        this.node = node;
        this.tablePath = tablePath;
        this.shownPath = shownPath;
        this.parentLine = parentLine;
    }

    static Section root(Context context, ImmutableNode node) {
        return new Section(context, node, "", "", 0);
    }

    int line() {
        return node == null ? parentLine : Document.line(node);
    }

    /** The line of a key here, or the section's when it is not written. */
    int lineOf(Key key) {
        List<ImmutableNode> found = children(key.name());
        return found.isEmpty() ? line() : Document.line(found.getFirst());
    }

    boolean has(Key key) {
        return !children(key.name()).isEmpty();
    }

    /** Whether a list or a section of this name is written. */
    boolean has(String name) {
        return !children(name).isEmpty();
    }

    String shown(String name) {
        return shownPath.isEmpty() ? name : shownPath + "." + name;
    }

    /** A section inside this one; empty when it is not written. */
    Section section(String name) {
        List<ImmutableNode> found = children(name);
        ImmutableNode child = found.isEmpty() ? null : found.getFirst();
        if (child != null && (found.size() > 1 || !isSectionLike(child))) {
            context.problems().add(Document.line(child), shown(name) + ": expected a section");
            child = null;
        }
        return inside(child, name, name);
    }

    /** Sections under names of the operator's choice. */
    List<Named> named() {
        List<Named> all = new ArrayList<>();
        if (node != null) {
            for (ImmutableNode child : node.getChildren()) {
                String name = child.getNodeName();
                if (isSectionLike(child)) {
                    all.add(new Named(name, inside(child, "*", name)));
                } else {
                    context.problems()
                            .add(Document.line(child), shown(name) + ": expected a section");
                }
            }
        }
        return all;
    }

    record Named(String name, Section section) {}

    /** The items of a list of sections. */
    List<Section> items(String name) {
        List<Section> all = new ArrayList<>();
        List<ImmutableNode> found = children(name);
        if (found.size() == 1 && isNothing(found.getFirst())) {
            return all; // a key whose items are all commented out
        }
        for (ImmutableNode child : found) {
            String shown = name + "[" + (all.size() + 1) + "]";
            if (!Document.isSection(child)) {
                context.problems()
                        .add(Document.line(child), shown(shown) + ": expected keys and values");
            }
            all.add(inside(Document.isSection(child) ? child : null, name + "[]", shown));
        }
        return all;
    }

    <T> T get(Key.Required<T> key) {
        ImmutableNode child = only(key);
        if (child == null) {
            if (!has(key)) {
                missing(key);
            }
            return key.kind().exampleValue();
        }
        return parse(key, key.kind(), child, key.kind().exampleValue());
    }

    <T> T get(Key.Defaulted<T> key) {
        T fallback = parseDefault(key, key.kind(), key.defaultText());
        ImmutableNode child = only(key);
        return child == null ? fallback : parse(key, key.kind(), child, fallback);
    }

    <T> Optional<T> get(Key.Optional<T> key) {
        ImmutableNode child = only(key);
        return child == null
                ? Optional.empty()
                : parse(key, key.kind().optional(), child, Optional.empty());
    }

    /** Empty when the list is not written; {@code []} is written. */
    <T> Optional<List<T>> get(Key.Inherited<T> key) {
        List<ImmutableNode> found = children(key.name());
        boolean isLeftOut =
                found.size() == 1
                        && isNothing(found.getFirst())
                        && !Document.hasNoItems(found.getFirst());
        List<T> values = get(new Key.Many<>(key.path(), key.kind(), List.of(), 0));
        return found.isEmpty() || isLeftOut ? Optional.empty() : Optional.of(values);
    }

    <T> List<T> get(Key.Many<T> key) {
        ask(key);
        List<ImmutableNode> found = children(key.name());
        List<T> values = new ArrayList<>();
        if (found.isEmpty()) {
            for (String text : key.defaults()) {
                values.add(parseDefault(key, key.kind(), text));
            }
        }
        boolean isNone =
                found.size() == 1
                        && (Document.hasNoItems(found.getFirst())
                                // a key whose items are all commented out
                                || (isNothing(found.getFirst()) && key.fewest() == 0));
        if (isNone) {
            found = List.of();
        }
        for (ImmutableNode child : found) {
            Optional<T> value = parse(key, key.kind().optional(), child, Optional.empty());
            if (value.filter(values::contains).isPresent()) {
                report(key, child, "stands in the list twice");
            }
            value.ifPresent(values::add);
        }
        if (found.size() < key.fewest()) {
            missing(key);
        }
        return values;
    }

    /** Reports every key here that the table does not have. */
    void refuseUnknown() {
        if (node == null) {
            return;
        }
        Set<String> known = new TreeSet<>();
        for (Key key : Keys.ALL) {
            String path = key.path();
            if (tablePath.isEmpty() || path.startsWith(tablePath + ".")) {
                String rest = tablePath.isEmpty() ? path : path.substring(tablePath.length() + 1);
                known.add(rest.split("[.\\[]", 2)[0]);
            }
        }
        Set<String> told = new TreeSet<>();
        for (ImmutableNode child : node.getChildren()) {
            String name = child.getNodeName();
            if (!known.contains(name) && told.add(name)) {
                // its value stays untold: it may be a secret under a misspelt key
                String shown = Problems.quote(shown(name));
                context.problems()
                        .add(
                                Document.line(child),
                                "unknown key "
                                        + shown
                                        + ": expected one of "
                                        + String.join(", ", known));
            }
        }
    }

    private Section inside(@Nullable ImmutableNode child, String table, String shown) {
        String path = tablePath.isEmpty() ? table : tablePath + "." + table;
        Section section = new Section(context, child, path, shown(shown), line());
        if (!table.equals("lns-groups")) {
            section.refuseUnknown();
        }
        return section;
    }

    private List<ImmutableNode> children(String name) {
        return node == null ? List.of() : node.getChildren(name);
    }

    private static boolean isNothing(ImmutableNode child) {
        return !Document.isSection(child) && Document.text(child).isEmpty();
    }

    private static boolean isSectionLike(ImmutableNode child) {
        return Document.isSection(child) || (isNothing(child) && !Document.hasNoItems(child));
    }

    private @Nullable ImmutableNode only(Key key) {
        ask(key);
        List<ImmutableNode> found = children(key.name());
        if (found.size() > 1) {
            context.problems()
                    .add(
                            Document.line(found.getFirst()),
                            shown(key.name())
                                    + ": expected "
                                    + key.kind().expected()
                                    + ", no list");
            return null;
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    private void ask(Key key) {
        if (!key.section().equals(tablePath)) {
            throw new IllegalArgumentException(key.path() + " asked of " + tablePath);
        }
        context.asked().add(key.path());
    }

    private void missing(Key key) {
        context.problems()
                .add(line(), shown(key.name()) + " is missing: expected " + key.kind().expected());
    }

    private void report(Key key, ImmutableNode child, String complaint) {
        context.problems()
                .value(
                        Document.line(child),
                        shown(key.name()),
                        Document.text(child),
                        key.kind().isSecret(),
                        complaint);
    }

    private <T> T parse(Key key, Kind<T> kind, ImmutableNode child, T fallback) {
        if (Document.isSection(child)) {
            context.problems()
                    .add(
                            Document.line(child),
                            shown(key.name()) + ": expected " + kind.expected() + ", no section");
            return fallback;
        }
        return switch (context.references().resolve(Document.text(child))) {
            case References.Resolved.Failed(String complaint) -> {
                report(key, child, complaint);
                yield fallback;
            }
            case References.Resolved.Text(String text) -> {
                T value = kind.parse().apply(text);
                if (value == null) {
                    report(key, child, "expected " + kind.expected());
                }
                yield value == null ? fallback : value;
            }
        };
    }

    private static <T> T parseDefault(Key key, Kind<T> kind, String text) {
        T value = kind.parse().apply(text);
        if (value == null) {
            throw new IllegalStateException("default of " + key.path() + " does not fit");
        }
        return value;
    }
}
