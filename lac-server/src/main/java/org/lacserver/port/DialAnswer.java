package org.lacserver.port;

/** What the dial plan said about a called number. */
public sealed interface DialAnswer {
    /** Where the answer came from, for people: {@code local} or {@code radius r1}. */
    String source();

    /**
     * The number is known.
     *
     * @param rule names what calls are counted together against {@code limit}
     * @param limit most calls by this rule at a time
     * @param minimumBps slowest speed the target can be given, bit/s
     * @param maximumBps fastest speed the target has, bit/s; what is reported as connect speed when
     *     the access side tells none
     */
    record Route(
            String source,
            String rule,
            DialTarget target,
            int limit,
            long minimumBps,
            long maximumBps)
            implements DialAnswer {}

    /** The call is not made. */
    record Refused(String source, DialFailure failure, String text) implements DialAnswer {}
}
