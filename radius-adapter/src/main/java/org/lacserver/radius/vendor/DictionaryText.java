package org.lacserver.radius.vendor;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows from text, one to a line: vendor number, attribute number ({@code NUMBER:NAME} for one pair
 * of an attribute that holds pairs), format, name, meaning. What follows a {@code #} is for people.
 */
final class DictionaryText {
    private static final int COLUMNS = 5;
    private static final int MAX_VENDOR = 0xff_ffff; // RFC 2865 §5.26: the high octet is zero
    private static final Pattern NUMBER = Pattern.compile("\\d{1,8}");
    private static final Pattern NAME = Pattern.compile("[\\p{Alnum}._:-]{1,64}");
    private static final Set<Meaning> OF_NUMBERS =
            EnumSet.of(
                    Meaning.LIMIT,
                    Meaning.WEIGHT,
                    Meaning.PREFERENCE,
                    Meaning.TX_SPEED,
                    Meaning.RX_SPEED);

    private final String file;
    private final Consumer<String> problems;
    private int line;

    DictionaryText(String file, Consumer<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    Map<Row.Key, Row> read(String text) {
        Map<Row.Key, Row> rows = new HashMap<>();
        for (String written : text.split("\n", -1)) {
            line++;
            String content = written.replaceFirst("#.*", "").strip();
            if (!content.isEmpty()) {
                Row row = row(Arrays.asList(content.split("\\s+")));
                if (row != null && rows.put(row.key(), row) != null) {
                    bad(row.name(), "one row for each attribute");
                }
            }
        }
        return rows;
    }

    private @Nullable Row row(List<String> words) {
        if (words.size() < COLUMNS) {
            bad(String.join(" ", words), "VENDOR ATTRIBUTE FORMAT NAME MEANING");
            return null;
        }
        Row.Key key = key(words.get(0), words.get(1));
        Format format = choice(words.get(2), Format.values(), Format::label);
        String name = words.get(3);
        Meaning meaning = choice(words.get(4), Meaning.values(), Meaning::label);
        if (!NAME.matcher(name).matches()) {
            bad(name, "a name of letters, digits, . _ : - (up to 64)");
            return null;
        }
        if (key == null || format == null || meaning == null) {
            return null;
        }
        if (format == Format.TAGGED_SALTED && meaning != Meaning.PASSWORD) {
            bad(words.get(4), "password, as the format is tagged-salted");
            return null;
        }
        if (format == Format.ADDRESS && OF_NUMBERS.contains(meaning)) {
            bad(words.get(2), "integer, as the meaning is " + meaning.label());
            return null;
        }
        return finish(new Row(key, format, name, meaning, "", Map.of()), words);
    }

    private @Nullable Row finish(Row row, List<String> words) {
        List<String> more = words.subList(COLUMNS, words.size());
        String knob = "";
        Map<String, String> values = Map.of();
        switch (row.meaning()) {
            case SET -> {
                if (more.isEmpty()) {
                    bad("set", "set SETTING, or set SETTING VALUE=TEXT,...");
                    return null;
                }
                knob = more.getFirst();
                values = values(more.subList(1, more.size()));
            }
            case UNSUPPORTED -> values = values(more);
            default -> {
                if (!more.isEmpty()) {
                    bad(String.join(" ", more), "nothing after " + row.meaning().label());
                    return null;
                }
            }
        }
        return new Row(row.key(), row.format(), row.name(), row.meaning(), knob, values);
    }

    /** {@code 1=none,2=all}; without {@code =} it is for every value. */
    private Map<String, String> values(List<String> words) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : String.join(" ", words).split(",", -1)) {
            int end = word.indexOf('=');
            if (end >= 0) {
                values.put(word.substring(0, end).strip(), word.substring(end + 1).strip());
            } else if (!word.isBlank()) {
                values.put("*", word.strip());
            }
        }
        if (values.values().stream().anyMatch(text -> text.contains("{/0"))) {
            bad("{/0}", "{} or {/NUMBER} with a number from 1");
        }
        return values;
    }

    private Row.@Nullable Key key(String vendor, String attribute) {
        int colon = attribute.indexOf(':');
        String number = colon < 0 ? attribute : attribute.substring(0, colon);
        String pair = colon < 0 ? "" : attribute.substring(colon + 1);
        boolean isVendor = isNumber(vendor, MAX_VENDOR);
        boolean isAttribute = isNumber(number, 255) && (colon < 0 || !pair.isEmpty());
        if (!isVendor) {
            bad(vendor, "a vendor number 1..16777215");
        }
        if (!isAttribute) {
            bad(attribute, "an attribute number 1..255, or NUMBER:NAME of a pair");
        }
        return isVendor && isAttribute
                ? new Row.Key(Integer.parseInt(vendor), Integer.parseInt(number), pair)
                : null;
    }

    private static boolean isNumber(String text, int most) {
        if (!NUMBER.matcher(text).matches()) {
            return false;
        }
        int number = Integer.parseInt(text);
        return number >= 1 && number <= most;
    }

    private <T> @Nullable T choice(String text, T[] all, Function<T, String> label) {
        for (T each : all) {
            if (label.apply(each).equals(text)) {
                return each;
            }
        }
        bad(text, Arrays.stream(all).map(label).collect(Collectors.joining(", ")));
        return null;
    }

    private void bad(String value, String expected) {
        problems.accept(file + ":" + line + ": " + value + ": expected " + expected);
    }
}
