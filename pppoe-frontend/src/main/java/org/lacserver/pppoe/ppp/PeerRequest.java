package org.lacserver.pppoe.ppp;

import java.io.ByteArrayOutputStream;
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
        boolean looped = false;
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
                    looped |= magic != 0 && magic == ownMagic;
                    // §6.4: zero is illegal; our own number coming back suggests a loop
                    if (magic == 0 || magic == ownMagic) {
                        int other = OwnRequest.freshMagic(random);
                        if (rejectInsteadOfNak) {
                            reject.write(options, at, length);
                            continue;
                        }
                        nak.write(LcpOption.MAGIC);
                        nak.write(6);
                        for (int shift = 24; shift >= 0; shift -= 8) {
                            nak.write(other >> shift);
                        }
                    }
                }
                // RFC 2516 §7: FCS-Alternatives, ACFC and ACCM MUST be rejected. PFC, MRRU and
                // the caller's wish that we authenticate ourselves are not for a LAC either.
                default -> reject.write(options, at, length);
            }
        }
        if (reject.size() > 0) {
            return new PeerRequest(REJECT, reject.toByteArray(), looped);
        }
        if (nak.size() > 0) {
            return new PeerRequest(NAK, nak.toByteArray(), looped);
        }
        return new PeerRequest(ACK, options, looped);
    }
}
