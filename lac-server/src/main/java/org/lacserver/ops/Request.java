package org.lacserver.ops;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.BitRate;

/** What may be asked over the control socket: one line of JSON, {@code command} names the kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Request.ShowCalls.class, name = "show-calls"),
    @JsonSubTypes.Type(value = Request.ShowTunnels.class, name = "show-tunnels"),
    @JsonSubTypes.Type(value = Request.ShowLns.class, name = "show-lns"),
    @JsonSubTypes.Type(value = Request.ShowCounters.class, name = "show-counters"),
    @JsonSubTypes.Type(value = Request.ShowCall.class, name = "show-call"),
    @JsonSubTypes.Type(value = Request.ShowKnobs.class, name = "show-knobs"),
    @JsonSubTypes.Type(value = Request.ShowCodes.class, name = "show-codes"),
    @JsonSubTypes.Type(value = Request.ClearCall.class, name = "clear-call"),
    @JsonSubTypes.Type(value = Request.ClearTunnel.class, name = "clear-tunnel"),
    @JsonSubTypes.Type(value = Request.SetSpeed.class, name = "set-speed"),
})
public sealed interface Request {
    /** Of a request that names no LNS. */
    String EXPECTED_LNS = "expected the name of an LNS";

    record ShowCalls() implements Request {}

    record ShowTunnels() implements Request {}

    record ShowLns() implements Request {}

    record ShowCounters() implements Request {}

    /** Answered with a {@link CallDetail} for each call that {@code match} fits. */
    record ShowCall(CallMatch match) implements Request {}

    /**
     * What counts for an LNS, and where the configuration says so; answered with {@link
     * Reply.KnobRow}s.
     *
     * @param lns its name in the configuration
     */
    record ShowKnobs(String lns) implements Request {}

    /**
     * What the codes of an LNS mean; answered with {@link Reply.CodeRow}s.
     *
     * @param lns its name in the configuration; null for those that it does not name
     */
    record ShowCodes(@Nullable String lns) implements Request {}

    /**
     * Answered with one {@link Reply.Cleared}.
     *
     * @param reason goes into the CDN and to the caller
     * @param dryRun only counts
     */
    record ClearCall(CallMatch match, String reason, boolean dryRun) implements Request {}

    /**
     * Answered with one {@link Reply.Cleared}.
     *
     * @param tunnel a local tunnel id, or an LNS's name or address for all of its tunnels
     * @param reason goes into the StopCCN
     * @param dryRun only counts
     */
    record ClearTunnel(String tunnel, String reason, boolean dryRun) implements Request {}

    /**
     * Answered with the {@link CallDetail} of the one call that {@code match} fits; refused when it
     * fits none or several.
     *
     * @param downBps LAC to caller, bit/s; 0 leaves it as it is
     * @param upBps caller to LAC, bit/s; 0 leaves it as it is
     */
    record SetSpeed(CallMatch match, long downBps, long upBps) implements Request {
        static final String EXPECTED =
                "expected a speed of 1.." + BitRate.MOST + " bits per second, such as 40M";

        private boolean isGood() {
            return Math.min(downBps, upBps) >= 0
                    && Math.max(downBps, upBps) > 0
                    && Math.max(downBps, upBps) <= BitRate.MOST;
        }
    }

    /** Null when every part is there and of a fair length; else what is wrong. */
    @SuppressWarnings("ConstantValue") // JSON may leave any part out
    default @Nullable String complaint() {
        return switch (this) {
            case ShowCalls(), ShowTunnels(), ShowLns(), ShowCounters() -> null;
            case ShowCall(CallMatch match) -> CallMatch.complaint(match);
            case ShowKnobs(String lns) -> lns == null ? EXPECTED_LNS : lnsComplaint(lns);
            case ShowCodes(String lns) -> lns == null ? null : lnsComplaint(lns);
            case ClearCall(CallMatch match, String reason, _) -> {
                String complaint = CallMatch.complaint(match);
                yield complaint == null ? reasonComplaint(reason) : complaint;
            }
            case ClearTunnel(String tunnel, String reason, _) ->
                    tunnel == null || tunnel.isEmpty() || tunnel.length() > CallMatch.LONGEST
                            ? "expected a tunnel id or the name of an LNS"
                            : reasonComplaint(reason);
            case SetSpeed set -> {
                String complaint = CallMatch.complaint(set.match());
                yield complaint == null && !set.isGood() ? SetSpeed.EXPECTED : complaint;
            }
        };
    }

    private static @Nullable String lnsComplaint(String lns) {
        return lns.isEmpty() || lns.length() > CallMatch.LONGEST ? EXPECTED_LNS : null;
    }

    private static @Nullable String reasonComplaint(@Nullable String reason) {
        return reason == null || reason.length() > 200 || Text.hasControls(reason)
                ? "expected a reason of up to 200 printable characters"
                : null;
    }
}
