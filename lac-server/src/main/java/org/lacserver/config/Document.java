package org.lacserver.config;

import org.apache.commons.configuration2.tree.ImmutableNode;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * YAML text as a Commons Configuration tree whose nodes know their line. Scalars stay text as
 * written ({@code 0123}, {@code yes}); the key table says what they mean. A list becomes sibling
 * nodes of one name.
 */
final class Document {
    private static final String LINE = "line";
    private static final String SHAPE = "shape";
    private static final int DEEPEST = 12;
    private static final int LARGEST = 8 * 1024 * 1024;

    /** What was written in the place of a node. */
    enum Shape {
        SCALAR,
        SECTION,
        /** A list without items; any other list is as many nodes. */
        NO_ITEMS
    }

    /**
     * What the YAML parser may be quoted with: texts of its own that repeat nothing of the file,
     * where a secret may stand.
     */
    private static final List<String> QUOTABLE =
            List.of(
                    "mapping values are not allowed here",
                    "could not find expected ':'",
                    "sequence entries are not allowed here",
                    "found unexpected end of stream",
                    "expected <block end>",
                    "expected ',' or '}'",
                    "expected ',' or ']'",
                    "expected the node content",
                    "found character '\\t(TAB)' that cannot start any token",
                    "but found another document");

    private final Problems problems;
    private final Set<Node> seen = new HashSet<>(); // a Node equals itself alone

    private Document(Problems problems) {
        this.problems = problems;
    }

    /** The tree of {@code text}, or null after reporting why there is none. */
    static @Nullable ImmutableNode parse(String text, Problems problems) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(LARGEST);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root == null || isEmptyScalar(root)) {
                return new ImmutableNode.Builder().addAttributes(Map.of(LINE, 1)).create();
            }
            if (!(root instanceof MappingNode)) {
                problems.add(lineOf(root), "expected sections such as access: and l2tp:");
                return null;
            }
            return new Document(problems).convert("", root, 1, 0);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(line, "not valid YAML: " + quotable(e.getProblem()));
            return null;
        } catch (YAMLException e) {
            problems.add(0, "not valid YAML: control characters, or nested too deep");
            return null;
        }
    }

    static int line(ImmutableNode node) {
        return node.getAttributes().get(LINE) instanceof Integer line ? line : 0;
    }

    static boolean isSection(ImmutableNode node) {
        return node.getAttributes().get(SHAPE) == Shape.SECTION;
    }

    /** Whether a list without items was written. */
    static boolean hasNoItems(ImmutableNode node) {
        return node.getAttributes().get(SHAPE) == Shape.NO_ITEMS;
    }

    /** The scalar as written; empty for a key without a value. */
    static String text(ImmutableNode node) {
        return node.getValue() instanceof String text ? text : "";
    }

    private ImmutableNode convert(String name, Node node, int line, int depth) {
        ImmutableNode.Builder builder =
                new ImmutableNode.Builder().name(name).addAttribute(LINE, line);
        if (!seen.add(node) || depth > DEEPEST) {
            problems.add(lineOf(node), "anchors and aliases (&x, *x) are not used in this file");
            return builder.create();
        }
        switch (node) {
            case ScalarNode scalar ->
                    builder.value(scalar.getValue()).addAttribute(SHAPE, Shape.SCALAR);
            case MappingNode mapping -> {
                builder.addAttribute(SHAPE, Shape.SECTION);
                addChildren(builder, mapping, depth);
            }
            default -> problems.add(lineOf(node), "a list inside a list is not used in this file");
        }
        return builder.create();
    }

    private void addChildren(ImmutableNode.Builder builder, MappingNode mapping, int depth) {
        Set<String> names = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(lineOf(tuple.getKeyNode()), "expected a key");
                continue;
            }
            String name = key.getValue();
            if (!names.add(name)) {
                problems.add(lineOf(key), Problems.quote(name) + " stands here twice");
            } else if (tuple.getValueNode() instanceof SequenceNode items) {
                if (items.getValue().isEmpty()) {
                    builder.addChild(noItems(name, lineOf(key)));
                }
                for (Node item : items.getValue()) {
                    builder.addChild(convert(name, item, lineOf(item), depth + 1));
                }
            } else {
                builder.addChild(convert(name, tuple.getValueNode(), lineOf(key), depth + 1));
            }
        }
    }

    private static ImmutableNode noItems(String name, int line) {
        return new ImmutableNode.Builder()
                .name(name)
                .addAttribute(LINE, line)
                .addAttribute(SHAPE, Shape.NO_ITEMS)
                .create();
    }

    private static boolean isEmptyScalar(Node node) {
        return node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static String quotable(@Nullable String problem) {
        if (problem != null) {
            for (String text : QUOTABLE) {
                if (problem.startsWith(text)) {
                    return text;
                }
            }
            if (problem.contains("alias") || problem.contains("tag")) {
                return "a value that begins with * & or ! belongs in quotes";
            }
        }
        return "this line or the one before it; a value with special characters belongs in quotes";
    }
}
