package org.lacserver.tests.simulation;

import org.lacserver.port.Caller;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.LookupAnswer.Terms;
import org.lacserver.port.Octets;
import org.lacserver.tests.peer.ppp.Chap;
import org.lacserver.tests.peer.ppp.MsChapV2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Who a lookup asks: knows one password, judges MS-CHAPv2 and EAP with MD5-Challenge by it, and
 * believes all others, whom their LNS judges.
 */
final class SimulatedServer {
    private static final byte[] CHALLENGE = "sixteen octets !".getBytes(StandardCharsets.US_ASCII);

    private final String password;
    private final Function<String, LookupAnswer> routes;
    private final Way way;
    private final Map<Long, Event.LookupWanted> asked = new HashMap<>();

    /** Back to the box. */
    interface Way {
        void answer(long callId, LookupAnswer answer);

        void challenge(long callId, byte[] eap);
    }

    /**
     * @param routes where a caller of this name belongs; one of no name: his line
     */
    SimulatedServer(String password, Function<String, LookupAnswer> routes, Way way) {
        this.password = password;
        this.routes = routes;
        this.way = way;
    }

    void asked(Event.LookupWanted question) {
        Caller caller = question.caller();
        byte[] response = caller.response().reveal();
        switch (caller.method()) {
            case NONE, PAP, CHAP -> way.answer(question.callId(), routes.apply(caller.userName()));
            case MSCHAPV2 -> {
                byte[] challenge = caller.challenge().toByteArray();
                String success = MsChapV2.success(challenge, response, caller.userName(), password);
                byte[] right =
                        MsChapV2.value(
                                challenge,
                                Arrays.copyOf(response, 16),
                                caller.userName(),
                                password);
                boolean isRight = Arrays.equals(right, response);
                way.answer(question.callId(), judged(caller, isRight, Octets.utf8(success)));
            }
            case EAP -> {
                asked.put(question.callId(), question);
                way.challenge(question.callId(), request((response[1] + 1) & 0xff, 5)); // OTP
            }
        }
    }

    private static byte[] request(int id, int type) {
        byte[] eap = new byte[6 + CHALLENGE.length];
        eap[0] = 1;
        eap[1] = (byte) id;
        eap[3] = (byte) eap.length;
        eap[4] = (byte) type;
        eap[5] = (byte) CHALLENGE.length;
        System.arraycopy(CHALLENGE, 0, eap, 6, CHALLENGE.length);
        return eap;
    }

    /** A caller's EAP Response. */
    void replied(long callId, byte[] eap) {
        Event.LookupWanted question = asked.get(callId);
        if (question == null) {
            return; // he has gone
        }
        if (eap[4] == 3) { // RFC 3748 §5.3.1: he names what he can do
            way.challenge(callId, request((eap[1] + 1) & 0xff, eap[5]));
            return;
        }
        byte[] right = Chap.response(eap[1], password.getBytes(StandardCharsets.UTF_8), CHALLENGE);
        boolean isRight = Arrays.equals(right, 0, 16, eap, 6, 22);
        asked.remove(callId);
        way.answer(
                callId,
                judged(
                        question.caller(),
                        isRight,
                        Octets.of((byte) 3, eap[1], (byte) 0, (byte) 4)));
    }

    /** The call is over. */
    void forget(long callId) {
        asked.remove(callId);
    }

    private LookupAnswer judged(Caller caller, boolean isRight, Octets success) {
        LookupAnswer route = routes.apply(caller.userName());
        if (!isRight) {
            return new LookupAnswer.Refused("simulated", "wrong password");
        }
        return route instanceof LookupAnswer.Tunnels(var source, var candidates, _)
                ? new LookupAnswer.Tunnels(
                        source,
                        candidates,
                        new Terms(List.of(), 0, 0, 0, 0, success, LookupAnswer.Voucher.RADIUS))
                : route;
    }
}
