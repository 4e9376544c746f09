package org.lacserver.config;

import org.lacserver.port.CallLimits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every {@link LineKey}, in the order of {@code conf/lac.yaml}. */
final class LineKeys {
    private static final List<LineKey<?>> TABLE = new ArrayList<>();

    // ---- what is offered to callers
    static final LineKey<String> AC_NAME = one("ac-name", Kind.text(64), "lac");
    static final LineKey<List<String>> SERVICE_NAMES = some("service-names", Kind.text(64));
    static final LineKey<String> DEFAULT_SERVICE = one("default-service", Kind.anyText(64), "");
    static final LineKey<Integer> MRU = one("mru", Kind.number(576, 9208), "1492");

    static final LineKey<Boolean> MRU_TEST = one("mru-test", Kind.yesNo(), "yes");
    static final LineKey<ServiceConfig.LineTags> LINE_TAGS =
            one("line-tags", Kind.oneOf(ServiceConfig.LineTags.class), "trust");
    static final LineKey<NumberTemplate> LINE_ID = one("line-id", Kind.lineTemplate(), "");

    // ---- their links
    static final LineKey<List<LacConfig.Authentication>> AUTHENTICATION =
            some("authentication", Kind.oneOf(LacConfig.Authentication.class), "chap", "pap");
    static final LineKey<Duration> ECHO_INTERVAL =
            one("echo-interval", Kind.durationOrOff("1s", "10m"), "30s");
    static final LineKey<Integer> ECHO_FAILURES = one("echo-failures", Kind.number(1, 20), "3");
    static final LineKey<Integer> AUTH_ATTEMPTS = one("auth-attempts", Kind.number(1, 20), "3");

    // ---- how long their calls last
    static final LineKey<Duration> SESSION_TIMEOUT =
            one("session-timeout", Kind.durationOrOff("1m", "90d"), "off");
    static final LineKey<Duration> IDLE_TIMEOUT =
            one("idle-timeout", Kind.durationOrOff("10s", "7d"), "off");
    static final LineKey<CallLimits.IdleTraffic> IDLE_TRAFFIC =
            one("idle-traffic", Kind.oneOf(CallLimits.IdleTraffic.class), "both");
    static final LineKey<Duration> ABSOLUTE_TIMEOUT =
            one("absolute-timeout", Kind.durationOrOff("1m", "90d"), "off");
    static final LineKey<Duration> WATCH = one("watch", Kind.durationOrOff("30s", "1d"), "off");

    // ---- how many of them
    private static final Kind<Integer> A_LIMIT = Kind.numberOrOff(1, 1_000_000, 0);
    static final LineKey<Integer> CALLS_PER_MAC = one("calls-per-mac", A_LIMIT, "4");
    static final LineKey<Integer> CALLS_PER_VLAN = one("calls-per-vlan", A_LIMIT, "off");
    static final LineKey<Integer> CALLS_PER_CIRCUIT = one("calls-per-circuit", A_LIMIT, "off");
    static final LineKey<Integer> CALLS_PER_PORT = one("calls-per-port", A_LIMIT, "off");
    static final LineKey<Integer> CALLS_OF_ALL = one("limit", A_LIMIT, "off");
    static final LineKey<Duration> PADO_DELAY =
            one("pado-delay", Kind.durationOrOff("1ms", "10s"), "off");

    // ---- who of them, and who has to wait
    static final LineKey<List<MacRange>> ALLOW_MACS = some("allow-macs", MacRange.kind());
    static final LineKey<List<MacRange>> DENY_MACS = some("deny-macs", MacRange.kind());
    static final LineKey<Integer> DAMPING_FAILURES =
            one("damping-failures", Kind.numberOrOff(1, 100, 0), "5");
    static final LineKey<Duration> DAMPING_WITHIN =
            one("damping-within", Kind.duration("1s", "1h"), "60s");
    static final LineKey<Duration> DAMPING_HOLD =
            one("damping-hold", Kind.duration("1s", "1h"), "10s");
    static final LineKey<Duration> DAMPING_MAX_HOLD =
            one("damping-max-hold", Kind.duration("1s", "1d"), "10m");
    static final LineKey<Duration> SHORT_CALL =
            one("short-call", Kind.durationOrOff("1s", "10m"), "10s");

    static final List<LineKey<?>> ALL = List.copyOf(TABLE);

    private LineKeys() {}

    private static <T> LineKey<T> one(String name, Kind<T> kind, String defaultText) {
        return row(
                new LineKey.One<>(
                        new Key.Defaulted<>("access." + name, kind, defaultText),
                        new Key.Optional<>("access.groups[]." + name, kind)));
    }

    private static <T> LineKey<List<T>> some(String name, Kind<T> kind, String... defaults) {
        return row(
                new LineKey.Some<>(
                        new Key.Many<>("access." + name, kind, List.of(defaults), 0),
                        new Key.Inherited<>("access.groups[]." + name, kind)));
    }

    private static <K extends LineKey<?>> K row(K key) {
        TABLE.add(key);
        return key;
    }
}
