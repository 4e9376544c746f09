package org.lacserver.wiring.trace;

import org.lacserver.port.EndCause;
import org.lacserver.port.Event.By;
import org.lacserver.port.Event.CallEnded;
import org.lacserver.port.Event.Decision;
import org.lacserver.port.Event.End;
import org.lacserver.pppoe.GoneCause;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Why an attempt or a call ended, in one sentence that takes no knowledge of protocols. */
final class Explanation {
    /** An LNS that ends a call sooner did not let its caller in. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private static final int MOST_TEXT = 120;

    /** What follows the name of who was asked. */
    private static final Pattern FIRST = Pattern.compile("[:;].*", Pattern.DOTALL);

    private static final Pattern RADIUS =
            Pattern.compile("radius (\\S+) \\d+ ms.*", Pattern.DOTALL);

    /** What a modem did, for {@code The modem …}. */
    private static final Map<GoneCause, String> MODEM =
            Map.ofEntries(
                    Map.entry(GoneCause.PADT, "hung up (PADT)"),
                    Map.entry(GoneCause.LCP_TERMINATED, "ended the link (LCP)"),
                    Map.entry(GoneCause.LCP_TIMEOUT, "stopped answering"),
                    Map.entry(GoneCause.LCP_RESTARTED, "began the link anew (LCP)"),
                    Map.entry(GoneCause.ECHO_TIMEOUT, "went silent: it answers no LCP echo"),
                    Map.entry(
                            GoneCause.LOOPED,
                            "gets its own packets back, the line is looped, seen"),
                    Map.entry(GoneCause.ANSWER_TIMEOUT, "got neither yes nor no in time"),
                    Map.entry(
                            GoneCause.TOO_MANY_ATTEMPTS, "gave another name or password too often"),
                    Map.entry(
                            GoneCause.EAP_UNFIT,
                            "could not be given an EAP request of the RADIUS server"),
                    Map.entry(GoneCause.PORT_DOWN, "was cut off, its access port went down,"),
                    Map.entry(GoneCause.SESSION_REPLACED, "forgot the session"));

    /** The frontend's reasons for the ends of sessions without a name, where it has its own. */
    private static final Map<String, String> REASONS =
            Map.of(
                    "LCP: options do not converge",
                    "Modem and LAC could not agree on the settings of the link (LCP).",
                    "LCP: caller refuses to authenticate",
                    "The modem refuses every kind of authentication that the LAC offers.",
                    "LCP: caller terminated",
                    "The modem ended the link itself (LCP Terminate-Request) before it told its"
                            + " name.",
                    "LCP: caller rejected an essential code or protocol",
                    "The modem rejects something that no link can do without (LCP Code-Reject or"
                            + " Protocol-Reject).",
                    "set-up took too long",
                    "The modem answers, but did not finish in time.");

    /** Why no PADI or PADR was answered, by the frontend's counter. */
    private static final Map<String, String> DISCOVERY =
            Map.ofEntries(
                    Map.entry("not-accepting", "the LAC takes no new callers now"),
                    Map.entry("mac-denied", "its MAC address may not call here"),
                    Map.entry("line-held", "the line failed so often that it has to wait"),
                    Map.entry("circuit-full", "the circuit has as many calls as allowed"),
                    Map.entry("vlan-full", "the VLAN has as many calls as allowed"),
                    Map.entry("port-limit", "the access port has as many calls as allowed"),
                    Map.entry("profile-full", "the access group has as many calls as allowed"),
                    Map.entry("box-full", "the LAC has as many calls as allowed"),
                    Map.entry("overload", "the LAC is too busy"),
                    Map.entry("delay-overflow", "too many callers wait for an answer"),
                    Map.entry("half-open-limit", "as many callers as allowed are in set-up"),
                    Map.entry("port-full", "the access port has as many sessions as allowed"),
                    Map.entry("line-full", "the line has as many sessions as allowed"),
                    Map.entry("not-for-us", "it was sent to another station"),
                    Map.entry("bad-session-id", "it was not well formed (session id)"),
                    Map.entry("bad-tags", "it was not well formed (tags)"),
                    Map.entry("bad-service-name", "it did not ask for exactly one service"),
                    Map.entry("service-not-served", "the service it asks for is not offered"),
                    Map.entry("reply-too-long", "the answer would not fit into a frame"),
                    Map.entry("no-cookie", "it brought back no cookie"),
                    Map.entry("bad-cookie", "its cookie was too old or not its own"));

