package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

import java.util.List;

/**
 * The control messages (RFC 2661 §6). Values of 32 bits are unsigned in a {@code long}; an optional
 * number that is not there is {@link #ABSENT}, other optional values are null.
 */
public sealed interface ControlMessage {
    int ABSENT = -1;

    /** §4.4.3: without a Receive Window Size AVP the window is 4. */
    int DEFAULT_WINDOW = 4;

    /** Bit of framing types and capabilities: synchronous. PPPoE callers are this. */
    int FRAMING_SYNC = 1;

    int FRAMING_ASYNC = 2;

    /** Bits of bearer types and capabilities. */
    int BEARER_DIGITAL = 1;

    int BEARER_ANALOG = 2;

    /** Largest value of a 32 bit field, and of a connect speed: faster lines say this. */
    long MAX_UNSIGNED = 0xffff_ffffL;

    /**
     * §6.1 Start-Control-Connection-Request.
     *
     * @param bearerCapabilities 0 when absent: no outgoing call may be asked for
     * @param receiveWindow {@link #DEFAULT_WINDOW} when absent
     * @param tieBreaker compared unsigned, the lower wins (§4.4.3)
     * @param firmwareRevision or {@link #ABSENT}
     */
    record Sccrq(
            int assignedTunnelId,
            String hostName,
            long framingCapabilities,
            long bearerCapabilities,
            int receiveWindow,
            @Nullable Octets challenge,
            @Nullable Long tieBreaker,
            int firmwareRevision,
            @Nullable String vendorName)
            implements ControlMessage {}

    /**
     * §6.2 Start-Control-Connection-Reply; values as in {@link Sccrq}.
     *
     * @param challengeResponse 16 octets, there when the SCCRQ had a challenge
     */
    record Sccrp(
            int assignedTunnelId,
            String hostName,
            long framingCapabilities,
            long bearerCapabilities,
            int receiveWindow,
            @Nullable Octets challenge,
            @Nullable Octets challengeResponse,
            int firmwareRevision,
            @Nullable String vendorName)
            implements ControlMessage {}

    /** §6.3 Start-Control-Connection-Connected. */
    record Scccn(@Nullable Octets challengeResponse) implements ControlMessage {}

    /**
     * §6.4 Stop-Control-Connection-Notification.
     *
     * @param assignedTunnelId the sender's id; 0 when a peer left it out
     */
    record StopCcn(int assignedTunnelId, ResultCode result) implements ControlMessage {}

    /** §6.5. */
    record Hello() implements ControlMessage {}

    /** §6.9 Outgoing-Call-Request. */
    record Ocrq(
            int assignedSessionId,
            long callSerial,
            long minimumBps,
            long maximumBps,
            long bearerType,
            long framingType,
            String calledNumber,
            @Nullable String subAddress)
            implements ControlMessage {}

    /**
     * §6.10 Outgoing-Call-Reply.
     *
     * @param physicalChannelId or {@link #ABSENT}
     */
    record Ocrp(int assignedSessionId, long physicalChannelId) implements ControlMessage {}

    /**
     * §6.11 Outgoing-Call-Connected.
     *
     * @param rxConnectSpeed caller to LAC, or {@link #ABSENT}: the same as {@code txConnectSpeed}
     */
    record Occn(
            long txConnectSpeed, long framingType, long rxConnectSpeed, boolean sequencingRequired)
            implements ControlMessage {}

    /**
     * §6.6 Incoming-Call-Request.
     *
     * @param bearerType or {@link #ABSENT}
     * @param physicalChannelId or {@link #ABSENT}
     * @param vendorAvps at most {@link #MAX_VENDOR_AVPS}
     */
    record Icrq(
            int assignedSessionId,
            long callSerial,
            long bearerType,
            long physicalChannelId,
            @Nullable String calledNumber,
            @Nullable String callingNumber,
            @Nullable String subAddress,
            List<VendorAvp> vendorAvps)
            implements ControlMessage {
        public static final int MAX_VENDOR_AVPS = 32;

        public Icrq {
            vendorAvps = List.copyOf(vendorAvps);
        }
    }

    /** §6.7 Incoming-Call-Reply. */
    record Icrp(int assignedSessionId) implements ControlMessage {}

    /**
     * §6.8 Incoming-Call-Connected.
     *
     * @param txConnectSpeed LAC to caller, bit/s
     * @param initialReceivedConfreq options of the first CONFREQ from the caller (AVP 26)
     * @param lastSentConfreq options of the CONFREQ the caller acknowledged (AVP 27)
     * @param lastReceivedConfreq options of the CONFREQ the LAC acknowledged (AVP 28)
     * @param rxConnectSpeed caller to LAC, or {@link #ABSENT}: the same as {@code txConnectSpeed}
     */
    record Iccn(
            long txConnectSpeed,
            long framingType,
            @Nullable Octets initialReceivedConfreq,
            @Nullable Octets lastSentConfreq,
            @Nullable Octets lastReceivedConfreq,
            @Nullable ProxyAuthen proxyAuthen,
            @Nullable String privateGroupId,
            long rxConnectSpeed,
            boolean sequencingRequired)
            implements ControlMessage {}

    /**
     * §6.12 Call-Disconnect-Notify.
     *
     * @param assignedSessionId the sender's id; 0 when a peer left it out
     */
    record Cdn(
            int assignedSessionId,
            ResultCode result,
            @Nullable Q931Cause q931Cause,
            @Nullable DisconnectCause disconnectCause)
            implements ControlMessage {}

    /** §6.13 WAN-Error-Notify: errors since the call began. */
    record Wen(
            long crcErrors,
            long framingErrors,
            long hardwareOverruns,
            long bufferOverruns,
            long timeouts,
            long alignmentErrors)
            implements ControlMessage {}

    /** §6.14 Set-Link-Info. */
    record Sli(long sendAccm, long receiveAccm) implements ControlMessage {}

    /**
     * A message this side does not know. Only with {@code mandatory} clear does one come out of
     * decoding; a mandatory one is refused (§4.4.1).
     */
    record Unknown(int type, boolean mandatory) implements ControlMessage {}
}
