package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.CodeRule;
import org.lacserver.port.CodeRule.Lock;
import org.lacserver.port.CodeRule.Message;
import org.lacserver.port.EndCause;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The keys of one rule for an LNS's codes, at one level of the file. */
final class CodeKeys {
    private static final Pattern CODE =
            Pattern.compile("(StopCCN|CDN|PPP) (\\d{1,5}|\\*)(?:/(\\d{1,5}|\\*))?");
    private static final int LARGEST = 0xffff;

    /** Which codes a rule is about. */
    private record Match(Message message, int result, int error) {}

    /** What becomes of a call that is being set up. */
    private enum Then {
        NEXT,
        GIVE_UP
    }

    private static final Kind<Match> A_CODE =
            new Kind<>(
                    "a code such as StopCCN 2/4, CDN 4 (whatever the error) or PPP 12; * is any",
                    "CDN 4/0",
                    CodeKeys::match,
                    false);
    private static final Kind<EndCause> A_CAUSE =
            new Kind<>(
                    "an Acct-Terminate-Cause, one of "
                            + Arrays.stream(EndCause.values())
                                    .map(c -> Kind.spelling(c) + " (" + number(c) + ")")
                                    .collect(Collectors.joining(", ")),
                    "nas-error",
                    CodeKeys::cause,
                    false);
    private static final Kind<Lock> A_LOCK =
            new Kind<>(
                    "one of none, tunnel, lns",
                    "none",
                    text ->
                            switch (text) {
                                case "none" -> Lock.NOTHING;
                                case "tunnel" -> Lock.TUNNEL;
                                case "lns" -> Lock.LNS;
                                default -> null;
                            },
                    false);

    private final Key.Required<Match> code;
    private final Key.Optional<Then> then;
    private final Key.Optional<Lock> lock;
    private final Key.Optional<Duration> lockFor;
    private final Key.Optional<Boolean> alarm;
    private final Key.Optional<EndCause> cause;
    private final Key.Optional<String> padt;

    /**
     * @param path of the list
     */
    CodeKeys(String path) {
        String item = path + "[].";
        code = new Key.Required<>(item + "code", A_CODE);
        then = new Key.Optional<>(item + "then", Kind.oneOf(Then.class));
        lock = new Key.Optional<>(item + "lock", A_LOCK);
        lockFor = new Key.Optional<>(item + "for", Kind.duration("1s", "1d"));
        alarm = new Key.Optional<>(item + "alarm", Kind.yesNo());
        cause = new Key.Optional<>(item + "cause", A_CAUSE);
        padt = new Key.Optional<>(item + "padt", Kind.text(200));
    }

    List<Key> all() {
        return List.of(code, then, lock, lockFor, alarm, cause, padt);
    }

    CodeRule read(Section s, Problems problems) {
        Match match = s.get(code);
        Then wanted = s.get(then).orElse(null);
        CodeRule rule =
                new CodeRule(
                        match.message(),
                        match.result(),
                        match.error(),
                        wanted == null ? null : Boolean.valueOf(wanted == Then.NEXT),
                        s.get(lock).orElse(null),
                        s.get(lockFor).orElse(null),
                        s.get(alarm).orElse(null),
                        s.get(cause).orElse(null),
                        s.get(padt).orElse(null));
        if (rule.message() == Message.PPP) {
            // RFC 3145: it comes when a call ends, beside the Result Code
            for (Key key : List.of(then, lock, lockFor, alarm)) {
                if (s.has(key)) {
                    problems.add(
                            s.lineOf(key), s.shown(key.name()) + " has no meaning with a PPP code");
                }
            }
        }
        if (s.has(code) && all().stream().filter(s::has).count() == 1) {
            problems.add(
                    s.line(),
                    s.shown("code") + ": expected one of then, lock, for, alarm, cause, padt");
        }
        return rule;
    }

    /** In one line: {@code CDN 4/0 give-up lock none}. */
    static String text(CodeRule rule) {
        List<String> words = new ArrayList<>();
        words.add(code(rule));
        Boolean next = rule.next();
        if (next != null) {
            words.add(Kind.spelling(next ? Then.NEXT : Then.GIVE_UP));
        }
        Lock lock = rule.lock();
        if (lock != null) {
            words.add("lock " + (lock == Lock.NOTHING ? "none" : Kind.spelling(lock)));
        }
        Duration lockFor = rule.lockFor();
        if (lockFor != null) {
            words.add("for " + lockFor.toSeconds() + "s");
        }
        Boolean alarm = rule.alarm();
        if (alarm != null) {
            words.add(alarm ? "alarm" : "no alarm");
        }
        EndCause cause = rule.cause();
        if (cause != null) {
            words.add("cause " + Kind.spelling(cause));
        }
        String text = rule.text();
        if (text != null) {
            words.add("padt " + Problems.quote(text));
        }
        return String.join(" ", words);
    }

    /** As in the file: {@code CDN 4/0}. */
    static String code(CodeRule rule) {
        String name =
                switch (rule.message()) {
                    case STOPCCN -> "StopCCN";
                    case CDN -> "CDN";
                    case PPP -> "PPP";
                };
        return name + " " + number(rule.result()) + "/" + number(rule.error());
    }

    private static String number(int code) {
        return code == CodeRule.ANY ? "*" : Integer.toString(code);
    }

    private static int number(EndCause cause) {
        return cause.acctTerminateCause();
    }

    private static @Nullable Match match(String text) {
        Matcher matcher = CODE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        Message message =
                switch (matcher.group(1)) {
                    case "StopCCN" -> Message.STOPCCN;
                    case "CDN" -> Message.CDN;
                    default -> Message.PPP;
                };
        String error = matcher.group(3);
        Match match =
                new Match(
                        message,
                        codeOf(matcher.group(2)),
                        error == null ? CodeRule.ANY : codeOf(error));
        return match.result() > LARGEST || match.error() > LARGEST ? null : match;
    }

    private static int codeOf(String text) {
        return text.equals("*") ? CodeRule.ANY : Integer.parseInt(text);
    }

    private static @Nullable EndCause cause(String text) {
        for (EndCause cause : EndCause.values()) {
            if (Kind.spelling(cause).equals(text) || Integer.toString(number(cause)).equals(text)) {
                return cause;
            }
        }
        return null;
    }
}
