package org.lacserver.ops;

import org.lacserver.port.Candidate;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.port.Event.CallRehomed;
import org.lacserver.port.Event.CallStayed;

import java.util.stream.Collectors;

/** The log line of a call that went to another LNS, or was to go and did not. */
public final class CallMoveLine {
    private CallMoveLine() {}

    public static String of(CallRehomed moved) {
        CallFacts facts = moved.facts();
        return "call move id="
                + moved.callId()
                + " user="
                + Text.quoted(facts.userName())
                + " mac="
                + facts.line().macText()
                + " from="
                + Text.quoted(lns(moved.before()))
                + " to="
                + Text.quoted(lns(facts))
                + " csn="
                + Long.toUnsignedString(moved.before().serial())
                + ","
                + Long.toUnsignedString(facts.serial())
                + " session="
                + facts.localSessionId()
                + "/"
                + facts.peerSessionId()
                + " up="
                + moved.counters().upOctets()
                + "/"
                + moved.counters().upFrames()
                + " down="
                + moved.counters().downOctets()
                + "/"
                + moved.counters().downFrames()
                + " reason="
                + Text.quoted(moved.reason());
    }

    public static String of(CallStayed stayed) {
        String decisions =
                stayed.decisions().stream()
                        .map(each -> each.candidate().name() + " " + each.outcome())
                        .collect(Collectors.joining("; "));
        return "call move id="
                + stayed.callId()
                + " to=nowhere reason="
                + Text.quoted(stayed.reason())
                + (decisions.isEmpty() ? "" : " decisions=" + Text.quoted(decisions));
    }

    private static String lns(CallFacts facts) {
        Candidate candidate = facts.candidate();
        return candidate == null ? "" : candidate.name();
    }
}
