package org.lacserver.call;

import static org.lacserver.port.CodeRule.ANY;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.CodeRule;
import org.lacserver.port.CodeRule.Lock;
import org.lacserver.port.CodeRule.Message;
import org.lacserver.port.EndCause;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the codes of an LNS mean to us (RFC 2661 §4.4.2, RFC 3145 §2). Of the rows that fit a code
 * the most specific one counts: result and error, then the result alone, then the error alone, then
 * the row for every code.
 */
public final class CodeTable {
    /** How long something is left alone. */
    public sealed interface LockTime {
        /** The lockout time of the LNS's profile. */
        record Usual() implements LockTime {}

        /** Its longer time for what only people can mend. */
        record Refused() implements LockTime {}

        record Fixed(Duration time) implements LockTime {}
    }

    /**
     * @param result {@link CodeRule#ANY} for every; so is {@code error}
     * @param next whether a call in set-up goes on to the next candidate
     * @param lock what is left alone
     * @param lockFor for how long
     * @param alarm whether somebody is told
     * @param cause how a call ends that was established
     * @param text for the caller; empty leaves it to the code's own words
     */
    public record Row(
            Message message,
            int result,
            int error,
            boolean next,
            Lock lock,
            LockTime lockFor,
            boolean alarm,
            EndCause cause,
            String text) {

        private Row as(CodeRule rule) {
            Duration time = rule.lockFor();
            return new Row(
                    rule.message(),
                    rule.result(),
                    rule.error(),
                    orElse(rule.next(), next),
                    orElse(rule.lock(), lock),
                    time == null ? lockFor : new LockTime.Fixed(time),
                    orElse(rule.alarm(), alarm),
                    orElse(rule.cause(), cause),
                    orElse(rule.text(), text));
        }

        private static <T> T orElse(@Nullable T said, T usual) {
            return said == null ? usual : said;
        }
    }

    private record Code(Message message, int result, int error) {}

    private static final CodeTable USUAL = new CodeTable(UsualCodes.ROWS);

    private final Map<Code, Row> rows =
            new TreeMap<>(
                    Comparator.comparing(Code::message)
                            .thenComparingInt(Code::result)
                            .thenComparingInt(Code::error));

    private CodeTable(Iterable<Row> usual) {
        usual.forEach(this::put);
    }

    /** The usual rows, changed by {@code rules} in their order. */
    public static CodeTable of(List<CodeRule> rules) {
        if (rules.isEmpty()) {
            return USUAL;
        }
        CodeTable table = new CodeTable(USUAL.rows.values());
        for (CodeRule rule : rules) {
            table.put(table.row(rule.message(), rule.result(), rule.error()).as(rule));
        }
        return table;
    }

    private void put(Row row) {
        rows.put(new Code(row.message(), row.result(), row.error()), row);
    }

    /** The row that counts for a code. */
    public Row row(Message message, int result, int error) {
        for (Code code :
                List.of(
                        new Code(message, result, error),
                        new Code(message, result, ANY),
                        new Code(message, ANY, error))) {
            Row row = rows.get(code);
            if (row != null) {
                return row;
            }
        }
        Row row = rows.get(new Code(message, ANY, ANY));
        if (row == null) {
            throw new IllegalStateException("no row for every code of " + message);
        }
        return row;
    }

    /** All rows, by message, result and error. */
    public List<Row> rows() {
        return List.copyOf(rows.values());
    }
}
