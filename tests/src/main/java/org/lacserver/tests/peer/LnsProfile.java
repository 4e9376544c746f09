package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.ppp.Ppp;

import java.util.function.UnaryOperator;

/**
 * Who an LNS is and how it behaves while it behaves.
 *
 * @param name its Host Name
 * @param secret the tunnel secret, null for none
 * @param challenge whether it challenges the LAC (needs the secret)
 * @param hide whether it hides the ids it assigns (needs the secret)
 * @param acceptProxy whether it goes on where the LAC stopped, or negotiates LCP again
 * @param auth what it demands when it authenticates itself: {@link Ppp#PAP}, {@link Ppp#CHAP} or 0
 * @param passwordOf a user's password, "" for an unknown user
 * @param poolBase the address before the first one it gives out
 * @param ownAddress its own address inside the calls
 * @param window its Receive Window Size
 * @param helloNanos silence after which it sends a Hello
 * @param bits the shape of the data headers it sends
 * @param record whether it keeps the AVPs of each call and the calls that ended
 */
public record LnsProfile(
        String name,
        @Nullable String secret,
        boolean challenge,
        boolean hide,
        boolean acceptProxy,
        int auth,
        UnaryOperator<String> passwordOf,
        int poolBase,
        int ownAddress,
        int window,
        long helloNanos,
        DataBits bits,
        boolean record) {

    /**
     * The optional parts of a data header (RFC 2661 §3.1).
     *
     * @param length L: with a length
     * @param sequence S: with Ns and Nr
     * @param offset octets of offset padding, -1 without O
     * @param priority P
     * @param addressControl whether FF 03 precedes the PPP protocol
     */
    public record DataBits(
            boolean length,
            boolean sequence,
            int offset,
            boolean priority,
            boolean addressControl) {
        public static final DataBits PLAIN = new DataBits(false, false, -1, false, true);
    }

    /** An LNS that accepts the proxy AVPs, knows every user by one password, records all. */
    public static LnsProfile accepting(String name, @Nullable String secret, String password) {
        return new LnsProfile(
                name,
                secret,
                secret != null,
                false,
                true,
                Ppp.CHAP,
                user -> password,
                0x0a450000,
                0x0a4500fe,
                8,
                60_000_000_000L,
                DataBits.PLAIN,
                true);
    }

    /** The same, but LCP and authentication start again with {@code authProtocol}. */
    public LnsProfile renegotiating(int authProtocol) {
        return new LnsProfile(
                name,
                secret,
                challenge,
                hide,
                false,
                authProtocol,
                passwordOf,
                poolBase,
                ownAddress,
                window,
                helloNanos,
                bits,
                record);
    }

    /** The same with other data headers. */
    public LnsProfile bits(DataBits other) {
        return new LnsProfile(
                name,
                secret,
                challenge,
                hide,
                acceptProxy,
                auth,
                passwordOf,
                poolBase,
                ownAddress,
                window,
                helloNanos,
                other,
                record);
    }

    /** The same with another pool. */
    public LnsProfile pool(int base, int own) {
        return new LnsProfile(
                name,
                secret,
                challenge,
                hide,
                acceptProxy,
                auth,
                passwordOf,
                base,
                own,
                window,
                helloNanos,
                bits,
                record);
    }

    /** The same, hiding or not, recording or not, with a window. */
    public LnsProfile options(boolean hides, boolean records, int receiveWindow) {
        return new LnsProfile(
                name,
                secret,
                challenge,
                hides,
                acceptProxy,
                auth,
                passwordOf,
                poolBase,
                ownAddress,
                receiveWindow,
                helloNanos,
                bits,
                records);
    }
}
