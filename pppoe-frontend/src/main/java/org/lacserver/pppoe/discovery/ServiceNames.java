package org.lacserver.pppoe.discovery;

import java.util.List;

/**
 * The services of some lines: names, and patterns in which {@code *} stands for any run of
 * characters and {@code ?} for any one.
 *
 * @param words in the order in which they are offered; none is empty. Without any, every service
 *     asked for is served.
 */
public record ServiceNames(List<String> words) {
    /** Every service that is asked for. */
    public static final ServiceNames ANY = new ServiceNames(List.of());

    public ServiceNames {
        words = List.copyOf(words);
        if (words.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a service name is empty");
        }
    }

    /** RFC 2516 App. A: an empty Service-Name means that any service is acceptable. */
    boolean serve(String asked) {
        if (asked.isEmpty() || words.isEmpty()) {
            return true;
        }
        for (String word : words) {
            if (isPattern(word) ? matches(word, asked) : word.equals(asked)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this word stands for names instead of being one. */
    static boolean isPattern(String word) {
        return word.indexOf('*') >= 0 || word.indexOf('?') >= 0;
    }

    /**
     * Back to the last star when a later character fails: no more steps than the lengths' product.
     */
    static boolean matches(String pattern, String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int afterStar = 0;
        while (in < name.length()) {
            char wanted = at < pattern.length() ? pattern.charAt(at) : 0;
            if (at < pattern.length() && wanted == '*') {
                star = at++;
                afterStar = in;
            } else if (at < pattern.length() && (wanted == '?' || wanted == name.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++afterStar;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
