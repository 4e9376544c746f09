package org.lacserver.l2tp.wire;

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
     * @param missing required AVPs that a StopCCN or CDN did without
     * @param hidden AVPs that were hidden and could be read
     * @param secret which of the candidate secrets revealed them, 0 for the first
     */
    record Notes(
            int unknown,
            int malformed,
            int duplicate,
            int misplaced,
            int missing,
            int hidden,
            int secret) {
        public static final Notes NONE = new Notes(0, 0, 0, 0, 0, 0, 0);
    }
}
