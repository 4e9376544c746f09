package org.lacserver.ops;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event.CallEnded;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.port.Event.End;
import org.lacserver.port.Event.TunnelFacts;

import java.time.Duration;
import java.util.Locale;

/**
 * The one line a call leaves in the log: everything support asks for, as {@code key=value} words.
 * Text that came from outside stands in quotes, without control characters.
 */
public final class CallEndLine {
    private CallEndLine() {}

    /**
     * @param connected from ICCN to the end; zero when the call never connected
     */
    public static String of(CallEnded ended, Duration connected) {
        CallFacts facts = ended.facts();
        End end = ended.end();
        Candidate candidate = facts.candidate();
        TunnelFacts tunnel = facts.tunnel();
        Duration setup = end.setup();
        StringBuilder out = new StringBuilder("call end");
        add(out, "id", Long.toString(ended.callId()));
        add(out, "user", Text.quoted(facts.userName()));
        quote(out, "dialled", facts.dialled());
        add(out, "mac", facts.line().macText());
        add(out, "port", Text.printable(facts.line().portText()));
        add(out, "pppoe", Integer.toString(facts.line().pppoeSessionId()));
        quote(out, "circuit", facts.line().circuitId());
        quote(out, "remote", facts.line().remoteId());
        quote(out, "lookup", facts.lookupSource());
        if (candidate != null) {
            add(out, "lns", Text.quoted(candidate.name()));
            add(out, "address", candidate.server().getHostAddress());
        } else if (tunnel != null && facts.dialled() != null) {
            add(out, "lns", Text.quoted(tunnel.name()));
            add(out, "address", tunnel.peer().getAddress().getHostAddress());
        }
        if (tunnel != null) {
            add(out, "tunnel", tunnel.localTunnelId() + "/" + tunnel.peerTunnelId());
            add(out, "session", facts.localSessionId() + "/" + facts.peerSessionId());
        }
        if (facts.serial() != 0) {
            add(out, "csn", Long.toUnsignedString(facts.serial()));
        }
        add(out, "setup", setup == null ? "never" : setup.toMillis() + "ms");
        add(out, "duration", Text.duration(connected.toSeconds()).replace(' ', '+'));
        add(out, "up", ended.counters().upOctets() + "/" + ended.counters().upFrames());
        add(out, "down", ended.counters().downOctets() + "/" + ended.counters().downFrames());
        add(out, "by", end.by().name().toLowerCase(Locale.ROOT));
        add(
                out,
                "cause",
                end.cause().name().toLowerCase(Locale.ROOT).replace('_', '-')
                        + "("
                        + end.cause().acctTerminateCause()
                        + ")");
        if (end.resultCode() != 0) {
            add(out, "result", end.resultCode() + "/" + end.errorCode());
        }
        if (end.pppCause() != 0) {
            add(out, "ppp-cause", Integer.toString(end.pppCause()));
        }
        add(out, "reason", Text.quoted(end.reason()));
        quote(out, "told", ended.message());
        return out.toString();
    }

    private static void add(StringBuilder out, String key, String value) {
        out.append(' ').append(key).append('=').append(value);
    }

    private static void quote(StringBuilder out, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            add(out, key, Text.quoted(value));
        }
    }
}
