package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a scalar of the file must look like.
 *
 * @param expected completes "expected …" for people
 * @param example a text that {@code parse} takes; stands in for a missing value while the rest of
 *     the file is still being checked
 * @param parse the value, or null when the text does not fit
 * @param isSecret whether the text must never be shown
 */
record Kind<T>(
        String expected, String example, Function<String, @Nullable T> parse, boolean isSecret) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern VLAN = Pattern.compile("(\\d{1,4})(?:\\.(\\d{1,4}))?");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}");
    private static final Pattern IPV4_PART = Pattern.compile("\\d{1,3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private static <T> Kind<T> of(
            String expected, String example, Function<String, @Nullable T> parse) {
        return new Kind<>(expected, example, parse, false);
    }

    static Kind<Integer> number(int from, int to) {
        return of(
                "a number " + from + ".." + to,
                Integer.toString(from),
                text -> text.matches("\\d{1,9}") ? within(Integer.valueOf(text), from, to) : null);
    }

    static Kind<Long> bitsPerSecond() {
        return of("bits per second 0.." + BitRate.MOST + ", such as 40M", "0", BitRate::parse);
    }

    /** {@code 500ms}, {@code 60s}, {@code 5m}, {@code 1h}, {@code 1d}. */
    static Kind<Duration> duration(String from, String to) {
        return of(
                "a duration such as 60s (" + from + ".." + to + ")",
                from,
                text -> {
                    Duration value = durationOf(text);
                    return value == null
                            ? null
                            : within(value, knownDuration(from), knownDuration(to));
                });
    }

    /** A duration, or {@code off}, which is zero. */
    static Kind<Duration> durationOrOff(String from, String to) {
        Kind<Duration> duration = duration(from, to);
        return of(
                duration.expected() + " or off",
                from,
                text -> text.equals("off") ? Duration.ZERO : duration.parse().apply(text));
    }

    static Kind<Boolean> yesNo() {
        return of(
                "yes or no",
                "no",
                text ->
                        switch (text) {
                            case "yes", "true" -> Boolean.TRUE;
                            case "no", "false" -> Boolean.FALSE;
                            default -> null;
                        });
    }

    /** Free text; control characters are no text. */
    static Kind<String> text(int longest) {
        return of(
                "text of 1 to " + longest + " characters",
                "x",
                text ->
                        !text.isEmpty()
                                        && text.length() <= longest
                                        && text.chars().noneMatch(Character::isISOControl)
                                ? text
                                : null);
    }

    /** Free text, or none. */
    static Kind<String> anyText(int longest) {
        Kind<String> text = text(longest);
        return of(
                "text of at most " + longest + " characters",
                "x",
                written -> written.isEmpty() ? written : text.parse().apply(written));
    }

    static Kind<String> matching(String expected, String example, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return of(expected, example, text -> pattern.matcher(text).matches() ? text : null);
    }

    /** The constants of an enum in the file's spelling: {@code MAX_RATE} is {@code max-rate}. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        E[] all = type.getEnumConstants();
        String names = Arrays.stream(all).map(Kind::spelling).collect(Collectors.joining(", "));
        return of(
                "one of " + names,
                spelling(all[0]),
                text ->
                        Arrays.stream(all)
                                .filter(constant -> spelling(constant).equals(text))
                                .findFirst()
                                .orElse(null));
    }

    static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** IPv4 address literal of one host; names are not resolved. */
    static Kind<InetAddress> ipv4() {
        return of(
                "a host's IPv4 address such as 192.0.2.11",
                "192.0.2.11",
                text -> {
                    byte[] octets = ipv4Octets(text);
                    return octets == null ? null : hosts(address(octets));
                });
    }

    /** IPv6 address literal of one host; names are not resolved. */
    static Kind<InetAddress> ipv6() {
        return of(
                "a host's IPv6 address such as 2001:db8::1",
                "2001:db8::1",
                text -> IPV6.matcher(text).matches() ? hosts(ipv6(text)) : null);
    }

    /** IPv4 or IPv6 address literal of one host; names are not resolved. */
    static Kind<InetAddress> ip() {
        return of(
                "a host's IP address such as 192.0.2.11 or 2001:db8::11",
                "192.0.2.11",
                text -> {
                    byte[] octets = ipv4Octets(text);
                    if (octets != null) {
                        return hosts(address(octets));
                    }
                    return IPV6.matcher(text).matches() ? hosts(ipv6(text)) : null;
                });
    }

    static Kind<Secret> secret() {
        return new Kind<>(
                "a secret of 1 to 255 characters, best as ${env:NAME} or ${file:/path}",
                "x",
                text -> !text.isEmpty() && text.length() <= 255 ? Secret.of(text) : null,
                true);
    }

    static Kind<NumberTemplate> template() {
        return of(
                "text of up to 255 characters with "
                        + NumberTemplate.fields()
                        + "; {a|b} takes the first that is known",
                "{mac}",
                NumberTemplate::parse);
    }

    /** A template of what is known before anybody has named himself. */
    static Kind<NumberTemplate> lineTemplate() {
        return of(
                "text of up to 255 characters with {mac} {circuit-id} {remote-id} {port} {service};"
                        + " {a|b} takes the first that is known",
                "{port}",
                text -> {
                    NumberTemplate template = NumberTemplate.parse(text);
                    return template == null || template.needsCaller() ? null : template;
                });
    }

    /** A number, or {@code off}, which is {@code off}. */
    static Kind<Integer> numberOrOff(int from, int to, int off) {
        return numberOr(from, to, "off", off);
    }

    /** A number, or a word that stands for {@code value}. */
    static Kind<Integer> numberOr(int from, int to, String word, int value) {
        Kind<Integer> number = number(from, to);
        return of(
                number.expected() + ", or " + word,
                word,
                text -> text.equals(word) ? Integer.valueOf(value) : number.parse().apply(text));
    }

    /** A speed, or {@code off}, which is the greatest. */
    static Kind<Long> speedOrOff() {
        Kind<Long> speed = bitsPerSecond();
        return of(
                speed.expected() + ", or off",
                "off",
                text ->
                        text.equals("off")
                                ? Long.valueOf(BitRate.MOST)
                                : speed.parse().apply(text));
    }

    /** Two numbers, the first not above the second: {@code 1-65534}. */
    static Kind<LacConfig.Range> range(int from, int to) {
        Pattern pattern = Pattern.compile("(\\d{1,6})-(\\d{1,6})");
        return of(
                "two numbers such as " + from + "-" + to,
                from + "-" + to,
                text -> {
                    Matcher matcher = pattern.matcher(text);
                    if (!matcher.matches()) {
                        return null;
                    }
                    int first = Integer.parseInt(matcher.group(1));
                    int last = Integer.parseInt(matcher.group(2));
                    return from <= first && first <= last && last <= to
                            ? new LacConfig.Range(first, last)
                            : null;
                });
    }

    /** The same, with further words for some values. */
    Kind<T> orAs(Map<String, T> words) {
        return new Kind<>(
                expected,
                example,
                text -> {
                    T value = words.get(text);
                    return value == null ? parse.apply(text) : value;
                },
                isSecret);
    }

    static Kind<NamePattern> pattern() {
        return of(
                "a pattern such as *@isp.example, or a regular expression between slashes",
                "*",
                NamePattern::parse);
    }

    static Kind<NamePattern> glob() {
        return of("a pattern such as olt7*", "*", NamePattern::parseGlob);
    }

    /** A glob or a regular expression for telephone numbers. */
    static Kind<NamePattern> numberPattern() {
        return of(
                "a number such as 5551234, with * and ?, or a regular expression between slashes",
                "5551234",
                NamePattern::parse);
    }

    static Kind<String> atCommand() {
        return matching("a command that begins with AT", "ATZ", "(?i:AT)[ -~]{0,118}");
    }

    /** What a modem dials, with {@code {number}} in the place of the called number. */
    static Kind<String> dialTemplate() {
        return matching(
                "digits, * # + A..D , T P W ! @, and {number}",
                "{number}",
                "(?:" + DialPlan.DIGIT + "|\\{number}){1,64}");
    }

    /** {@code none}, {@code 200}, or outer and inner tag as {@code 200.17}. */
    static Kind<LacConfig.Vlan> vlan() {
        return of("none, a VLAN 1..4094, or two such as 200.17", "none", Kind::vlanOf);
    }

    private static LacConfig.@Nullable Vlan vlanOf(String text) {
        if (text.equals("none")) {
            return LacConfig.Vlan.NONE;
        }
        Matcher matcher = VLAN.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int outer = Integer.parseInt(matcher.group(1));
        String second = matcher.group(2);
        int inner = second == null ? 0 : Integer.parseInt(second);
        boolean isGood = outer >= 1 && outer <= 4094 && inner <= 4094;
        return isGood && (second == null || inner >= 1) ? new LacConfig.Vlan(outer, inner) : null;
    }

    /** A host's MAC address in the low 48 bits; {@code any} is zero. */
    static Kind<Long> macOrAny() {
        return of(
                "any, or a host's MAC address such as 02:00:5e:10:00:01",
                "any",
                text -> {
                    if (text.equals("any")) {
                        return 0L;
                    }
                    if (!MAC.matcher(text).matches()) {
                        return null;
                    }
                    long mac = Long.parseLong(text.replaceAll("[:-]", ""), 16);
                    return mac == 0 || (mac >> 40 & 1) == 1 ? null : mac;
                });
    }

    static Kind<String> absolutePath() {
        return matching("an absolute path", "/run/lac/control", "/[^\\x00-\\x1f]{1,90}");
    }

    /** A value that may be left out. */
    Kind<Optional<T>> optional() {
        return new Kind<>(
                expected,
                example,
                text -> {
                    T value = parse.apply(text);
                    return value == null ? null : Optional.of(value);
                },
                isSecret);
    }

    T exampleValue() {
        T value = parse.apply(example);
        if (value == null) {
            throw new IllegalStateException("example does not fit: " + expected);
        }
        return value;
    }

    private static <V extends Comparable<V>> @Nullable V within(V value, V from, V to) {
        return value.compareTo(from) < 0 || value.compareTo(to) > 0 ? null : value;
    }

    private static @Nullable Duration durationOf(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Duration knownDuration(String text) {
        Duration value = durationOf(text);
        if (value == null) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }

    /** Null for what no single host has: 0.0.0.0/8, ::, multicast, and all from 224.0.0.0 on. */
    private static @Nullable InetAddress hosts(@Nullable InetAddress address) {
        if (address == null || address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return null;
        }
        byte[] octets = address.getAddress();
        int first = octets[0] & 0xff;
        return octets.length == 4 && (first == 0 || first >= 224) ? null : address;
    }

    private static byte @Nullable [] ipv4Octets(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] octets = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (!IPV4_PART.matcher(parts[i]).matches() || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            octets[i] = (byte) Integer.parseInt(parts[i]);
        }
        return octets;
    }

    private static @Nullable InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static @Nullable InetAddress ipv6(String literal) {
        try {
            return InetAddress.ofLiteral(literal); // a literal only: never asks a resolver
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
