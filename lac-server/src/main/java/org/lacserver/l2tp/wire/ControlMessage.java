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

    /** RFC 3301. */
    int BEARER_ATM = 4;

    /** Hidden or not, so many leave room in a datagram of {@link ControlCodec#MAX_DATAGRAM}. */
    int MAX_SPEED_UPDATES = 400;

    /** Largest value of a 32 bit field, and of a connect speed: faster lines say this. */
    long MAX_UNSIGNED = 0xffff_ffffL;

    /**
     * §6.1 Start-Control-Connection-Request.
     *
     * @param bearerCapabilities 0 when absent: no outgoing call may be asked for
     * @param receiveWindow {@link #DEFAULT_WINDOW} when absent
     * @param tieBreaker compared unsigned, the lower wins (§4.4.3)
     * @param firmwareRevision or {@link #ABSENT}
     * @param controlDs the PHB for control messages, coded as in RFC 3140 (RFC 3308), or {@link
     *     #ABSENT}
     * @param modemOnHoldCapable of an LNS: it may be sent {@link Mdmst} (RFC 3573)
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
            @Nullable String vendorName,
            int controlDs,
            boolean modemOnHoldCapable)
            implements ControlMessage {
        /** As RFC 2661 has it. */
        public Sccrq(
                int assignedTunnelId,
                String hostName,
                long framingCapabilities,
                long bearerCapabilities,
                int receiveWindow,
                @Nullable Octets challenge,
                @Nullable Long tieBreaker,
                int firmwareRevision,
                @Nullable String vendorName) {
            this(
                    assignedTunnelId,
                    hostName,
                    framingCapabilities,
                    bearerCapabilities,
                    receiveWindow,
                    challenge,
                    tieBreaker,
                    firmwareRevision,
                    vendorName,
                    ABSENT,
                    false);
        }
    }

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
            @Nullable String vendorName,
            int controlDs,
            boolean modemOnHoldCapable)
            implements ControlMessage {
        /** As RFC 2661 has it. */
        public Sccrp(
                int assignedTunnelId,
                String hostName,
                long framingCapabilities,
                long bearerCapabilities,
                int receiveWindow,
                @Nullable Octets challenge,
                @Nullable Octets challengeResponse,
                int firmwareRevision,
                @Nullable String vendorName) {
            this(
                    assignedTunnelId,
                    hostName,
                    framingCapabilities,
                    bearerCapabilities,
                    receiveWindow,
                    challenge,
                    challengeResponse,
                    firmwareRevision,
                    vendorName,
                    ABSENT,
                    false);
        }
    }

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

    /**
     * §6.9 Outgoing-Call-Request.
     *
     * @param calledNumber with {@link #BEARER_ATM} 20 octets in hexadecimal, as is {@code
     *     subAddress}
     * @param sessionDs the PHB for data messages, coded as in RFC 3140 (RFC 3308), or {@link
     *     #ABSENT}
     */
    record Ocrq(
            int assignedSessionId,
            long callSerial,
            long minimumBps,
            long maximumBps,
            long bearerType,
            long framingType,
            String calledNumber,
            @Nullable String subAddress,
            int sessionDs,
            @Nullable Atm atm)
            implements ControlMessage {
        /** As RFC 2661 has it. */
        public Ocrq(
                int assignedSessionId,
                long callSerial,
                long minimumBps,
                long maximumBps,
                long bearerType,
                long framingType,
                String calledNumber,
                @Nullable String subAddress) {
            this(
                    assignedSessionId,
                    callSerial,
                    minimumBps,
                    maximumBps,
                    bearerType,
                    framingType,
                    calledNumber,
                    subAddress,
                    ABSENT,
                    null);
        }
    }

    /**
     * §6.10 Outgoing-Call-Reply.
     *
     * @param physicalChannelId or {@link #ABSENT}
     * @param sessionDs as in {@link Ocrq}
     */
    record Ocrp(int assignedSessionId, long physicalChannelId, int sessionDs, @Nullable Atm atm)
            implements ControlMessage {
        /** As RFC 2661 has it. */
        public Ocrp(int assignedSessionId, long physicalChannelId) {
            this(assignedSessionId, physicalChannelId, ABSENT, null);
        }
    }

    /**
     * §6.11 Outgoing-Call-Connected.
     *
     * @param rxConnectSpeed caller to LAC, or {@link #ABSENT}: the same as {@code txConnectSpeed}
     * @param lcpWantOptions as in {@link Iccn}
     * @param lcpAllowOptions as in {@link Iccn}
     */
    record Occn(
            long txConnectSpeed,
            long framingType,
            long rxConnectSpeed,
            boolean sequencingRequired,
            @Nullable Octets lcpWantOptions,
            @Nullable Octets lcpAllowOptions)
            implements ControlMessage {
        /** As RFC 2661 has it. */
        public Occn(
                long txConnectSpeed,
                long framingType,
                long rxConnectSpeed,
                boolean sequencingRequired) {
            this(txConnectSpeed, framingType, rxConnectSpeed, sequencingRequired, null, null);
        }
    }

    /**
     * §6.6 Incoming-Call-Request.
     *
     * @param bearerType or {@link #ABSENT}
     * @param physicalChannelId or {@link #ABSENT}
     * @param calledNumber with {@link #BEARER_ATM} 20 octets in hexadecimal, as are {@code
     *     callingNumber} and {@code subAddress}
     * @param vendorAvps at most {@link #MAX_VENDOR_AVPS}
     * @param sessionDs as in {@link Ocrq}
     * @param connectSpeedUpdateEnable a {@link Csun} may follow (RFC 5515)
     */
    record Icrq(
            int assignedSessionId,
            long callSerial,
            long bearerType,
            long physicalChannelId,
            @Nullable String calledNumber,
            @Nullable String callingNumber,
            @Nullable String subAddress,
            List<VendorAvp> vendorAvps,
            int sessionDs,
            boolean connectSpeedUpdateEnable,
            @Nullable Atm atm)
            implements ControlMessage {
        public static final int MAX_VENDOR_AVPS = 32;

        public Icrq {
            vendorAvps = List.copyOf(vendorAvps);
        }

        /** As RFC 2661 has it. */
        public Icrq(
                int assignedSessionId,
                long callSerial,
                long bearerType,
                long physicalChannelId,
                @Nullable String calledNumber,
                @Nullable String callingNumber,
                @Nullable String subAddress,
                List<VendorAvp> vendorAvps) {
            this(
                    assignedSessionId,
                    callSerial,
                    bearerType,
                    physicalChannelId,
                    calledNumber,
                    callingNumber,
                    subAddress,
                    vendorAvps,
                    ABSENT,
                    false,
                    null);
        }

        /** The same with another id. */
        public Icrq withAssignedSessionId(int id) {
            return new Icrq(
                    id,
                    callSerial,
                    bearerType,
                    physicalChannelId,
                    calledNumber,
                    callingNumber,
                    subAddress,
                    vendorAvps,
                    sessionDs,
                    connectSpeedUpdateEnable,
                    atm);
        }
    }

    /**
     * §6.7 Incoming-Call-Reply.
     *
     * @param sessionDs as in {@link Ocrq}
     */
    record Icrp(int assignedSessionId, int sessionDs) implements ControlMessage {
        /** As RFC 2661 has it. */
        public Icrp(int assignedSessionId) {
            this(assignedSessionId, ABSENT);
        }
    }

    /**
     * §6.8 Incoming-Call-Connected.
     *
     * @param txConnectSpeed LAC to caller, bit/s
     * @param initialReceivedConfreq options of the first CONFREQ from the caller (AVP 26)
     * @param lastSentConfreq options of the CONFREQ the caller acknowledged (AVP 27)
     * @param lastReceivedConfreq options of the CONFREQ the LAC acknowledged (AVP 28)
     * @param rxConnectSpeed caller to LAC, or {@link #ABSENT}: the same as {@code txConnectSpeed}
     * @param lcpWantOptions options the LNS should ask the caller for (RFC 3437 §2.1)
     * @param lcpAllowOptions options the LNS may let the caller ask for (RFC 3437 §2.2)
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
            boolean sequencingRequired,
            @Nullable Octets lcpWantOptions,
            @Nullable Octets lcpAllowOptions)
            implements ControlMessage {
        /** As RFC 2661 has it. */
        public Iccn(
                long txConnectSpeed,
                long framingType,
                @Nullable Octets initialReceivedConfreq,
                @Nullable Octets lastSentConfreq,
                @Nullable Octets lastReceivedConfreq,
                @Nullable ProxyAuthen proxyAuthen,
                @Nullable String privateGroupId,
                long rxConnectSpeed,
                boolean sequencingRequired) {
            this(
                    txConnectSpeed,
                    framingType,
                    initialReceivedConfreq,
                    lastSentConfreq,
                    lastReceivedConfreq,
                    proxyAuthen,
                    privateGroupId,
                    rxConnectSpeed,
                    sequencingRequired,
                    null,
                    null);
        }
    }

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

    /**
     * §6.14 Set-Link-Info.
     *
     * @param lnsLastSentConfreq options of the CONFREQ the LNS sent last and the caller
     *     acknowledged (RFC 3437 §2.3)
     * @param lnsLastReceivedConfreq options of the CONFREQ the LNS acknowledged (RFC 3437 §2.3)
     */
    record Sli(
            long sendAccm,
            long receiveAccm,
            @Nullable Octets lnsLastSentConfreq,
            @Nullable Octets lnsLastReceivedConfreq)
            implements ControlMessage {
        /** As RFC 2661 has it. */
        public Sli(long sendAccm, long receiveAccm) {
            this(sendAccm, receiveAccm, null, null);
        }
    }

    /**
     * RFC 3573 Modem-Status; only to a peer that said it is {@link Sccrp#modemOnHoldCapable}.
     *
     * @param timeout code of how long at most, 1 (10 s) to 13 (no limit); no meaning unless {@code
     *     onHold}
     */
    record Mdmst(boolean onHold, int timeout) implements ControlMessage {}

    /**
     * RFC 5515 Connect-Speed-Update-Notification, LAC to LNS: of sessions whose {@link
     * Icrq#connectSpeedUpdateEnable} was set.
     *
     * @param updates 1 to {@link #MAX_SPEED_UPDATES}
     */
    record Csun(List<SpeedUpdate> updates) implements ControlMessage {
        public Csun {
            updates = List.copyOf(updates);
        }
    }

    /**
     * RFC 5515 Connect-Speed-Update-Request, LNS to LAC.
     *
     * @param sessionIds of the sessions asked for, as the receiver assigned them; 1 to {@link
     *     #MAX_SPEED_UPDATES}
     */
    record Csurq(List<Integer> sessionIds) implements ControlMessage {
        public Csurq {
            sessionIds = List.copyOf(sessionIds);
        }
    }

    /**
     * A message this side does not know, or that lacks what it is for and may be ignored. With
     * {@code mandatory} set one comes out of decoding only by {@link Lenience#UNKNOWN_MESSAGE};
     * else it is refused (§4.4.1).
     */
    record Unknown(int type, boolean mandatory) implements ControlMessage {}
}
