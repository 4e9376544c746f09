package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

import java.util.ArrayList;
import java.util.List;

/** The AVPs of one message, sliced and sorted by type, and what was passed over on the way. */
final class AvpSet {
    /** The first thing wrong that the message cannot survive. Offsets count from the first AVP. */
    record Defect(Fault.Reason reason, String section, int offset, ResultCode result) {}

    private final @Nullable Octets[] values = new Octets[AvpType.slots()];
    private final List<VendorAvp> vendor = new ArrayList<>(0);
    @Nullable Defect defect;
    int unknown;
    int malformed;
    int duplicate;
    int misplaced;
    int missing;
    int hidden;
    int unreadable;
    int secret;

    boolean has(AvpType type) {
        return values[type.number()] != null;
    }

    void put(AvpType type, Octets value) {
        values[type.number()] = value;
    }

    List<VendorAvp> vendor() {
        return vendor;
    }

    /** Keeps the first defect: later ones may be its consequence. */
    void spoiled(Defect found) {
        if (defect == null) {
            defect = found;
        }
    }

    @Nullable Octets octets(AvpType type) {
        return values[type.number()];
    }

    @Nullable String text(AvpType type) {
        Octets value = values[type.number()];
        return value == null ? null : value.toText();
    }

    /** The unsigned number of up to 32 bits, {@code absent} when it is not there. */
    long number(AvpType type, long absent) {
        Octets value = values[type.number()];
        return value == null ? absent : number(value, 0, value.length());
    }

    int id(AvpType type) {
        return (int) number(type, 0);
    }

    static long number(Octets value, int from, int length) {
        long number = 0;
        for (int i = from; i < from + length; i++) {
            number = number << 8 | (value.at(i) & 0xff);
        }
        return number;
    }

    static String text(Octets value, int from) {
        if (value.length() <= from) {
            return "";
        }
        var rest = value.asReadOnlyBuffer();
        rest.position(from);
        return Octets.of(rest).toText();
    }

    Decoded.Notes notes() {
        return (unknown | malformed | duplicate | misplaced | missing | hidden) == 0
                ? Decoded.Notes.NONE
                : new Decoded.Notes(
                        unknown, malformed, duplicate, misplaced, missing, hidden, secret);
    }
}
