package org.lacserver.call;

/** Why an LNS, a tunnel or a call attempt failed. */
sealed interface Failure {
    /** One line for decision records and people. */
    String text();

    /** The kind of failure: the same whenever it happens. */
    default String what() {
        return switch (this) {
            case StopCcn stop -> "StopCCN " + stop.result() + "/" + stop.error();
            case Cdn cdn -> "CDN " + cdn.result() + "/" + cdn.error();
            case NoTunnel _ -> "no tunnel";
            case NoReply _ -> "no reply";
            case PeerRefused _ -> "not authenticated";
            case PeerFault _ -> "protocol broken";
            case Limit _ -> "limit";
        };
    }

    /** The LNS ended the tunnel before it was up, or under a call in set-up. */
    record StopCcn(int result, int error, String message) implements Failure {
        @Override
        public String text() {
            return Codes.stopCcn(result, error, message);
        }
    }

    /** The LNS refused the call. */
    record Cdn(int result, int error, String message) implements Failure {
        @Override
        public String text() {
            return Codes.cdn(result, error, message);
        }
    }

    /** The LNS never answered the SCCRQ, or stopped acknowledging. */
    record NoTunnel(String text) implements Failure {}

    /**
     * The tunnel lives, but the call was not answered in time.
     *
     * @param othersWere whether later calls were: then it is about this call, not about the LNS
     */
    record NoReply(String text, boolean othersWere) implements Failure {}

    /** We do not believe the peer: wrong challenge response, wrong Host Name, wrong version. */
    record PeerRefused(String text) implements Failure {}

    /** The peer broke the protocol. */
    record PeerFault(String text) implements Failure {}

    /** A limit of ours. */
    record Limit(String text) implements Failure {}
}
