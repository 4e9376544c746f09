package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The AVPs of one message, sliced and sorted by type, and what was passed over on the way. */
final class AvpSet {
    /** The first thing wrong that the message cannot survive. Offsets count from the first AVP. */
    record Defect(Fault.Reason reason, String section, int offset, ResultCode result) {}

    private final Map<AvpType, Octets> values = new EnumMap<>(AvpType.class);
    private final List<VendorAvp> vendor = new ArrayList<>(0);
    private final List<Octets> speeds = new ArrayList<>(0);
    private final List<RawAvp> others = new ArrayList<>(0);
    private final Map<Lenience, Integer> letPass = new EnumMap<>(Lenience.class);
    private final Set<AvpType> wrongM = EnumSet.noneOf(AvpType.class);
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
        return values.containsKey(type);
    }

    void put(AvpType type, Octets value) {
        values.put(type, value);
    }

    void drop(AvpType type) {
        values.remove(type);
        wrongM.remove(type);
    }

    /** The values of AVP 97, which may come many times. */
    List<Octets> speeds() {
        return speeds;
    }

    void letPass(Lenience lenience) {
        letPass.merge(lenience, 1, Integer::sum);
    }

    void wrongM(AvpType type) {
        wrongM.add(type);
    }

    void rightM(AvpType type) {
        wrongM.remove(type);
    }

    /** Keeps what is of no use, for people to see. */
    void other(RawAvp avp) {
        if (others.size() < Decoded.Notes.MAX_OTHERS) {
            others.add(avp);
        }
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
        return values.get(type);
    }

    @Nullable String text(AvpType type) {
        Octets value = values.get(type);
        return value == null ? null : value.toText();
    }

    /** The unsigned number of up to 32 bits, {@code absent} when it is not there. */
    long number(AvpType type, long absent) {
        Octets value = values.get(type);
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
        boolean none = (unknown | malformed | duplicate | misplaced | missing | hidden) == 0;
        return none && wrongM.isEmpty() && letPass.isEmpty() && others.isEmpty()
                ? Decoded.Notes.NONE
                : new Decoded.Notes(
                        unknown,
                        malformed,
                        duplicate,
                        misplaced,
                        missing,
                        hidden,
                        secret,
                        wrongM.size(),
                        letPass,
                        others);
    }
}
