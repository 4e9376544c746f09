package org.lacserver.radius.vendor;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Which attributes of vendors count, and for what. Immutable. */
public final class VendorTable {
    private static final String BUILT_IN = "dictionary";
    private static final VendorTable OWN = load();

    /** Pairs that concern tunnels: what such a one asks in vain is told. */
    private static final List<String> TUNNEL_PAIRS = List.of("vpdn:", "lac:");

    private final Map<Row.Key, Row> rows;

    /** Vendor and number of the attributes that hold pairs. */
    private final Set<Long> withPairs;

    private VendorTable(Map<Row.Key, Row> rows) {
        this.rows = Map.copyOf(rows);
        this.withPairs =
                Set.copyOf(
                        rows.keySet().stream()
                                .filter(key -> !key.pair().isEmpty())
                                .map(key -> id(key.vendor(), key.type()))
                                .toList());
    }

    /** The rows that come with the program. */
    public static VendorTable builtIn() {
        return OWN;
    }

    private static VendorTable load() {
        try (InputStream in = VendorTable.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException("no " + BUILT_IN + " beside this class");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new VendorTable(Map.of())
                    .with(
                            BUILT_IN,
                            text,
                            problem -> {
                                throw new IllegalStateException(problem);
                            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * These rows and those of {@code text}, which count where both have one.
     *
     * @param problems gets one sentence with file and line for each row that is none
     */
    public VendorTable with(String file, String text, Consumer<String> problems) {
        Map<Row.Key, Row> all = new HashMap<>(rows);
        all.putAll(new DictionaryText(file, problems).read(text));
        return new VendorTable(all);
    }

    /** The settings that rows name, so that their names can be checked. */
    public Set<String> knobs() {
        Set<String> knobs = new TreeSet<>();
        rows.values().stream()
                .filter(row -> row.meaning() == Meaning.SET)
                .forEach(row -> knobs.add(row.knob()));
        return knobs;
    }

    private static long id(int vendor, int type) {
        return (long) vendor << Byte.SIZE | type;
    }

    /** What an attribute says; null when it is none of ours. */
    public @Nullable Said read(int vendor, int type, byte[] value) {
        Row row = rows.get(new Row.Key(vendor, type, ""));
        if (row != null) {
            return said(row, value);
        }
        return withPairs.contains(id(vendor, type)) ? pair(vendor, type, value) : null;
    }

    private @Nullable Said pair(int vendor, int type, byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        int end = separator(text);
        if (end < 0) {
            return null;
        }
        String name = text.substring(0, end).strip();
        Row row = rows.get(new Row.Key(vendor, type, name));
        boolean isOptional = text.charAt(end) == '*';
        if (row == null) {
            boolean isTold = !isOptional && TUNNEL_PAIRS.stream().anyMatch(name::startsWith);
            return isTold ? Said.unknown(name) : null;
        }
        byte[] octets = text.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        Said said = said(row, octets);
        return isOptional && said != null && said.isInVain() ? null : said;
    }

    /** {@code =} asks for it, {@code *} leaves it to us; whichever comes first. */
    private static int separator(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '=' || text.charAt(i) == '*') {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable Said said(Row row, byte[] octets) {
        if (row.meaning() == Meaning.IGNORE) {
            return null;
        }
        Format.Value value = row.format().read(octets);
        if (value == null) {
            return Said.inVain(0, row.name(), "is malformed");
        }
        int tag = value.tag();
        return switch (row.meaning()) {
            case UNSUPPORTED ->
                    row.isHarmless(value.text())
                            ? null
                            : Said.inVain(tag, row.name(), "asks for what this box cannot do");
            case SET -> {
                String setting = row.setting(value.text());
                yield setting == null
                        ? Said.inVain(tag, row.name(), "has no such value: " + value.text())
                        : new Said(tag, row.name(), row.meaning(), row.knob(), setting, octets);
            }
            case SETTING -> setting(row, value);
            default -> new Said(tag, row.name(), row.meaning(), "", value.text(), value.octets());
        };
    }

    private static Said setting(Row row, Format.Value value) {
        int end = value.text().indexOf(':');
        String knob = end < 0 ? "" : value.text().substring(0, end).strip();
        String text = value.text().substring(end + 1).strip();
        return knob.isEmpty() || text.isEmpty()
                ? Said.inVain(value.tag(), row.name(), "needs NAME:VALUE")
                : new Said(value.tag(), row.name(), Meaning.SET, knob, text, value.octets());
    }
}
