package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Slices the AVPs of a message and sorts them (RFC 2661 §4.1). The extent of each is fixed before
 * anyone asks what it means, so that an unknown one cannot derail the rest.
 */
final class AvpReader {
    static final int HEADER = 6;
    private static final int M = 0x8000;
    private static final int H = 0x4000;
    private static final int RESERVED = 0x3c00;
    private static final int LENGTH = 0x03ff;

    private final ByteBuffer body;
    private final byte[] secret;
    private final MessageType message;
    private final Set<Lenience> lenient;
    private final AvpSet set = new AvpSet();
    private byte @Nullable [] randomVector;

    private AvpReader(ByteBuffer body, Secret secret, MessageType message, Set<Lenience> lenient) {
        this.body = body;
        this.secret = secret.reveal();
        this.message = message;
        this.lenient = lenient;
    }

    /**
     * Reads all AVPs after Message Type; absolute positions from {@code body.position()} to its
     * limit, the position stays.
     */
    static AvpSet read(ByteBuffer body, Secret secret, MessageType message, Set<Lenience> lenient) {
        AvpReader reader = new AvpReader(body, secret, message, lenient);
        reader.run();
        return reader.set;
    }

    private void run() {
        int at = body.position();
        while (at < body.limit()) {
            int left = body.limit() - at;
            if (left < HEADER) {
                // whatever this is, it cannot say that it is mandatory; §7.1: ignored
                set.malformed++;
                return;
            }
            int flags = body.getShort(at) & 0xffff;
            int length = flags & LENGTH;
            if (length < HEADER || length > left) {
                // §7.1: nothing behind it can be found; the M bit says whether that is fatal
                malformed(
                        flags,
                        at,
                        Fault.Reason.AVP_LENGTH,
                        Lenience.AVP_LENGTH,
                        ResultCode.ERROR_LENGTH,
                        "length");
                return;
            }
            one(at, flags, length);
            at += length;
        }
    }

    private void one(int at, int flags, int length) {
        int vendor = body.getShort(at + 2) & 0xffff;
        int number = body.getShort(at + 4) & 0xffff;
        AvpType type = vendor == 0 ? AvpType.of(number) : null;
        Octets value = Octets.of(body.slice(at + HEADER, length - HEADER));
        boolean mandatory = (flags & M) != 0;
        boolean understood = type != null || takesVendor(vendor, number, mandatory);
        // §4.1: reserved bits that are not 0 make an AVP an unrecognised one
        if (understood && (flags & RESERVED) != 0) {
            understood = lenient.contains(Lenience.RESERVED_BITS);
            if (understood) {
                set.letPass(Lenience.RESERVED_BITS);
            }
        }
        if (!understood) {
            unknown(at, flags, vendor, number, value);
            return;
        }
        boolean hidden = (flags & H) != 0;
        if (hidden) {
            value = reveal(at, flags, number, type, value);
            if (value == null) {
                return;
            }
        }
        if (type == null) {
            vendor(at, flags, new VendorAvp(vendor, number, mandatory, value));
        } else {
            known(at, flags, type, value);
        }
    }

    /** RFC 5515 §5: the access line AVPs are of an ICRQ; other vendors' go where they may. */
    private boolean takesVendor(int vendor, int number, boolean mandatory) {
        boolean line = vendor == VendorAvp.ADSL_FORUM && LineAvp.of(number) != null;
        return vendor != 0 && message == MessageType.ICRQ && (line || !mandatory);
    }

    private void unknown(int at, int flags, int vendor, int number, Octets value) {
        set.other(raw(flags, vendor, number, value));
        if ((flags & M) == 0) {
            set.unknown++; // §4.1: as if it had not been there
        } else if (lenient.contains(Lenience.UNKNOWN_MANDATORY_AVP)) {
            set.letPass(Lenience.UNKNOWN_MANDATORY_AVP);
        } else {
            set.spoiled(
                    new AvpSet.Defect(
                            Fault.Reason.UNKNOWN_AVP,
                            "§4.1",
                            at,
                            new ResultCode(
                                    ResultCode.GENERAL_ERROR,
                                    ResultCode.ERROR_UNKNOWN_AVP,
                                    "unknown mandatory AVP, vendor "
                                            + vendor
                                            + " type "
                                            + number)));
        }
    }

    private static RawAvp raw(int flags, int vendor, int number, Octets value) {
        boolean hidden = (flags & H) != 0;
        boolean masked = hidden || (vendor == 0 && Dump.isMasked(AvpType.named(number)));
        return new RawAvp(vendor, number, (flags & M) != 0, hidden, masked ? Octets.EMPTY : value);
    }

