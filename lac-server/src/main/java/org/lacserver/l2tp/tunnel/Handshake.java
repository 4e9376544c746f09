package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.tunnel.Secrets.Which;
import org.lacserver.l2tp.tunnel.TunnelState.Met;
import org.lacserver.l2tp.wire.Challenge;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Scccn;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.MessageType;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Octets;

/** What we say in SCCRQ, SCCRP and SCCCN, and what we make of the peer's (RFC 2661 §5.1). */
final class Handshake {
    private static final int DSCP_SHIFT = 10;

    private final TunnelSettings settings;
    private final Identity us;

    Handshake(TunnelSettings settings, Identity us) {
        this.settings = settings;
        this.us = us;
    }

    Sccrq request() {
        return new Sccrq(
                us.localTunnelId(),
                us.hostName(),
                settings.capabilities().framing(),
                settings.capabilities().bearer(),
                settings.channel().localWindow(),
                us.challenge(),
                us.tieBreaker(),
                settings.firmwareRevision(),
                settings.vendorName(),
                controlDs(),
                false);
    }

    Sccrp reply(Sccrq theirs, Which secret) {
        return new Sccrp(
                us.localTunnelId(),
                us.hostName(),
                settings.capabilities().framing(),
                settings.capabilities().bearer(),
                settings.channel().localWindow(),
                us.challenge(),
                response(MessageType.SCCRP, theirs.challenge(), secret),
                settings.firmwareRevision(),
                settings.vendorName(),
                // RFC 3308 §3: only who was asked answers; the value may be another one
                theirs.controlDs() == ControlMessage.ABSENT ? ControlMessage.ABSENT : controlDs(),
                false);
    }

    Scccn connected(@Nullable Octets challenge, Which secret) {
        return new Scccn(response(MessageType.SCCCN, challenge, secret));
    }

    StopCcn stop(ResultCode result) {
        return new StopCcn(us.localTunnelId(), result);
    }

    private @Nullable Octets response(
            MessageType carrier, @Nullable Octets challenge, Which secret) {
        return challenge == null
                ? null
                : Challenge.response(carrier, us.secrets().get(secret), challenge);
    }

    Met met(Sccrq theirs, @Nullable Which secret) {
        return new Met(
                theirs.assignedTunnelId(),
                theirs.hostName(),
                theirs.vendorName(),
                theirs.receiveWindow(),
                theirs.challenge() != null,
                secret != null ? secret : us.first(),
                agreed(theirs.controlDs()));
    }

    Met met(Sccrp theirs, @Nullable Which secret) {
        return new Met(
                theirs.assignedTunnelId(),
                theirs.hostName(),
                theirs.vendorName(),
                theirs.receiveWindow(),
                theirs.challenge() != null,
                secret != null ? secret : us.first(),
                agreed(theirs.controlDs()));
    }

    // RFC 3308 §6: the PHB of a code point has the code point in its upper 6 bits
    private int controlDs() {
        boolean isOffered = settings.negotiateDscp() && settings.controlDscp() >= 0;
        return isOffered ? settings.controlDscp() << DSCP_SHIFT : ControlMessage.ABSENT;
    }

    private int agreed(int theirs) {
        return controlDs() == ControlMessage.ABSENT || theirs == ControlMessage.ABSENT
                ? -1
                : settings.controlDscp();
    }

    // RFC 3308 §3: no value in the answer is that of a peer that does not know of it, and is taken;
    // another value is its wish, and is not
    @Nullable ResultCode objection(int theirs) {
        int ours = controlDs();
        return ours == ControlMessage.ABSENT || theirs == ControlMessage.ABSENT || theirs == ours
                ? null
                : new ResultCode(
                        ResultCode.STOP_CONTROL_DS,
                        0,
                        String.format(
                                "the peer wants PHB code %04x for control messages, not %04x",
                                theirs, ours));
    }

    Tie tie(Sccrq theirs) {
        return Tie.of(us.tieBreaker(), theirs.tieBreaker());
    }

    /** The secret that {@code response} to our challenge was made with, or null. */
    @Nullable Which proved(MessageType carrier, @Nullable Octets response) {
        Octets challenge = us.challenge();
        if (challenge == null || response == null) {
            return null;
        }
        for (Which which : Which.values()) {
            if (Challenge.accepts(carrier, us.secrets().get(which), challenge, response)) {
                return which;
            }
        }
        return null;
    }

    /** Why an SCCRQ is not acceptable, or null. */
    @Nullable String objection(Sccrq theirs) {
        return settings.acceptsTunnels()
                ? stranger(theirs.hostName(), theirs.challenge())
                : "no tunnel is accepted here";
    }

    /** Why an SCCRP is not acceptable, or null. */
    @Nullable String objection(Sccrp theirs, @Nullable Which proved) {
        String stranger = stranger(theirs.hostName(), theirs.challenge());
        return stranger != null ? stranger : unproven(theirs.challengeResponse(), proved);
    }

    private @Nullable String stranger(String hostName, @Nullable Octets challenge) {
        String expected = us.expectedHostName();
        if (expected != null && !expected.equals(hostName)) {
            return "host name is " + hostName + ", expected " + expected;
        }
        return challenge != null && !us.secrets().isPresent()
                ? "the peer wants a challenge answered, but no secret is configured"
                : null;
    }

    // §5.1.1: without the right response the tunnel must not be established
    @Nullable String unproven(@Nullable Octets response, @Nullable Which proved) {
        if (us.challenge() == null || proved != null) {
            return null;
        }
        return response == null
                ? "the peer did not answer the challenge: it has no secret for us"
                : "challenge response is wrong: the secrets differ";
    }
}