    /** RFC 3145 §2, as far as the LNS says more than that it ended the call. */
    private static final Map<Integer, String> PPP =
            Map.ofEntries(
                    Map.entry(1, "an operator there ended it"),
                    Map.entry(2, "it wants to negotiate the link itself and may not"),
                    Map.entry(4, "the caller refuses encryption"),
                    Map.entry(5, "the caller did not answer LCP"),
                    Map.entry(6, "nothing from the caller looks like LCP"),
                    Map.entry(7, "the line is looped"),
                    Map.entry(8, "the caller went silent (LCP echo)"),
                    Map.entry(9, "multilink settings differ"),
                    Map.entry(10, "multilink settings differ"),
                    Map.entry(11, "multilink settings differ"),
                    Map.entry(12, "callback was refused"),
                    Map.entry(13, "the caller did not answer the authentication"),
                    Map.entry(14, "the name differs from the one before"),
                    Map.entry(15, "no kind of authentication suits both"),
                    Map.entry(16, "wrong name or password"),
                    Map.entry(17, "the caller did not answer the address negotiation"),
                    Map.entry(18, "no network protocol suits both"),
                    Map.entry(19, "no address suits both"),
                    Map.entry(20, "no address suits both"));

    private Explanation() {}

    /** A PADI or PADR without an answer; {@code verdict} is the counter's name. */
    static String unanswered(String verdict) {
        String message = verdict.startsWith("padr") ? "PADR" : "PADI";
        String why = verdict.replaceFirst("^pad[ir]-", "");
        return "The LAC did not answer the modem's "
                + message
                + ": "
                + DISCOVERY.getOrDefault(why, why.replace('-', ' '))
                + ".";
    }

    /** A PADS with an error in place of a session. */
    static String refused(String error) {
        return "The LAC refused the modem's request for a session" + quoted(error) + ".";
    }

    /**
     * A session that ended before its caller had told his name.
     *
     * @param asked requests of ours
     * @param answered packets of the modem's
     */
    static String nameless(
            GoneCause cause, String reason, Recording.Stage stage, int asked, int answered) {
        String known = REASONS.get(reason);
        if (known != null) {
            return known;
        }
        if (cause == GoneCause.LCP_TIMEOUT) {
            if (stage == Recording.Stage.AUTHENTICATION) {
                return "The modem did not tell a name and password when it was asked to.";
            }
            return answered == 0
                    ? "The modem did not answer LCP (" + asked + " Configure-Requests, no reply)."
                    : "The modem stopped answering during LCP (" + asked + " Configure-Requests).";
        }
        return "The modem " + modem(cause, reason) + " during " + during(stage) + ".";
    }

    /**
     * A call of the core.
     *
     * @param gone what the access side said, if it ended the call; else null
     */
    static String ended(
            CallEnded call,
            @org.jspecify.annotations.Nullable GoneCause gone,
            Recording.Stage stage,
            Duration up) {
        return call.end().setup() == null ? neverUp(call, gone, stage) : wasUp(call, gone, up);
    }

    private static String neverUp(
            CallEnded call,
            @org.jspecify.annotations.Nullable GoneCause gone,
            Recording.Stage stage) {
        End end = call.end();
        return switch (end.by()) {
            case CALLER ->
                    gone == null
                            ? "The caller's line was lost during "
                                    + during(stage)
                                    + quoted(end.reason())
                                    + "."
                            : "The modem "
                                    + modem(gone, end.reason())
                                    + " during "
                                    + during(stage)
                                    + ".";
            case OPERATOR ->
                    "An operator ended the call during set-up" + quoted(end.reason()) + ".";
            case LAC, LNS -> notPlaced(call);
        };
    }

    private static String notPlaced(CallEnded call) {
        End end = call.end();
        List<Decision> decisions = call.facts().decisions();
        String source = call.facts().lookupSource();
        return switch (end.cause()) {
            case USER_ERROR -> "Refused by " + who(source) + why(source, end.reason()) + ".";
            case SERVICE_UNAVAILABLE -> {
                if (!decisions.isEmpty()) {
                    yield "No LNS took the call: " + outcomes(decisions) + ".";
                }
                if (end.reason().startsWith("lookup failed: ")) {
                    yield "It could not be found out where the call belongs: "
                            + cut(end.reason().substring("lookup failed: ".length()))
                            + ".";
                }
                if (end.reason().equals("the lookup was not answered")) {
                    yield "It could not be found out where the call belongs: nobody answered in"
                            + " time.";
                }
                yield "The LAC could not take the call: " + cut(end.reason()) + ".";
            }
            default -> "The call was not set up: " + cut(end.reason()) + ".";
        };
    }

    private static String who(String source) {
        Matcher radius = RADIUS.matcher(source);
        return radius.matches()
                ? "RADIUS " + radius.group(1)
                : source.isEmpty() ? "the lookup" : FIRST.matcher(source).replaceFirst("");
    }

    private static String why(String source, String reason) {
        String text = reason.startsWith("refused: ") ? reason.substring("refused: ".length()) : "";
        boolean isReject = source.contains("Access-Reject") || !RADIUS.matcher(source).matches();
        int words = source.indexOf(" ms: ");
        String more = isReject || words < 0 ? "" : " (" + cut(source.substring(words + 5)) + ")";
        return quoted(text) + more;
    }

