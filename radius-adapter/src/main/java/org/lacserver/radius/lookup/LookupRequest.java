package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.AccessLine;

/**
 * Who calls, from which line; see {@link AccessLine} for the line's fields.
 *
 * @param userName as the caller sent it; with {@link Auth.Outbound} what the line is known by
 * @param acctSessionId the one its accounting will carry; may be empty
 */
public record LookupRequest(
        String userName,
        Auth auth,
        String callingStationId,
        String calledStationId,
        String nasPortId,
        long nasPort,
        int nasPortType,
        @Nullable String circuitId,
        @Nullable String remoteId,
        long upKbps,
        long downKbps,
        String acctSessionId) {

    AccessLine line() {
        return new AccessLine(
                callingStationId,
                calledStationId,
                nasPortId,
                nasPort,
                nasPortType,
                circuitId,
                remoteId,
                upKbps,
                downKbps);
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
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Eap(byte[] packet, byte[] state) implements Auth {
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
