package org.lacserver.wiring;

import org.lacserver.call.CodeTable;
import org.lacserver.call.CodeTable.LockTime;
import org.lacserver.call.CodeTable.Row;
import org.lacserver.config.Effective;
import org.lacserver.config.Knobs;
import org.lacserver.ops.Reply;
import org.lacserver.port.CodeRule;
import org.lacserver.port.CodeRule.Lock;

import java.util.List;
import java.util.Locale;

/** What the codes of an LNS mean, as rows for the control socket. */
final class CodeRows {
    private CodeRows() {}

    static List<Reply.CodeRow> of(Effective effective) {
        List<Row> usual = CodeTable.of(List.of()).rows();
        String source = effective.source(Knobs.CODES);
        return CodeTable.of(effective.get(Knobs.CODES)).rows().stream()
                .map(row -> row(row, usual.contains(row) ? "usual" : source))
                .toList();
    }

    private static Reply.CodeRow row(Row row, String source) {
        return new Reply.CodeRow(
                code(row),
                row.message() == CodeRule.Message.PPP ? "" : row.next() ? "next" : "give-up",
                row.lock() == Lock.NOTHING ? "none" : spelling(row.lock()),
                row.lock() == Lock.NOTHING ? "" : lockFor(row.lockFor()),
                row.alarm(),
                spelling(row.cause()),
                row.text(),
                source);
    }

    private static String lockFor(LockTime time) {
        return switch (time) {
            case LockTime.Usual() -> "lockout";
            case LockTime.Refused() -> "refused-lockout";
            case LockTime.Fixed(var fixed) -> fixed.toSeconds() + "s";
        };
    }

    private static String code(Row row) {
        String name =
                switch (row.message()) {
                    case STOPCCN -> "StopCCN";
                    case CDN -> "CDN";
                    case PPP -> "PPP";
                };
        return name + " " + number(row.result()) + "/" + number(row.error());
    }

    private static String number(int code) {
        return code == CodeRule.ANY ? "*" : Integer.toString(code);
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
