package org.lacserver.pppoe.admission;

/**
 * What passes the {@link Gate}.
 *
 * @param padi of new callers
 * @param padr of those who were answered
 * @param session frames of sessions that are not joined, PADT, PADO and PADS
 */
public record GateRules(Rates padi, Rates padr, Rates session) {
    public static final GateRules OFF = new GateRules(Rates.OFF, Rates.OFF, Rates.OFF);

    /** What PADRs and frames of sessions may take beside PADIs, unless something else is said. */
    public static final GateRules USUAL =
            new GateRules(
                    new Rates(10_000, 5000, 1000, 5),
                    new Rates(20_000, 10_000, 4000, 20),
                    new Rates(100_000, 50_000, 20_000, 2000));

    public boolean isOff() {
        return equals(OFF);
    }
}
