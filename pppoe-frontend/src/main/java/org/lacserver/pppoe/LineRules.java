package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.discovery.LineId;
import org.lacserver.pppoe.discovery.LineTag;

/**
 * What is believed of some lines.
 *
 * @param trust of the tag that an access node adds (TR-101 §3.9.2)
 * @param naming what the circuit id is where none is believed; null: there is none
 */
public record LineRules(Trust trust, @Nullable Naming naming) {
    /** As access nodes say. */
    public static final LineRules USUAL = new LineRules(Trust.TRUST, null);

    /** What an access node's tag is worth. */
    public enum Trust {
        TRUST,
        /** Nothing: a caller himself may have added it. */
        STRIP,
        /** All but the circuit id. */
        REPLACE
    }

    /** Makes a circuit id. */
    @FunctionalInterface
    public interface Naming {
        /**
         * @param line with what is believed so far, and the circuit id that is to be replaced
         * @return of which the first 63 octets count; empty: none
         */
        String circuitId(AccessLine line);
    }

    /** The line as it is believed, from all that was told of it. */
    LineTag believed(AccessLine told, LineTag tag) {
        LineTag kept = trust == Trust.STRIP ? LineTag.ABSENT : tag;
        if (trust == Trust.TRUST && tag.circuit() != null) {
            return kept;
        }
        LineId circuit = naming == null ? null : LineId.of(naming.circuitId(told.with(kept)));
        return kept.withCircuit(circuit);
    }
}
