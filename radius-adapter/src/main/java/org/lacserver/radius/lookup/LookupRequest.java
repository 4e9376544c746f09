package org.lacserver.radius.lookup;

import org.lacserver.radius.client.AccessLine;

import java.nio.charset.StandardCharsets;

/**
 * Who calls, from which line.
 *
 * @param userName as the caller sent it, or as it was rewritten; with {@link Auth.Outbound} what
 *     the line is known by
 * @param userNameOctets the octets of a name that is not UTF-8 and so is not wholly in {@code
 *     userName}; they are what is sent. Empty for all others
 * @param acctSessionId the one its accounting will carry; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record LookupRequest(
        String userName, byte[] userNameOctets, Auth auth, AccessLine line, String acctSessionId) {

    /** A name that its text tells wholly. */
    public LookupRequest(String userName, Auth auth, AccessLine line, String acctSessionId) {
        this(userName, new byte[0], auth, line, acctSessionId);
    }

    /** User-Name as it is sent. */
    byte[] nameOctets() {
        return userNameOctets.length > 0
                ? userNameOctets
                : userName.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "LookupRequest[" + Texts.printable(userName) + ", " + auth + ", " + line + "]";
    }

    /** How he proves it. */
    public sealed interface Auth {
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Pap(byte[] password) implements Auth {
            @Override
            public String toString() {
                return "Pap[***]";
            }
        }

        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Chap(int id, byte[] challenge, byte[] response) implements Auth {
            @Override
            public String toString() {
                return "Chap[" + id + "]";
            }
        }

        /**
         * RFC 2759 over RFC 2548 §2.3.
         *
         * @param challenge 16 octets
         * @param response the 49 octets of the Response's Value
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record MsChapV2(int id, byte[] challenge, byte[] response) implements Auth {
            @Override
            public String toString() {
                return "MsChapV2[" + id + "]";
            }
        }

        /**
         * RFC 3579.
         *
         * @param packet the whole EAP Response
         * @param state the State of the challenge it answers; empty in the first round
         * @param server the name of the server whose challenge it answers: nobody else knows the
         *     State; empty in the first round
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Eap(byte[] packet, byte[] state, String server) implements Auth {
            /** The first round. */
            public Eap(byte[] packet) {
                this(packet, new byte[0], "");
            }

            @Override
            public String toString() {
                return "Eap[" + packet.length + " octets]";
            }
        }

        /**
         * Nobody is authenticated (RFC 2809 §4.1): Service-Type Outbound.
         *
         * @param password a dummy, not empty
         */
        record Outbound(String password) implements Auth {
            @Override
            public String toString() {
                return "Outbound[***]";
            }
        }
    }
}
