package org.lacserver.port;

import java.util.List;
import java.util.stream.Stream;

/** What a lookup said about a caller. */
public sealed interface LookupAnswer {
    /**
     * Where the answer came from and how long it took, for people: {@code radius r1} or {@code
     * local}.
     */
    String source();

    /**
     * {@code candidates} in preference order, never empty; {@code terms} apply to the whole call.
     */
    record Tunnels(String source, List<Candidate> candidates, Terms terms) implements LookupAnswer {
        public Tunnels {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * The caller is not wanted.
     *
     * @param message for the caller; may be empty
     * @param failure tells the caller in his own protocol as the server gave it: the whole EAP
     *     packet, or the Message of a CHAP Failure; empty when the access side has to make it
     */
    record Refused(String source, String message, Octets failure) implements LookupAnswer {
        public Refused(String source, String message) {
            this(source, message, Octets.EMPTY);
        }
    }

    /** The line is not known, or not enough: LCP begins and the caller has to name himself. */
    record NameFirst(String source) implements LookupAnswer {}

    /** Nobody could say: no server answered, or none could be asked. */
    record Unavailable(String source, String reason) implements LookupAnswer {}

    /**
     * What the lookup asks of the call beside its tunnel.
     *
     * @param accountingClass the Class attributes, echoed in accounting, in order
     * @param interimSeconds Acct-Interim-Interval, 60 or more; 0 leaves it to the configuration
     * @param sessionTimeoutSeconds Session-Timeout; 0 for none
     * @param idleTimeoutSeconds Idle-Timeout; 0 for none
     * @param txBps what the line is good for from the LAC to the caller; 0 when not said
     * @param rxBps the same from the caller to the LAC
     * @param success what tells the caller that he is believed (the whole EAP packet, or the
     *     Message of a CHAP Success), for methods that no LNS can answer in our place; empty for
     *     all others
     * @param voucher who vouches for the caller
     */
    record Terms(
            List<Octets> accountingClass,
            int interimSeconds,
            long sessionTimeoutSeconds,
            long idleTimeoutSeconds,
            long txBps,
            long rxBps,
            Octets success,
            Voucher voucher) {
        public static final Terms NONE = new Terms(List.of(), 0, 0);

        /** Without a word about idling. */
        public Terms(
                List<Octets> accountingClass,
                int interimSeconds,
                long sessionTimeoutSeconds,
                long txBps,
                long rxBps,
                Octets success,
                Voucher voucher) {
            this(
                    accountingClass,
                    interimSeconds,
                    sessionTimeoutSeconds,
                    0,
                    txBps,
                    rxBps,
                    success,
                    voucher);
        }

        /** Without a word about speeds. */
        public Terms(List<Octets> accountingClass, int interimSeconds, long sessionTimeoutSeconds) {
            this(
                    accountingClass,
                    interimSeconds,
                    sessionTimeoutSeconds,
                    0,
                    0,
                    Octets.EMPTY,
                    Voucher.LOCAL);
        }

        /** Together with what was said before: every Class, else the later word. */
        public Terms after(Terms before) {
            return before.equals(NONE)
                    ? this
                    : new Terms(
                            Stream.concat(before.accountingClass.stream(), accountingClass.stream())
                                    .distinct()
                                    .toList(),
                            interimSeconds > 0 ? interimSeconds : before.interimSeconds,
                            sessionTimeoutSeconds > 0
                                    ? sessionTimeoutSeconds
                                    : before.sessionTimeoutSeconds,
                            idleTimeoutSeconds > 0 ? idleTimeoutSeconds : before.idleTimeoutSeconds,
                            txBps > 0 ? txBps : before.txBps,
                            rxBps > 0 ? rxBps : before.rxBps,
                            success.length() > 0 ? success : before.success,
                            voucher == Voucher.RADIUS ? voucher : before.voucher);
        }

        /** For a call whose caller has been told. */
        public Terms withoutSuccess() {
            return success.length() == 0
                    ? this
                    : new Terms(
                            accountingClass,
                            interimSeconds,
                            sessionTimeoutSeconds,
                            idleTimeoutSeconds,
                            txBps,
                            rxBps,
                            Octets.EMPTY,
                            voucher);
        }

        public Terms {
            accountingClass = List.copyOf(accountingClass);
        }
    }

    /** Who has authenticated the caller, for accounting. */
    enum Voucher {
        /** This box: its own table knows him. */
        LOCAL,
        /** A RADIUS server knows the user or the line. */
        RADIUS,
        /** Nobody yet: his realm is known, and the LNS asks for the rest. */
        LNS
    }
}
