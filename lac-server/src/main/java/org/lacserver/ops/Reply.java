package org.lacserver.ops;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of an answer over the control socket. Rows come first, then {@link End}, or a {@link
 * Refused} alone.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Reply.CallRow.class, name = "call"),
    @JsonSubTypes.Type(value = Reply.TunnelRow.class, name = "tunnel"),
    @JsonSubTypes.Type(value = Reply.LnsRow.class, name = "lns"),
    @JsonSubTypes.Type(value = Reply.PortRow.class, name = "port"),
    @JsonSubTypes.Type(value = Reply.RadiusRow.class, name = "radius"),
    @JsonSubTypes.Type(value = Reply.CounterRow.class, name = "counter"),
    @JsonSubTypes.Type(value = Reply.KnobRow.class, name = "knob"),
    @JsonSubTypes.Type(value = Reply.CodeRow.class, name = "code"),
    @JsonSubTypes.Type(value = Reply.QuirkRow.class, name = "quirk"),
    @JsonSubTypes.Type(value = Reply.AttemptRow.class, name = "attempt"),
    @JsonSubTypes.Type(value = Reply.TraceRow.class, name = "step"),
    @JsonSubTypes.Type(value = CallDetail.class, name = "call-detail"),
    @JsonSubTypes.Type(value = LookupTest.class, name = "lookup-test"),
    @JsonSubTypes.Type(value = AccountingState.class, name = "accounting"),
    @JsonSubTypes.Type(value = Reply.Cleared.class, name = "cleared"),
    @JsonSubTypes.Type(value = Reply.Steered.class, name = "steered"),
    @JsonSubTypes.Type(value = Reply.Moved.class, name = "moved"),
    @JsonSubTypes.Type(value = PppoeState.class, name = "pppoe"),
    @JsonSubTypes.Type(value = DataState.class, name = "data"),
    @JsonSubTypes.Type(value = Reply.DataRow.class, name = "data-call"),
    @JsonSubTypes.Type(value = Reply.LimitSet.class, name = "limit-set"),
    @JsonSubTypes.Type(value = Reply.Released.class, name = "released"),
    @JsonSubTypes.Type(value = Reply.Stopping.class, name = "stopping"),
    @JsonSubTypes.Type(value = Reply.End.class, name = "end"),
    @JsonSubTypes.Type(value = Reply.Refused.class, name = "refused"),
})
public sealed interface Reply
        permits Reply.Row,
                CallDetail,
                LookupTest,
                AccountingState,
                PppoeState,
                DataState,
                Reply.LimitSet,
                Reply.Released,
                Reply.Stopping,
                Reply.Cleared,
                Reply.Steered,
                Reply.Moved,
                Reply.Last {

    /** A line of a table. */
    sealed interface Row extends Reply {}

    /** What closes an answer. */
    sealed interface Last extends Reply {}

    /**
     * @param lns the name of the LNS that has or is offered the call
     * @param tunnel local tunnel id; 0 without one
     * @param session local session id; 0 without one
     * @param seconds in this state
     */
    record CallRow(
            long id,
            String user,
            String mac,
            String port,
            @Nullable String circuit,
            String state,
            long seconds,
            @Nullable String lns,
            int tunnel,
            int session,
            long upOctets,
            long downOctets)
            implements Row {}

    /**
     * @param openedBy {@code lac} or {@code lns}
     * @param secret which of two was proved: {@code secret}, {@code old secret}; null for none
     * @param calls with a session in it
     * @param waiting calls that wait for it
     * @param inFlight ICRQs without an answer so far
     * @param controlDscp as agreed on; -1 when nothing was
     * @param letPass faulty messages that were taken all the same
     */
    record TunnelRow(
            int id,
            int peerId,
            String lns,
            String local,
            String peer,
            String peerHostName,
            @Nullable String peerVendor,
            String openedBy,
            @Nullable String secret,
            String state,
            long seconds,
            int calls,
            int waiting,
            int inFlight,
            int peerWindow,
            int controlDscp,
            long letPass,
            long sent,
            long received,
            long retransmitted,
            long duplicates,
            long outOfOrder,
            int backlog)
            implements Row {}

    /**
     * @param limit most calls; 0 when none is configured for it
     * @param failedSecondsAgo -1 when there was no failure
     * @param lockedSeconds what is left of the lockout, or until the next probe; 0 when not locked
     * @param held why it gets no calls; empty when it does
     * @param weight its share among equals; 0: as its limit
     * @param waiting calls that wait for a tunnel or for their turn
     * @param backlog control messages without an acknowledgement
     * @param setupsPerMinute calls placed there of late
     * @param failedPercent calls that it did not take in the last five minutes; -1 without calls
     */
    record LnsRow(
            String name,
            String address,
            String state,
            int tunnels,
            int calls,
            int limit,
            @Nullable String lastFailure,
            long failedSecondsAgo,
            long lockedSeconds,
            String held,
            int weight,
            int waiting,
            int backlog,
            int setupsPerMinute,
            int failedPercent)
            implements Row {}

    /**
     * An access port.
     *
     * @param name as configured
     * @param present what its interface is called now; empty without one
     * @param index the kernel's number of the interface; 0 without one
     * @param state {@code up}, {@code down} or {@code absent}
     * @param seconds in this state
     * @param mac empty as long as no interface was there
     * @param sessions PPPoE sessions that we gave
     * @param halfOpen those of them that are not joined with an LNS
     * @param calls calls whose frames are forwarded, dialled ones included
     * @param ringDrops frames that came faster than they were taken
     * @param refusals frames that the interface did not take
     * @param timesDown how often it went down or away
     */
    record PortRow(
            String name,
            String present,
            int index,
            String state,
            long seconds,
            String mac,
            int mtu,
            int sessions,
            int halfOpen,
            int calls,
            long ringDrops,
            long refusals,
            long timesDown)
            implements Row {}

    /**
     * A RADIUS server as one kind of request sees it.
     *
     * @param purpose {@code lookup} or {@code accounting}
     * @param transport {@code udp} or {@code tls}
     * @param state {@code alive}, {@code dead}, {@code probing} or {@code connecting}
     * @param deadSeconds what is left of its dead time
     * @param failure why there is no connection; null over UDP and while there is one
     * @param rttMicros smoothed; 0 before the first reply, as are the others
     * @param lossPerMille copies without a reply in time, of the last five minutes
     * @param drops replies that counted for nothing, by reason
     */
    record RadiusRow(
            String purpose,
            String name,
            String address,
            String transport,
            String state,
            long deadSeconds,
            @Nullable String failure,
            int inFlight,
            long sent,
            long accepts,
            long rejects,
            long challenges,
            long accounted,
            long timeouts,
            long rttMicros,
            long rttP50Micros,
            long rttP99Micros,
            int lossPerMille,
            Map<String, Long> drops)
            implements Row {
        public RadiusRow {
            drops = Collections.unmodifiableMap(new LinkedHashMap<>(drops));
        }
    }

    /**
     * Which way the frames of a call go.
     *
     * @param path {@code kernel} or {@code userspace}; {@code none} of a call that is not joined
     * @param why it is not the faster one; empty when it is
     */
    record DataRow(long id, String user, String port, String path, String why) implements Row {}

    record CounterRow(String name, long value) implements Row {}

    /**
     * A setting that counts for an LNS.
     *
     * @param value never a secret
     * @param source where the configuration says so
     */
    record KnobRow(String setting, String value, String source) implements Row {}

    /**
     * What a code means.
     *
     * @param code as in the configuration: {@code CDN 4/0}, with * for any
     * @param then what a call in set-up gets: {@code next} or {@code give-up}
     * @param lock {@code none}, {@code tunnel} or {@code lns}
     * @param lockFor a time, {@code lockout} or {@code refused-lockout}; empty without a lock
     * @param cause how an established call ends
     * @param padt what the caller is told; empty leaves it to the code's own words
     * @param source where the configuration says so, or {@code usual}
     */
    record CodeRow(
            String code,
            String then,
            String lock,
            String lockFor,
            boolean alarm,
            String cause,
            String padt,
            String source)
            implements Row {}

    /** A setting that suits a make of LNSs, and why. */
    record QuirkRow(String quirk, String setting, String value, String reason) implements Row {}

    /**
     * What became of one attempt of a line to get through.
     *
     * @param number 1 is the newest
     * @param atNanos when it began, since 1970
     * @param stage how far it came
     * @param upSeconds how long it was established; -1 when it never was
     * @param reason one sentence for people
     * @param steps messages that are kept of it
     */
    record AttemptRow(
            int number,
            long atNanos,
            String mac,
            String port,
            @Nullable String circuit,
            String user,
            String stage,
            long upSeconds,
            String lns,
            String reason,
            int steps)
            implements Row {}

    /**
     * One message of a line, or a decision of the box.
     *
     * @param atNanos since 1970
     * @param from {@code caller}, {@code lac}, {@code lns} or {@code radius}
     * @param to the same as {@code from} for a decision
     * @param link the interface it is written under
     * @param form how the packet begins
     * @param packet the octets in base 64, without secrets; null when they are not wanted
     * @param length of the packet before it was cut off
     * @param lost so many before this one are missing
     */
    record TraceRow(
            long atNanos,
            String from,
            String to,
            String protocol,
            String text,
            String link,
            Form form,
            @Nullable String packet,
            int length,
            int lost)
            implements Row {
        /** What a packet begins with. */
        public enum Form {
            NONE,
            ETHERNET,
            IP
        }
    }

    /** What was cleared, or would be; {@code what} names some of it for people. */
    record Cleared(int calls, int tunnels, boolean dryRun, List<String> what) implements Reply {
        public Cleared {
            what = List.copyOf(what);
        }
    }

    /**
     * What an operator's word is or would be about.
     *
     * @param state of the LNS, after it where it was done
     */
    record Steered(
            String name, String address, String state, int calls, int tunnels, boolean dryRun)
            implements Reply {}

    /**
     * A call that goes on at another LNS.
     *
     * @param user its name for people
     * @param wasThere whether nothing had to be done
     */
    record Moved(long call, String user, String lns, boolean wasThere) implements Reply {}

    /**
     * A limit that counts from now on.
     *
     * @param limit 0 is none; -1 is what is configured
     */
    record LimitSet(String what, @Nullable String name, int limit) implements Reply {}

    /** Lines that may call again. */
    record Released(int lines) implements Reply {}

    /**
     * The box ends.
     *
     * @param process its number
     */
    record Stopping(long process) implements Reply {}

    /** The answer is complete. */
    record End(int rows) implements Last {}

    /** There is no answer, and why. */
    record Refused(String error) implements Last {}
}
