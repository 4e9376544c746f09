package org.lacserver.config;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One rule that changes a user name: {@code strip-realm}, {@code realm isp.example} or {@code
 * s/regex/replacement/}, with {@code i} behind it when case does not matter and {@code g} for every
 * place instead of the first. Two are equal when they are written the same.
 */
public final class NameRewrite {
    private static final int LONGEST = 255;

    private static final Pattern REALM = Pattern.compile("realm +([^\\s@]{1,253})");
    private static final String PIECE = "((?:[^/\\\\]|\\\\.)*)";
    private static final Pattern SUBSTITUTE =
            Pattern.compile("s/" + PIECE + "/" + PIECE + "/(i?g?|gi)");
    private static final Pattern GROUP = Pattern.compile("\\\\.|\\$(\\d?)");

    private sealed interface Rule {
        record StripRealm() implements Rule {}

        record Realm(String realm) implements Rule {}

        record Substitute(Pattern pattern, String replacement, boolean everywhere)
                implements Rule {}
    }

    private final String written;
    private final Rule rule;

    private NameRewrite(String written, Rule rule) {
        this.written = written;
        this.rule = rule;
    }

    static Kind<NameRewrite> kind() {
        return new Kind<>(
                "strip-realm, realm NAME, or s/regex/replacement/",
                "strip-realm",
                NameRewrite::parse,
                false);
    }

    /** Null when {@code written} is no rule. */
    static @Nullable NameRewrite parse(String written) {
        if (written.length() > LONGEST) {
            return null;
        }
        if (written.equals("strip-realm")) {
            return new NameRewrite(written, new Rule.StripRealm());
        }
        Matcher realm = REALM.matcher(written);
        if (realm.matches()) {
            return new NameRewrite(written, new Rule.Realm(realm.group(1)));
        }
        Matcher substitute = SUBSTITUTE.matcher(written);
        Rule rule = substitute.matches() ? substitute(substitute) : null;
        return rule == null ? null : new NameRewrite(written, rule);
    }

    private static @Nullable Rule substitute(Matcher parts) {
        String flags = parts.group(3);
        String regex = parts.group(1).replace("\\/", "/");
        try {
            int caseless = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
            Pattern pattern = Pattern.compile(regex, flags.contains("i") ? caseless : 0);
            Matcher groups = GROUP.matcher(parts.group(2));
            while (groups.find()) {
                String group = groups.group(1);
                if (group != null
                        && (group.isEmpty()
                                || Integer.parseInt(group) > pattern.matcher("").groupCount())) {
                    return null;
                }
            }
            return regex.isEmpty()
                    ? null
                    : new Rule.Substitute(pattern, parts.group(2), flags.contains("g"));
        } catch (PatternSyntaxException e) {
            return null;
        }
    }

    /** All rules in their order. */
    public static String apply(List<NameRewrite> rules, String name) {
        String rewritten = name;
        for (NameRewrite rule : rules) {
            rewritten = rule.apply(rewritten);
        }
        return rewritten;
    }

    /** The name as it was where nothing, or more than 255 characters, would be left of it. */
    public String apply(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return name;
        }
        String rewritten =
                switch (rule) {
                    case Rule.StripRealm() -> withoutRealm(name);
                    case Rule.Realm(String realm) -> withoutRealm(name) + "@" + realm;
                    case Rule.Substitute(Pattern pattern, String replacement, boolean everywhere) ->
                            everywhere
                                    ? pattern.matcher(name).replaceAll(replacement)
                                    : pattern.matcher(name).replaceFirst(replacement);
                };
        return rewritten.isEmpty() || rewritten.length() > LONGEST ? name : rewritten;
    }

    private static String withoutRealm(String name) {
        int at = name.lastIndexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NameRewrite that && written.equals(that.written);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(written);
    }

    @Override
    public String toString() {
        return written;
    }
}
