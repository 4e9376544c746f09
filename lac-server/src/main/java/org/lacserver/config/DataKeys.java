package org.lacserver.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of {@code data}, in the order of {@code conf/lac.yaml}. */
final class DataKeys {
    private static final Pattern SHORT_TIME = Pattern.compile("(\\d{1,4})(us|ms)");
    private static final Duration LONGEST_POLL = Duration.ofMillis(1);

    static final Key.Defaulted<DataConfig.Choice> PATH =
            new Key.Defaulted<>("data.path", Kind.oneOf(DataConfig.Choice.class), "auto");
    static final Key.Many<String> CORE_INTERFACES =
            new Key.Many<>("data.core-interfaces", Keys.AN_INTERFACE, List.of(), 0);
    static final Key.Defaulted<DataConfig.XdpMode> XDP_MODE =
            new Key.Defaulted<>("data.xdp-mode", Kind.oneOf(DataConfig.XdpMode.class), "auto");
    static final Key.Defaulted<Integer> KERNEL_CALLS =
            new Key.Defaulted<>("data.kernel-calls", Kind.number(1_024, 1_048_576), "131072");
    static final Key.Defaulted<String> PIN_DIRECTORY =
            new Key.Defaulted<>("data.pin-directory", Kind.absolutePath(), "/sys/fs/bpf/lac");
    static final Key.Defaulted<DataConfig.OnStart> ON_START =
            new Key.Defaulted<>("data.on-start", Kind.oneOf(DataConfig.OnStart.class), "fresh");
    static final Key.Defaulted<Duration> ADOPT_TIME =
            new Key.Defaulted<>("data.adopt-time", Kind.duration("1s", "1h"), "5m");
    static final Key.Defaulted<Integer> THREADS =
            new Key.Defaulted<>("data.threads", Kind.number(1, 16), "1");
    static final Key.Defaulted<Duration> BUSY_POLL =
            new Key.Defaulted<>("data.busy-poll", busyPoll(), "off");

    static final List<Key> ALL =
            List.of(
                    PATH,
                    CORE_INTERFACES,
                    XDP_MODE,
                    KERNEL_CALLS,
                    PIN_DIRECTORY,
                    ON_START,
                    ADOPT_TIME,
                    THREADS,
                    BUSY_POLL);

    private DataKeys() {}

    private static Kind<Duration> busyPoll() {
        return new Kind<>("a time such as 50us (1us..1ms) or off", "50us", DataKeys::pollOf, false);
    }

    private static @Nullable Duration pollOf(String text) {
        if (text.equals("off")) {
            return Duration.ZERO;
        }
        Matcher matcher = SHORT_TIME.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        ChronoUnit unit = matcher.group(2).equals("us") ? ChronoUnit.MICROS : ChronoUnit.MILLIS;
        Duration time = Duration.of(Long.parseLong(matcher.group(1)), unit);
        return time.isZero() || time.compareTo(LONGEST_POLL) > 0 ? null : time;
    }
}
