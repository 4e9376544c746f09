package org.lacserver.wiring;

import org.lacserver.config.LookupConfig.Stage;
import org.lacserver.port.Caller;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.LookupAnswer.Voucher;
import org.lacserver.port.Octets;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is asked of RADIUS and what it said, in the core's words. */
final class RadiusWords {
    /** So many things that are not used are named in one line. */
    private static final int NAMED = 4;

    private RadiusWords() {}

    /**
     * @param state of the EAP round before; empty in the first
     * @param dummy for who has nothing to prove himself by
     */
    static LookupRequest.Auth auth(Caller caller, byte[] state, String dummy) {
        return switch (caller.method()) {
            case NONE -> new LookupRequest.Auth.Outbound(dummy);
            case PAP -> new LookupRequest.Auth.Pap(caller.response().reveal());
            case CHAP ->
                    new LookupRequest.Auth.Chap(
                            caller.id(),
                            caller.challenge().toByteArray(),
                            caller.response().reveal());
            case MSCHAPV2 ->
                    new LookupRequest.Auth.MsChapV2(
                            caller.id(),
                            caller.challenge().toByteArray(),
                            caller.response().reveal());
            case EAP -> new LookupRequest.Auth.Eap(caller.response().reveal(), state, "");
        };
    }

    /**
     * RFC 2809 §4.1: who is asked about by his realm alone is authenticated in part; his password
     * is for the LNS.
     */
    static LookupAnswer.Terms terms(Stage stage, LookupReply.Terms terms) {
        return new LookupAnswer.Terms(
                terms.classes().stream().map(Octets::of).toList(),
                terms.interimSeconds(),
                terms.sessionTimeoutSeconds(),
                terms.idleTimeoutSeconds(),
                terms.txBps(),
                terms.rxBps(),
                Octets.of(terms.success()),
                stage == Stage.REALM ? Voucher.LNS : Voucher.RADIUS);
    }

    /** Access-Reject. */
    static LookupAnswer.Refused refused(LookupReply.Refused reply, String otherwise) {
        return new LookupAnswer.Refused(
                source(reply.server(), reply.rtt()) + ": Access-Reject",
                orElse(reply.replyMessage(), otherwise),
                Octets.of(reply.failure()));
    }

    /** Should nobody else know a tunnel. */
    static LookupAnswer.Refused refused(LookupReply.NoTunnel reply, String otherwise) {
        return new LookupAnswer.Refused(
                source(reply.server(), reply.rtt()) + ": Access-Accept names no tunnel",
                orElse(reply.replyMessage(), otherwise));
    }

    static LookupAnswer.Refused refused(LookupReply.Unusable reply, String otherwise) {
        return new LookupAnswer.Refused(
                source(reply.server(), reply.rtt())
                        + ": "
                        + reply.reason()
                        + skipped(reply.skipped()),
                orElse(reply.replyMessage(), otherwise));
    }

    static String source(String server, Duration rtt) {
        return server.isEmpty() ? "radius" : "radius " + server + " " + rtt.toMillis() + " ms";
    }

    /** What of an answer is not used and why, as far as one line goes. */
    static String skipped(List<LookupReply.Skipped> skipped) {
        return brief(
                skipped.stream().map(each -> "tag " + each.tag() + " " + each.reason()).toList());
    }

    static String brief(List<String> skipped) {
        if (skipped.isEmpty()) {
            return "";
        }
        List<String> named = new ArrayList<>(skipped.subList(0, Math.min(NAMED, skipped.size())));
        String more = skipped.size() > NAMED ? ", " + (skipped.size() - NAMED) + " more" : "";
        return named.stream().collect(Collectors.joining(", ", "; skipped: ", more));
    }

    private static String orElse(String message, String otherwise) {
        return message.isEmpty() ? otherwise : message;
    }
}