    private static String outcomes(List<Decision> decisions) {
        int most = 6;
        String text =
                decisions.stream()
                        .skip(Math.max(0, decisions.size() - most))
                        .map(it -> it.candidate().name() + " " + outcome(it.outcome()))
                        .collect(Collectors.joining(", "));
        return decisions.size() > most
                ? (decisions.size() - most) + " looked at before, then " + text
                : text;
    }

    private static String outcome(String outcome) {
        String clean = cut(outcome);
        return clean.startsWith("skipped: ")
                ? "was passed over (" + clean.substring("skipped: ".length()) + ")"
                : "(" + clean + ")";
    }

    private static String wasUp(
            CallEnded call, @org.jspecify.annotations.Nullable GoneCause gone, Duration up) {
        End end = call.end();
        String after = " after " + words(up);
        String lns = call.facts().candidate() == null ? "" : " " + call.facts().candidate().name();
        if (end.by() == By.CALLER) {
            if (gone == GoneCause.PORT_DOWN) {
                return "The access port went down" + after + ".";
            }
            return gone == GoneCause.PADT
                    ? "Hung up by the caller (PADT)" + after + "."
                    : "The caller's line was lost" + after + quoted(end.reason()) + ".";
        }
        return switch (end.cause()) {
            case SESSION_TIMEOUT -> "The time allowed for the call was up" + after + ".";
            case IDLE_TIMEOUT -> "Ended for want of traffic" + after + ".";
            case ADMIN_REBOOT -> "The LAC was shut down" + after + ".";
            case ADMIN_RESET ->
                    end.by() == By.LNS
                            ? byLns(end, lns, up)
                            : "Ended by an operator" + after + quoted(end.reason()) + ".";
            case LOST_CARRIER ->
                    end.by() == By.LNS
                            ? byLns(end, lns, up)
                            : "The caller went silent" + after + " (" + cut(end.reason()) + ").";
            default ->
                    end.by() == By.LNS
                            ? byLns(end, lns, up)
                            : end.by() == By.OPERATOR
                                    ? "Ended by an operator" + after + quoted(end.reason()) + "."
                                    : "The LAC lost the LNS"
                                            + lns
                                            + after
                                            + ": "
                                            + cut(end.reason())
                                            + ".";
        };
    }

    private static String byLns(End end, String lns, Duration up) {
        if (end.cause() == EndCause.USER_REQUEST) {
            return "Hung up by the caller after "
                    + words(up)
                    + ", as the LNS"
                    + lns
                    + " says ("
                    + cut(end.reason())
                    + ").";
        }
        if (end.cause() == EndCause.LOST_CARRIER) {
            return "The LNS"
                    + lns
                    + " lost the caller after "
                    + words(up)
                    + " ("
                    + cut(end.reason())
                    + ").";
        }
        String told = PPP.get(end.pppCause());
        String text = "Ended by the LNS" + lns + " after " + words(up);
        if (told != null) {
            return text + ": " + told + " (" + cut(end.reason()) + ").";
        }
        if (up.compareTo(SOON) < 0) {
            return text
                    + " ("
                    + cut(end.reason())
                    + "): so soon, it most likely did not accept the name and password.";
        }
        return text + " (" + cut(end.reason()) + ").";
    }

    private static String modem(GoneCause cause, String reason) {
        String words = MODEM.get(cause);
        boolean isOwn =
                cause == GoneCause.PADT && !reason.isEmpty() && !reason.startsWith("gone: ");
        return words == null
                ? "is gone (" + cut(reason) + ")"
                : words + (isOwn ? quoted(reason) : "");
    }

    private static String during(Recording.Stage stage) {
        return switch (stage) {
            case DISCOVERY -> "PPPoE discovery";
            case LCP -> "the negotiation of the link (LCP)";
            case AUTHENTICATION -> "authentication";
            case LOOKUP -> "the lookup of where it belongs";
            case TUNNEL -> "the set-up of the tunnel";
            case ESTABLISHED -> "the call";
        };
    }

    /** {@code 42 s}, {@code 3 h 2 min}, {@code 2 d 1 h}. */
    static String words(Duration up) {
        long seconds = up.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        if (minutes < 120) {
            return minutes + " min";
        }
        long hours = minutes / 60;
        if (hours < 48) {
            return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
    }

    private static String quoted(String text) {
        return text.isEmpty() ? "" : ": '" + cut(text) + "'";
    }

    /** Texts of peers and callers: one line of a bounded length. */
    private static String cut(String text) {
        StringBuilder out = new StringBuilder();
        text.chars()
                .limit(MOST_TEXT)
                .forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
        return out.append(text.length() > MOST_TEXT ? "…" : "").toString();
    }
}