    private void vendor(int at, int flags, VendorAvp avp) {
        LineAvp line = avp.line();
        if (line != null && !line.kind().fits(avp.value().length())) {
            wrongLength(flags, at, line.label(), avp.value());
        } else if (set.vendor().size() < ControlMessage.Icrq.MAX_VENDOR_AVPS) {
            set.vendor().add(avp);
        } else {
            set.unknown++;
        }
    }

    private void known(int at, int flags, AvpType type, Octets received) {
        Octets value = received;
        if (!type.kind().fits(value.length())) {
            value = lenient.contains(Lenience.AVP_LENGTH) ? type.kind().mend(value) : null;
            if (value == null) {
                wrongLength(flags, at, type.label(), received);
                return;
            }
            set.letPass(Lenience.AVP_LENGTH);
        }
        if (isZeroId(type, value)) {
            wrongValue(flags, at, type.label() + " is 0");
        } else if (type == AvpType.RANDOM_VECTOR) {
            checkM(flags, type);
            randomVector = value.toByteArray(); // §4.3: the nearest one before counts
        } else if (type == AvpType.MESSAGE_TYPE || (set.has(type) && !type.mayRepeat())) {
            set.duplicate++;
        } else if (!message.takes(type)) {
            set.misplaced++;
            set.other(raw(flags, 0, type.number(), value));
        } else {
            checkM(flags, type);
            take(flags, type, value);
        }
    }

    private void take(int flags, AvpType type, Octets value) {
        boolean again = set.has(type);
        if (type == AvpType.CONNECT_SPEED_UPDATE) {
            if (set.speeds().size() == ControlMessage.MAX_SPEED_UPDATES) {
                set.duplicate++;
                return;
            }
            set.speeds().add(value);
        } else if (type.isShownOnly() || again) {
            set.other(raw(flags, 0, type.number(), value));
        }
        if (!again) {
            set.put(type, value);
        }
    }

    private static boolean isZeroId(AvpType type, Octets value) {
        return switch (type.kind()) {
            case ID -> AvpSet.number(value, 0, 2) == 0;
            case SPEEDS -> AvpSet.number(value, 2, 2) == 0;
            default -> false;
        };
    }

    private void checkM(int flags, AvpType type) {
        if (!type.mBit().allows((flags & M) != 0)) {
            set.wrongM(type);
        }
    }

    private @Nullable Octets reveal(
            int at, int flags, int number, @Nullable AvpType type, Octets value) {
        if (type != null && !type.isHideable()) {
            if (!lenient.contains(Lenience.AVP_VALUE)) {
                String text = type.label() + " must not be hidden";
                wrongValue(flags, at, text);
                return null;
            }
            set.letPass(Lenience.AVP_VALUE);
        }
        if (randomVector == null) {
            malformed(
                    flags,
                    at,
                    Fault.Reason.NO_RANDOM_VECTOR,
                    Lenience.HIDDEN_UNREADABLE,
                    ResultCode.ERROR_VENDOR,
                    "hidden AVP " + number + " without a Random Vector before it");
            return null;
        }
        Octets clear =
                secret.length == 0
                        ? null
                        : Hiding.reveal(value.toByteArray(), number, secret, randomVector);
        if (clear == null || (type != null && !type.kind().fits(clear.length()))) {
            set.unreadable++;
            malformed(
                    flags,
                    at,
                    Fault.Reason.HIDDEN_UNREADABLE,
                    Lenience.HIDDEN_UNREADABLE,
                    ResultCode.ERROR_VENDOR,
                    "hidden AVP "
                            + number
                            + (secret.length == 0 ? ", no secret" : ", wrong secret"));
            return null;
        }
        set.hidden++;
        return clear;
    }

    private void wrongLength(int flags, int at, String label, Octets value) {
        malformed(
                flags,
                at,
                Fault.Reason.AVP_LENGTH,
                Lenience.AVP_LENGTH,
                ResultCode.ERROR_LENGTH,
                label + " of " + value.length() + " octets");
    }

    private void wrongValue(int flags, int at, String text) {
        malformed(
                flags,
                at,
                Fault.Reason.AVP_VALUE,
                Lenience.AVP_VALUE,
                ResultCode.ERROR_VALUE,
                text);
    }

    /** §7.1: a malformed AVP is treated like an unrecognised one. */
    private void malformed(
            int flags, int at, Fault.Reason reason, Lenience lenience, int error, String text) {
        if ((flags & M) == 0) {
            set.malformed++;
        } else if (lenient.contains(lenience)) {
            set.letPass(lenience);
        } else {
            set.spoiled(
                    new AvpSet.Defect(
                            reason,
                            lenience == Lenience.HIDDEN_UNREADABLE ? "§4.3" : "§7.1",
                            at,
                            new ResultCode(ResultCode.GENERAL_ERROR, error, text)));
        }
    }
}
