package org.lacserver.tests.interop;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pppd log read for what went over the line before the call was handed to its LNS. */
record PppLog(List<String> lines) {

    private static final Pattern HEX = Pattern.compile("<([0-9a-f]+)>");
    private static final Pattern ID = Pattern.compile(" id=0x([0-9a-f]+)");
    private static final Pattern OPTION = Pattern.compile("<(\\w+) ([^>]+)>");

    static PppLog of(Subscriber subscriber) {
        return new PppLog(subscriber.log().lines().toList());
    }

    String first(String start) {
        return lines.stream()
                .filter(l -> l.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + start + " in\n" + lines));
    }

    /** The last line of this kind before the caller named himself. */
    String lastBeforeAuthentication(String start) {
        return lines.stream()
                .takeWhile(l -> !l.matches("sent \\[(CHAP Response|PAP AuthReq) .*"))
                .filter(l -> l.startsWith(start))
                .reduce((before, last) -> last)
                .orElseThrow(() -> new AssertionError("no " + start + " in\n" + lines));
    }

    /** The octets between the first angle brackets of a CHAP message. */
    static String octets(String line) {
        return group(HEX, line);
    }

    static int id(String line) {
        return Integer.parseInt(group(ID, line), 16);
    }

    private static String group(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + line);
        }
        return matcher.group(1);
    }

    /** The options of a Configure-Request as they stood on the wire, in hexadecimal. */
    static String options(String line) {
        StringBuilder octets = new StringBuilder();
        Matcher option = OPTION.matcher(line);
        while (option.find()) {
            String value = option.group(2);
            octets.append(
                    switch (option.group(1) + " " + value.replaceAll("\\d.*", "")) {
                        case "mru " -> "0104%04x".formatted(Integer.parseInt(value));
                        case "magic " ->
                                "0506%08x".formatted(Long.decode(value)); // pppd drops zeros
                        case "auth pap" -> "0304c023";
                        case "auth chap MD" -> "0305c22305";
                        default -> throw new AssertionError("unknown option in " + line);
                    });
        }
        return octets.toString();
    }
}
