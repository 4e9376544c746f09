package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;

/**
 * The access line AVPs of RFC 5515 §5, those of vendor {@link VendorAvp#ADSL_FORUM} in an ICRQ.
 * Their numbers are those of the sub-tags in which TR-101 has a DSLAM say the same in PPPoE
 * discovery, where rates are kbit/s instead of bit/s.
 */
public enum LineAvp {
    AGENT_CIRCUIT_ID(1, Kind.TEXT, "Agent-Circuit-Id"),
    AGENT_REMOTE_ID(2, Kind.TEXT, "Agent-Remote-Id"),
    ACTUAL_RATE_UP(0x81, Kind.RATE, "Actual-Data-Rate-Upstream"),
    ACTUAL_RATE_DOWN(0x82, Kind.RATE, "Actual-Data-Rate-Downstream"),
    MINIMUM_RATE_UP(0x83, Kind.RATE, "Minimum-Data-Rate-Upstream"),
    MINIMUM_RATE_DOWN(0x84, Kind.RATE, "Minimum-Data-Rate-Downstream"),
    ATTAINABLE_RATE_UP(0x85, Kind.RATE, "Attainable-Data-Rate-Upstream"),
    ATTAINABLE_RATE_DOWN(0x86, Kind.RATE, "Attainable-Data-Rate-Downstream"),
    MAXIMUM_RATE_UP(0x87, Kind.RATE, "Maximum-Data-Rate-Upstream"),
    MAXIMUM_RATE_DOWN(0x88, Kind.RATE, "Maximum-Data-Rate-Downstream"),
    MINIMUM_LOW_POWER_RATE_UP(0x89, Kind.RATE, "Minimum-Data-Rate-Upstream-Low-Power"),
    MINIMUM_LOW_POWER_RATE_DOWN(0x8a, Kind.RATE, "Minimum-Data-Rate-Downstream-Low-Power"),
    MAXIMUM_DELAY_UP(0x8b, Kind.DELAY, "Maximum-Interleaving-Delay-Upstream"),
    ACTUAL_DELAY_UP(0x8c, Kind.DELAY, "Actual-Interleaving-Delay-Upstream"),
    MAXIMUM_DELAY_DOWN(0x8d, Kind.DELAY, "Maximum-Interleaving-Delay-Downstream"),
    ACTUAL_DELAY_DOWN(0x8e, Kind.DELAY, "Actual-Interleaving-Delay-Downstream"),
    ACCESS_LOOP_ENCAPSULATION(0x90, Kind.ENCAPSULATION, "Access-Loop-Encapsulation"),
    /** Of ANCP (RFC 6320 §6.5, DSL-Type); access nodes have it among their sub-tags as well. */
    ACCESS_LINE_TYPE(0x91, Kind.LINE_TYPE, "ANCP-Access-Line-Type"),
    IWF_SESSION(0xfe, Kind.FLAG, "IWF-Session");

    /**
     * The forms of a value: fewest and most octets, and what a number of TR-101 is multiplied by.
     */
    public enum Kind {
        TEXT(2, 63, 0),
        /** Bit/s. */
        RATE(8, 8, 1000),
        /** Milliseconds. */
        DELAY(4, 4, 1),
        /** Data link, encapsulation 1, encapsulation 2. */
        ENCAPSULATION(3, 3, 1),
        /** Type, three octets of zero. */
        LINE_TYPE(4, 4, 0),
        /** 1 or 0; the sub-tag of TR-101 has no value and means 1. */
        FLAG(4, 4, 1);

        private final int least;
        private final int most;
        private final int factor;

        Kind(int least, int most, int factor) {
            this.least = least;
            this.most = most;
            this.factor = factor;
        }

        public int least() {
            return least;
        }

        public int most() {
            return most;
        }

        /** 0: not a number. */
        int factor() {
            return factor;
        }

        public boolean fits(int length) {
            return length >= least && length <= most;
        }
    }

    /** SDSL: 0 other, 1 to 3 ADSL, 4 and 5 VDSL (RFC 5515 §5.18). */
    static final int LAST_LINE_TYPE = 6;

    private static final @Nullable LineAvp[] BY_NUMBER = new LineAvp[256];

    static {
        for (LineAvp one : values()) {
            BY_NUMBER[one.number] = one;
        }
    }

    private final int number;
    private final Kind kind;
    private final String label;

    LineAvp(int number, Kind kind, String label) {
        this.number = number;
        this.kind = kind;
        this.label = label;
    }

    /** Null for a number that RFC 5515 does not have. */
    public static @Nullable LineAvp of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    /** The attribute type, and the TR-101 sub-tag. */
    public int number() {
        return number;
    }

    public Kind kind() {
        return kind;
    }

    /** As RFC 5515 spells it. */
    public String label() {
        return label;
    }
}
