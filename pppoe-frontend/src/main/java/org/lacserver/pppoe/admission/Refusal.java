package org.lacserver.pppoe.admission;

import java.util.Locale;

/** Why a frame did not pass the {@link Gate}: what it was, and whose rate was used up. */
public enum Refusal {
    PADI_OVER_MAC_RATE,
    PADI_OVER_VLAN_RATE,
    PADI_OVER_PORT_RATE,
    PADI_OVER_BOX_RATE,
    PADR_OVER_MAC_RATE,
    PADR_OVER_VLAN_RATE,
    PADR_OVER_PORT_RATE,
    PADR_OVER_BOX_RATE,
    SESSION_OVER_MAC_RATE,
    SESSION_OVER_VLAN_RATE,
    SESSION_OVER_PORT_RATE,
    SESSION_OVER_BOX_RATE;

    private static final Refusal[] ALL = values();
    private static final int SCOPES = 4;

    /** By {@link Scope}. */
    @SuppressWarnings("EnumOrdinal") // the order above is the table
    static Refusal of(Arrival what, Scope whose) {
        return ALL[what.ordinal() * SCOPES + whose.ordinal()];
    }

    /** The name of its counter. */
    public String counter() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whose rate it is. */
    enum Scope {
        MAC,
        VLAN,
        PORT,
        BOX
    }
}
