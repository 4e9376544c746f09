package org.lacserver.pppoe.ppp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * What we say to a caller's Configure-Request.
 *
 * @param code the answer's code: Ack, Nak or Reject
 * @param options the options of the answer
 * @param loopSuspected the caller's Magic-Number is our own
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
record PeerRequest(int code, byte[] options, boolean loopSuspected) {
    static final int ACK = 2;
    static final int NAK = 3;
    static final int REJECT = 4;

    /**
     * Judges well-formed options.
     *
     * @param rejectInsteadOfNak §4.6 Max-Failure: further Naks become Rejects
     */
    static PeerRequest judge(
            byte[] options,
            int largestMru,
            int ownMagic,
            boolean rejectInsteadOfNak,
            RandomGenerator random) {
        ByteArrayOutputStream nak = new ByteArrayOutputStream(0);
        ByteArrayOutputStream reject = new ByteArrayOutputStream(0);
        for (int at = 0; at < options.length; at += LcpOption.length(options, at)) {
            int length = LcpOption.length(options, at);
            switch (options[at]) {
                case LcpOption.MRU -> {
                    int mru = length == 4 ? LcpOption.unsignedShort(options, at + 2) : 0;
                    // RFC 2516 §7: the MRU MUST NOT be negotiated to a larger size than 1492
                    if (mru < LcpOption.SMALLEST_MRU || mru > largestMru) {
                        if (rejectInsteadOfNak) {
                            reject.write(options, at, length);
                            continue;
                        }
                        nak.write(LcpOption.MRU);
                        nak.write(4);
                        nak.write(largestMru >> 8);
                        nak.write(largestMru);
                    }
                }
                case LcpOption.MAGIC -> {
                    int magic = length == 6 ? LcpOption.integer(options, at + 2) : 0;
                    if (magic != 0 && magic == ownMagic) {
                        // §6.4: our own number suggests a loop; a Nak with another tells
                        return new PeerRequest(NAK, freshMagic(random), true);
                    }
                    if (magic == 0 && rejectInsteadOfNak) {
                        reject.write(options, at, length);
                    } else if (magic == 0) {
                        nak.writeBytes(freshMagic(random)); // §6.4: zero is illegal
                    }
                }
                // RFC 2516 §7: FCS-Alternatives, ACFC and ACCM MUST be rejected. PFC, MRRU and
                // the caller's wish that we authenticate ourselves are not for a LAC either.
                default -> reject.write(options, at, length);
            }
        }
        if (reject.size() > 0) {
            return new PeerRequest(REJECT, reject.toByteArray(), false);
        }
        if (nak.size() > 0) {
            return new PeerRequest(NAK, nak.toByteArray(), false);
        }
        return new PeerRequest(ACK, options, false);
    }

    private static byte[] freshMagic(RandomGenerator random) {
        return ByteBuffer.allocate(6)
                .put((byte) LcpOption.MAGIC)
                .put((byte) 6)
                .putInt(OwnRequest.freshMagic(random))
                .array();
    }
}
