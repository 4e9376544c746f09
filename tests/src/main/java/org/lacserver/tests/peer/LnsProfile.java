package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.ppp.Ppp;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Who an LNS is and how it behaves while it behaves.
 *
 * @param name its Host Name
 * @param control how it speaks to LACs
 * @param link its end of the calls
 * @param bits the shape of the data headers it sends
 * @param record whether it keeps the AVPs of each call and the calls that ended
 */
public record LnsProfile(String name, Control control, Link link, DataBits bits, boolean record) {

    /**
     * Control connections.
     *
     * @param secret the tunnel secret, null for none
     * @param challenge whether it challenges the LAC (needs the secret)
     * @param hide whether it hides the ids it assigns (needs the secret)
     * @param window its Receive Window Size
     * @param helloNanos silence after which it sends a Hello
     * @param needsSequencing whether it clears calls whose ICCN or OCCN lacks AVP 39
     * @param more AVPs it adds to its SCCRQ and SCCRP
     */
    public record Control(
            @Nullable String secret,
            boolean challenge,
            boolean hide,
            int window,
            long helloNanos,
            boolean needsSequencing,
            List<Avp> more) {}

    /** Which end of PPP an LNS is. */
    public enum Role {
        /** It answers: demands authentication, gives addresses. */
        SERVER,
        /** It called: names itself, is given an address. */
        CLIENT,
        /** It speaks no PPP at all: a call is up as soon as it is connected. */
        NONE
    }

    /**
     * The LNS's end of a call.
     *
     * @param incoming its role in calls that come
     * @param outgoing its role in calls that it places
     * @param acceptProxy whether it goes on where the LAC stopped, or negotiates LCP again
     * @param auth what it demands when it authenticates itself: {@link Ppp#PAP}, {@link Ppp#CHAP}
     *     or 0
     * @param passwordOf a user's password, "" for an unknown user
     * @param poolBase the address before the first one it gives out
     * @param ownAddress its own address inside the calls
     * @param user its name as a client
     * @param password the same
     */
    public record Link(
            Role incoming,
            Role outgoing,
            boolean acceptProxy,
            int auth,
            UnaryOperator<String> passwordOf,
            int poolBase,
            int ownAddress,
            String user,
            String password) {}

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

        /** The same with or without Ns and Nr. */
        public DataBits sequence(boolean with) {
            return new DataBits(length, with, offset, priority, addressControl);
        }
    }

    /** An LNS that accepts the proxy AVPs, knows every user by one password, records all. */
    public static LnsProfile accepting(String name, @Nullable String secret, String password) {
        return new LnsProfile(
                name,
                new Control(secret, secret != null, false, 8, 60_000_000_000L, false, List.of()),
                new Link(
                        Role.SERVER,
                        Role.CLIENT,
                        true,
                        Ppp.CHAP,
                        user -> password,
                        0x0a450000,
                        0x0a4500fe,
                        name,
                        password),
                DataBits.PLAIN,
                true);
    }

    public @Nullable String secret() {
        return control.secret;
    }

    public int ownAddress() {
        return link.ownAddress;
    }

    private LnsProfile with(Control other) {
        return new LnsProfile(name, other, link, bits, record);
    }

    private LnsProfile with(Link other) {
        return new LnsProfile(name, control, other, bits, record);
    }

    /** The same, but LCP and authentication start again with {@code authProtocol}. */
    public LnsProfile renegotiating(int authProtocol) {
        return proxy(false, authProtocol);
    }

    /** The same, taking what the LAC negotiated or not, demanding {@code authProtocol} else. */
    public LnsProfile proxy(boolean accept, int authProtocol) {
        return with(
                new Link(
                        link.incoming,
                        link.outgoing,
                        accept,
                        authProtocol,
                        link.passwordOf,
                        link.poolBase,
                        link.ownAddress,
                        link.user,
                        link.password));
    }

    /** The same with these users. */
    public LnsProfile users(UnaryOperator<String> passwords) {
        return with(
                new Link(
                        link.incoming,
                        link.outgoing,
                        link.acceptProxy,
                        link.auth,
                        passwords,
                        link.poolBase,
                        link.ownAddress,
                        link.user,
                        link.password));
    }

    /** The same with other data headers. */
    public LnsProfile bits(DataBits other) {
        return new LnsProfile(name, control, link, other, record);
    }

    /** The same with another pool. */
    public LnsProfile pool(int base, int own) {
        return with(
                new Link(
                        link.incoming,
                        link.outgoing,
                        link.acceptProxy,
                        link.auth,
                        link.passwordOf,
                        base,
                        own,
                        link.user,
                        link.password));
    }

    /** The same with other ends of PPP. */
    public LnsProfile roles(Role incoming, Role outgoing) {
        return with(
                new Link(
                        incoming,
                        outgoing,
                        link.acceptProxy,
                        link.auth,
                        link.passwordOf,
                        link.poolBase,
                        link.ownAddress,
                        link.user,
                        link.password));
    }

    /** The same, naming itself so as a client. */
    public LnsProfile client(String user, String password) {
        return with(
                new Link(
                        link.incoming,
                        link.outgoing,
                        link.acceptProxy,
                        link.auth,
                        link.passwordOf,
                        link.poolBase,
                        link.ownAddress,
                        user,
                        password));
    }

    /** The same, hiding or not, recording or not, with a window. */
    public LnsProfile options(boolean hides, boolean records, int receiveWindow) {
        Control other =
                new Control(
                        control.secret,
                        control.challenge,
                        hides,
                        receiveWindow,
                        control.helloNanos,
                        control.needsSequencing,
                        control.more);
        return new LnsProfile(name, other, link, bits, records);
    }

    /** The same, challenging or not. */
    public LnsProfile challenging(boolean challenges) {
        return with(
                new Control(
                        control.secret,
                        challenges,
                        control.hide,
                        control.window,
                        control.helloNanos,
                        control.needsSequencing,
                        control.more));
    }

    /** The same, but it wants AVP 39 in every call, or adds AVPs to its SCCRQ and SCCRP. */
    public LnsProfile wants(boolean sequencing, List<Avp> more) {
        return with(
                new Control(
                        control.secret,
                        control.challenge,
                        control.hide,
                        control.window,
                        control.helloNanos,
                        sequencing,
                        List.copyOf(more)));
    }
}
