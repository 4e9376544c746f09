package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * All that is known of one call, link by link.
 *
 * @param csn Call Serial Number; 0 before there is one
 * @param seconds in this state
 * @param setupMillis from arrival to ICCN or OCCN; -1 before
 * @param dialled the number an LNS called; null when the caller called in
 * @param speed null as long as no speed is known
 * @param way of its frames
 * @param accounting one sentence on the state of its records
 */
public record CallDetail(
        long id,
        long csn,
        String user,
        String method,
        String state,
        long seconds,
        long setupMillis,
        @Nullable String dialled,
        AccessLine line,
        String lookup,
        List<Choice> choices,
        @Nullable Path tunnel,
        @Nullable Link link,
        @Nullable Speed speed,
        Traffic data,
        Way way,
        String accounting)
        implements Reply {
    public CallDetail {
        choices = List.copyOf(choices);
    }

    /**
     * @param mac empty of a line without one
     * @param pppoeSession 0 without one
     * @param upKbps 0 when the line did not tell
     * @param mru the largest LCP Maximum-Receive-Unit there may be; 0 when that is not known
     */
    public record AccessLine(
            String mac,
            String port,
            int pppoeSession,
            String service,
            @Nullable String circuit,
            @Nullable String remote,
            long upKbps,
            long downKbps,
            int mru) {}

    /**
     * One LNS that could have taken the call, and what became of it.
     *
     * @param atMillis from the call's arrival until then
     * @param tookMillis how long it was tried; -1 when it was passed over
     */
    public record Choice(
            int tag,
            String lns,
            String address,
            int preference,
            String outcome,
            long atMillis,
            long tookMillis) {}

    /** The tunnel and session that carry the call. */
    public record Path(
            String lns,
            String local,
            String peer,
            String peerHostName,
            int localTunnel,
            int localSession,
            int peerTunnel,
            int peerSession) {}

    /**
     * What the LNS has told of PPP.
     *
     * @param sendAccm control characters escaped towards the caller, as hexadecimal bits
     * @param receiveAccm control characters dropped from what he sends
     * @param lnsSent LCP options the LNS has asked for, octets in hexadecimal; may be empty
     * @param lnsReceived LCP options the LNS has agreed to; may be empty
     */
    public record Link(String sendAccm, String receiveAccm, String lnsSent, String lnsReceived) {}

    /**
     * Bits per second; 0 where nothing is known or was told.
     *
     * @param csun whether the LNS is told changes
     */
    public record Speed(long downBps, long upBps, long toldDownBps, long toldUpBps, boolean csun) {}

    /**
     * Which way frames go.
     *
     * @param path {@code kernel} or {@code userspace}; {@code none} of a call that is not joined
     * @param why it is not the faster one; empty when it is
     */
    public record Way(String path, String why) {}

    /**
     * Up is from the caller to the LNS.
     *
     * @param downLost sequenced frames of the LNS that never came, or too late
     */
    public record Traffic(
            long upFrames, long upOctets, long downFrames, long downOctets, long downLost) {}
}
