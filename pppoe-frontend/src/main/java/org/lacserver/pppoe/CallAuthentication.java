package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.CallSetUp.Phase;
import org.lacserver.pppoe.ppp.AuthHeard;
import org.lacserver.pppoe.ppp.AuthProtocol;
import org.lacserver.pppoe.ppp.Authenticator;
import org.lacserver.pppoe.ppp.EapAuthenticator;
import org.lacserver.pppoe.ppp.PppSettings;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** What passes between open LCP and hand-over: the caller's name, his replies, yes or no. */
final class CallAuthentication {
    private final FrontendSettings settings;
    private final RandomGenerator random;
    private final SessionFrames frames;
    private final Tally tally;

    CallAuthentication(
            FrontendSettings settings, RandomGenerator random, SessionFrames frames, Tally tally) {
        this.settings = settings;
        this.random = random;
        this.frames = frames;
        this.tally = tally;
    }

    /** LCP is open; false when the link alone names the caller. */
    boolean begin(long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        AuthProtocol protocol = setUp.link.auth();
        if (protocol == null) {
            return false;
        }
        PppSettings ppp = setUp.treatment.ppp().withMru(setUp.link.sendMru());
        setUp.phase = Phase.AUTHENTICATE;
        setUp.authenticator = Authenticator.of(protocol, ppp, random);
        setUp.authenticator.start(nowNanos, frames.ppp(session, out));
        return true;
    }

    /** A frame that is not LCP's; what the authenticator said to it, or null. */
    @Nullable AuthHeard onPacket(CallSetUp setUp, int protocol, ByteBuffer frame) {
        Authenticator authenticator = setUp.authenticator;
        if (authenticator != null && protocol == authenticator.protocol().protocol()) {
            AuthHeard heard =
                    authenticator.onPacket(
                            frame.slice(frame.position() + 2, frame.remaining() - 2));
            tally.add(heard);
            return heard;
        }
        switch (setUp.phase) {
            case LINE, WAIT_ANSWER -> hold(setUp, frame);
            case LCP -> tally.add(Count.PPP_BEFORE_OPEN);
            case AUTHENTICATE -> tally.add(Count.PPP_BEFORE_NAME);
            case ENDING -> tally.add(Count.SESSION_ENDING);
        }
        return null;
    }

    /**
     * For the LNS, or for our own LCP when the line did not tell enough. RFC 1661 §5.7 would have a
     * protocol that we do not speak rejected in Opened; but the caller has not heard yes, so that
     * he is in the authentication phase still, where §3.5 forbids more than silence. And it is the
     * LNS that does not speak it, or does: it hears of the frame once the call is handed over.
     */
    private void hold(CallSetUp setUp, ByteBuffer frame) {
        switch (setUp.held.hold(frame, settings.heldFrames())) {
            case HELD -> tally.add(Count.FRAMES_HELD);
            case CALL_FULL -> tally.add(Count.FRAMES_HELD_OVERFLOW);
            case ROOM_FULL -> tally.add(Count.FRAMES_HELD_NO_ROOM);
        }
    }

    /** The EAP exchange of a caller for whom the server's word is awaited, or null. */
    static @Nullable EapAuthenticator eap(CallSetUp setUp) {
        return setUp.authenticator instanceof EapAuthenticator eap && eap.isAnswered() ? eap : null;
    }

    /** Tells yes to a caller who has named himself. */
    void accept(PppoeSession session, CallSetUp setUp, byte[] success, FrontendOutbox out) {
        if (setUp.authenticator != null) {
            setUp.authenticator.accept(success, frames.ppp(session, out));
        }
    }

    /** Tells no to a caller who has named himself; others have asked for nothing. */
    void refuse(
            PppoeSession session,
            CallSetUp setUp,
            String text,
            byte @Nullable [] failure,
            FrontendOutbox out) {
        Authenticator authenticator = setUp.authenticator;
        if (authenticator != null && authenticator.answer() != null) {
            authenticator.refuse(text, failure, frames.ppp(session, out));
        }
    }
}
