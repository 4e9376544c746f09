package org.lacserver.l2tp.wire;

import java.util.List;
import java.util.Map;

/** What became of a datagram with the T bit set. */
public sealed interface Decoded {
    /** A message to act on. */
    record Control(ControlHeader header, ControlMessage message, Notes notes) implements Decoded {}

    /** §5.8: header only; acknowledges, and uses up no number. */
    record Zlb(ControlHeader header) implements Decoded {}

    /** Not to be acted on; {@link Fault#scope()} says what has to end for it. */
    record Refused(Fault fault) implements Decoded {}

    /**
     * What was passed over without harm.
     *
     * @param unknown unrecognised AVPs with the M bit clear (§4.1)
     * @param malformed malformed AVPs with the M bit clear (§7.1), or in a StopCCN or CDN
     * @param duplicate AVPs that came again: the first counts
     * @param misplaced AVPs that do not belong into this message
     * @param missing required AVPs that a StopCCN or CDN did without, or for want of which a
     *     message that may be ignored was
     * @param hidden AVPs that were hidden and could be read
     * @param secret which of the candidate secrets revealed them, 0 for the first
     * @param wrongM AVPs, Message Type included, whose M bit is not what their RFC says: they count
     *     all the same
     * @param letPass how often each lenience was needed; an absent key is 0
     * @param others the AVPs of no use here: the unknown, the misplaced and those recognised but
     *     without meaning to a LAC; the first {@link #MAX_OTHERS}
     */
    record Notes(
            int unknown,
            int malformed,
            int duplicate,
            int misplaced,
            int missing,
            int hidden,
            int secret,
            int wrongM,
            Map<Lenience, Integer> letPass,
            List<RawAvp> others) {
        public static final int MAX_OTHERS = 16;
        public static final Notes NONE = new Notes(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), List.of());

        public Notes {
            letPass = Map.copyOf(letPass);
            others = List.copyOf(others);
        }

        public int letPass(Lenience lenience) {
            return letPass.getOrDefault(lenience, 0);
        }
    }
}
