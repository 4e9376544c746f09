package org.lacserver.tests.peer.ppp;

import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * How one end of a link behaves.
 *
 * @param mru what it asks for, 0 for nothing
 * @param magic its first magic number
 * @param demands the protocol by which the other end is to say who it is, 0 for none
 * @param answers the protocols by which it says itself who it is
 * @param proposes the one of them in a Nak, 0 to reject
 * @param name its name as authenticator
 * @param passwordOf a user's password, "" for an unknown user
 * @param challenges fresh octets for a CHAP challenge
 * @param user its name when it is asked
 * @param password the same
 * @param assigns whether it gives the other end an address
 * @param ownAddress the address it asks for, 0 to be told
 * @param peerAddress what it gives
 */
public record PppTerms(
        int mru,
        int magic,
        int demands,
        IntPredicate answers,
        int proposes,
        String name,
        UnaryOperator<String> passwordOf,
        Supplier<byte[]> challenges,
        String user,
        String password,
        boolean assigns,
        int ownAddress,
        int peerAddress) {

    /** The end that is called: it demands {@code auth}, and gives addresses. */
    public static PppTerms server(
            String name,
            int magic,
            int auth,
            UnaryOperator<String> passwordOf,
            Supplier<byte[]> challenges,
            int ownAddress,
            int peerAddress) {
        return new PppTerms(
                1492,
                magic,
                auth,
                protocol -> false,
                0,
                name,
                passwordOf,
                challenges,
                "",
                "",
                true,
                ownAddress,
                peerAddress);
    }

    /** The end that calls: it names itself and takes the address it is given. */
    public static PppTerms client(
            int mru, int magic, String user, String password, IntPredicate answers, int proposes) {
        return new PppTerms(
                mru,
                magic,
                0,
                answers,
                proposes,
                "",
                unknown -> "",
                () -> new byte[16],
                user,
                password,
                false,
                0,
                0);
    }
}
