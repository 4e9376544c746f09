package org.lacserver.ops;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.BitRate;
import org.lacserver.port.LnsAction;

import java.util.regex.Pattern;

/** What may be asked over the control socket: one line of JSON, {@code command} names the kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Request.ShowCalls.class, name = "show-calls"),
    @JsonSubTypes.Type(value = Request.ShowTunnels.class, name = "show-tunnels"),
    @JsonSubTypes.Type(value = Request.ShowLns.class, name = "show-lns"),
    @JsonSubTypes.Type(value = Request.ShowPorts.class, name = "show-ports"),
    @JsonSubTypes.Type(value = Request.ShowRadius.class, name = "show-radius"),
    @JsonSubTypes.Type(value = Request.ShowCounters.class, name = "show-counters"),
    @JsonSubTypes.Type(value = Request.ShowAccounting.class, name = "show-accounting"),
    @JsonSubTypes.Type(value = Request.ShowCall.class, name = "show-call"),
    @JsonSubTypes.Type(value = Request.ShowKnobs.class, name = "show-knobs"),
    @JsonSubTypes.Type(value = Request.ShowCodes.class, name = "show-codes"),
    @JsonSubTypes.Type(value = Request.Explain.class, name = "explain"),
    @JsonSubTypes.Type(value = Request.TraceLine.class, name = "trace-line"),
    @JsonSubTypes.Type(value = Request.ClearCall.class, name = "clear-call"),
    @JsonSubTypes.Type(value = Request.ClearTunnel.class, name = "clear-tunnel"),
    @JsonSubTypes.Type(value = Request.SetSpeed.class, name = "set-speed"),
    @JsonSubTypes.Type(value = Request.TestLookup.class, name = "test-lookup"),
    @JsonSubTypes.Type(value = Request.SetLns.class, name = "set-lns"),
    @JsonSubTypes.Type(value = Request.MoveCall.class, name = "move-call"),
    @JsonSubTypes.Type(value = Request.ShowPppoe.class, name = "show-pppoe"),
    @JsonSubTypes.Type(value = Request.ShowData.class, name = "show-data"),
    @JsonSubTypes.Type(value = Request.StopBox.class, name = "stop-box"),
    @JsonSubTypes.Type(value = Request.SetLimit.class, name = "set-limit"),
    @JsonSubTypes.Type(value = Request.ClearHold.class, name = "clear-hold"),
})
public sealed interface Request {
    /** Of a request that names no LNS. */
    String EXPECTED_LNS = "expected the name of an LNS";

    record ShowCalls() implements Request {}

    record ShowTunnels() implements Request {}

    record ShowLns() implements Request {}

    /** Answered with {@link Reply.PortRow}s. */
    record ShowPorts() implements Request {}

    /** Answered with {@link Reply.RadiusRow}s. */
    record ShowRadius() implements Request {}

    record ShowCounters() implements Request {}

    /** Answered with an {@link AccountingState}, or refused when there is no accounting. */
    record ShowAccounting() implements Request {}

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
     * Answered with {@link Reply.AttemptRow}s, newest first, then the {@link Reply.TraceRow}s of
     * one.
     *
     * @param ladder its number; 0 for none
     */
    record Explain(CallMatch match, int ladder) implements Request {}

    /**
     * Answered with {@link Reply.TraceRow}s as they come.
     *
     * @param seconds ends after so long; 0 for no bound
     * @param count ends after so many; 0 for no bound
     * @param packets whether the octets are wanted too
     */
    record TraceLine(CallMatch match, int seconds, int count, boolean packets) implements Request {
        static final int LONGEST = 86_400;

        private boolean isGood() {
            return seconds >= 0 && seconds <= LONGEST && count >= 0;
        }
    }

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

    /**
     * Answered with one {@link LookupTest}.
     *
     * @param password for PAP; null leaves out whoever would ask for it
     * @param mac of the caller, as 02:00:5e:10:00:01
     * @param port an access port; null is the first
     * @param vlan {@code 200} or {@code 200.17}; null is untagged
     */
    record TestLookup(
            String user,
            @Nullable String password,
            @Nullable String circuitId,
            @Nullable String remoteId,
            String mac,
            @Nullable String port,
            @Nullable String vlan,
            String service)
            implements Request {
        private static final int LONGEST_ID = 63;
        private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");
        private static final String TAG =
                "([1-9]\\d{0,2}|[1-3]\\d{3}|40[0-8]\\d|409[0-4])"; // 1..4094
        private static final Pattern VLAN = Pattern.compile(TAG + "(\\." + TAG + ")?");

        @Override
        public String toString() {
            return "TestLookup[" + Text.printable(user) + "]";
        }

        @SuppressWarnings("ConstantValue") // JSON may leave any part out
        private @Nullable String wrong() {
            if (user == null || user.isEmpty() || user.length() > CallMatch.LONGEST) {
                return "USER: expected a name of 1 to " + CallMatch.LONGEST + " characters";
            }
            if (password != null && (password.isEmpty() || password.length() > 128)) {
                return "expected a password of 1 to 128 characters"; // RFC 2865 §5.2
            }
            if (isNoId(circuitId) || isNoId(remoteId)) {
                return "--line, --remote-id: expected 1 to " + LONGEST_ID + " characters";
            }
            if (mac == null || !MAC.matcher(mac).matches()) {
                return "--mac: expected a MAC address such as 02:00:5e:10:00:01";
            }
            if (vlan != null && !VLAN.matcher(vlan).matches()) {
                return "--vlan: expected a VLAN 1..4094, or two such as 200.17";
            }
            boolean isLong = port != null && port.length() > CallMatch.LONGEST;
            return isLong || service == null || service.length() > CallMatch.LONGEST
                    ? "--port, --service: expected up to " + CallMatch.LONGEST + " characters"
                    : null;
        }

        private static boolean isNoId(@Nullable String id) {
            return id != null && (id.isEmpty() || id.length() > LONGEST_ID);
        }
    }

    /**
     * Answered with one {@link Reply.Steered}.
     *
     * @param lns its name or address
     * @param reason for those who look at it later
     * @param dryRun only says what it is about
     * @param who asks, as the kernel says; whatever a client writes here is not believed
     */
    record SetLns(String lns, LnsAction action, String reason, boolean dryRun, @Nullable String who)
            implements Request {
        SetLns by(String user) {
            return new SetLns(lns, action, reason, dryRun, user);
        }
    }

    /**
     * Answered with one {@link Reply.Moved}; refused when {@code match} fits none or several, and
     * when no LNS takes the call.
     *
     * @param to an LNS or a group of them, by name
     * @param reason goes into the former LNS's CDN
     */
    record MoveCall(CallMatch match, String to, String reason) implements Request {
        static final String EXPECTED = "expected the name of an LNS or of a group";
    }

    /**
     * Answered with one {@link PppoeState}.
     *
     * @param held with every line that has to wait; else with the first of them
     */
    record ShowPppoe(boolean held) implements Request {}

    /**
     * Answered with one {@link DataState}.
     *
     * @param calls with a {@link Reply.DataRow} for each call instead
     */
    record ShowData(boolean calls) implements Request {}

    /** Ends the box as SIGTERM does; answered with one {@link Reply.Stopping}. */
    record StopBox() implements Request {}

    /**
     * Answered with one {@link Reply.LimitSet}.
     *
     * @param what box, port, realm, profile, vlan, circuit or mac
     * @param limit 0 is none; null is what is configured
     */
    record SetLimit(String what, @Nullable String name, @Nullable Integer limit)
            implements Request {
        static final String EXPECTED =
                "expected box, port NAME, realm NAME, profile [NAME], vlan [PROFILE], circuit"
                        + " [PROFILE] or mac [PROFILE], and a number 1..1000000, off or default";

        @SuppressWarnings("ConstantValue") // JSON may leave any part out
        private boolean isGood() {
            if (what == null || (limit != null && (limit < 0 || limit > 1_000_000))) {
                return false;
            }
            boolean isNamed = name != null;
            if (name != null && (name.isEmpty() || name.length() > CallMatch.LONGEST)) {
                return false;
            }
            return switch (what) {
                case "box" -> !isNamed;
                case "port", "realm" -> isNamed;
                case "profile", "vlan", "circuit", "mac" -> true;
                default -> false;
            };
        }
    }

    /**
     * Answered with one {@link Reply.Released}; refused when the line does not wait.
     *
     * @param line its circuit id, or port, VLANs and MAC address as shown; {@code all} for all
     */
    record ClearHold(String line) implements Request {}

    /** Null when every part is there and of a fair length; else what is wrong. */
    @SuppressWarnings("ConstantValue") // JSON may leave any part out
    default @Nullable String complaint() {
        return switch (this) {
            case ShowCalls(),
                    ShowTunnels(),
                    ShowLns(),
                    ShowPorts(),
                    ShowRadius(),
                    ShowCounters(),
                    ShowAccounting() ->
                    null;
            case ShowCall(CallMatch match) -> CallMatch.complaint(match);
            case Explain(CallMatch match, _) -> CallMatch.complaint(match);
            case TraceLine trace -> {
                String complaint = CallMatch.complaint(trace.match());
                yield complaint == null && !trace.isGood() ? "expected up to a day" : complaint;
            }
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
            case SetLns(String lns, LnsAction action, String reason, _, _) ->
                    lns == null || action == null || lnsComplaint(lns) != null
                            ? EXPECTED_LNS
                            : reasonComplaint(reason);
            case MoveCall(CallMatch match, String to, String reason) -> {
                String complaint = CallMatch.complaint(match);
                boolean isNamed = to != null && !to.isEmpty() && to.length() <= CallMatch.LONGEST;
                yield complaint != null
                        ? complaint
                        : isNamed ? reasonComplaint(reason) : MoveCall.EXPECTED;
            }
            case SetSpeed set -> {
                String complaint = CallMatch.complaint(set.match());
                yield complaint == null && !set.isGood() ? SetSpeed.EXPECTED : complaint;
            }
            case TestLookup test -> test.wrong();
            case ShowPppoe _, ShowData _, StopBox _ -> null;
            case SetLimit set -> set.isGood() ? null : SetLimit.EXPECTED;
            case ClearHold(String line) ->
                    line == null || line.isEmpty() || line.length() > CallMatch.LONGEST
                            ? "expected a line as lac show pppoe --held tells it, or all"
                            : null;
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
