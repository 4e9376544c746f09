package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.nio.ByteBuffer;

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
    private final @Nullable MessageType message;
    private final AvpSet set = new AvpSet();
    private byte @Nullable [] randomVector;

    private AvpReader(ByteBuffer body, Secret secret, @Nullable MessageType message) {
        this.body = body;
        this.secret = secret.reveal();
        this.message = message;
    }

    /**
     * Reads all AVPs after Message Type; absolute positions from {@code body.position()} to its
     * limit, the position stays.
     */
    static AvpSet read(ByteBuffer body, Secret secret, @Nullable MessageType message) {
        AvpReader reader = new AvpReader(body, secret, message);
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
                malformed(flags, at, Fault.Reason.AVP_LENGTH, ResultCode.ERROR_LENGTH, "length");
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
        // §4.1: reserved bits that are not 0 make an AVP an unrecognised one
        boolean odd = (flags & RESERVED) != 0;
        if (odd || (type == null && !(vendor != 0 && takesVendor(vendor, flags)))) {
            unknown(at, flags, vendor, number);
            return;
        }
        Octets value = Octets.of(body.slice(at + HEADER, length - HEADER));
        if ((flags & H) != 0) {
            value = reveal(at, flags, number, type, value);
            if (value == null) {
                return;
            }
        }
        if (type == null) {
            vendor(new VendorAvp(vendor, number, (flags & M) != 0, value));
        } else {
            known(at, flags, type, value);
        }
    }

    private boolean takesVendor(int vendor, int flags) {
        return message == MessageType.ICRQ && ((flags & M) == 0 || vendor == VendorAvp.ADSL_FORUM);
    }

    private void unknown(int at, int flags, int vendor, int number) {
        if ((flags & M) == 0) {
            set.unknown++; // §4.1: as if it had not been there
            return;
        }
        set.spoiled(
                new AvpSet.Defect(
                        Fault.Reason.UNKNOWN_AVP,
                        "§4.1",
                        at,
                        new ResultCode(
                                ResultCode.GENERAL_ERROR,
                                ResultCode.ERROR_UNKNOWN_AVP,
                                "unknown mandatory AVP, vendor " + vendor + " type " + number)));
    }

    private void vendor(VendorAvp avp) {
        if (set.vendor().size() < ControlMessage.Icrq.MAX_VENDOR_AVPS) {
            set.vendor().add(avp);
        } else {
            set.unknown++;
        }
    }

    private void known(int at, int flags, AvpType type, Octets value) {
        if (!type.kind().fits(value.length())) {
            malformed(
                    flags,
                    at,
                    Fault.Reason.AVP_LENGTH,
                    ResultCode.ERROR_LENGTH,
                    type.label() + " of " + value.length() + " octets");
        } else if (type.kind() == AvpType.Kind.ID && AvpSet.number(value, 0, 2) == 0) {
            malformed(
                    flags,
                    at,
                    Fault.Reason.AVP_VALUE,
                    ResultCode.ERROR_VALUE,
                    type.label() + " is 0");
        } else if (type == AvpType.RANDOM_VECTOR) {
            randomVector = value.toByteArray(); // §4.3: the nearest one before counts
        } else if (type == AvpType.MESSAGE_TYPE || set.has(type)) {
            set.duplicate++;
        } else if (message != null && !message.takes(type)) {
            set.misplaced++;
        } else {
            set.put(type, value);
        }
    }

    private @Nullable Octets reveal(
            int at, int flags, int number, @Nullable AvpType type, Octets value) {
        if (type != null && !type.isHideable()) {
            malformed(
                    flags,
                    at,
                    Fault.Reason.AVP_VALUE,
                    ResultCode.ERROR_VALUE,
                    type.label() + " must not be hidden");
            return null;
        }
        if (randomVector == null) {
            malformed(
                    flags,
                    at,
                    Fault.Reason.NO_RANDOM_VECTOR,
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
                    ResultCode.ERROR_VENDOR,
                    "hidden AVP "
                            + number
                            + (secret.length == 0 ? ", no secret" : ", wrong secret"));
            return null;
        }
        set.hidden++;
        return clear;
    }

    /** §7.1: a malformed AVP is treated like an unrecognised one. */
    private void malformed(int flags, int at, Fault.Reason reason, int error, String text) {
        if ((flags & M) == 0) {
            set.malformed++;
            return;
        }
        set.spoiled(
                new AvpSet.Defect(
                        reason,
                        reason == Fault.Reason.NO_RANDOM_VECTOR
                                        || reason == Fault.Reason.HIDDEN_UNREADABLE
                                ? "§4.3"
                                : "§7.1",
                        at,
                        new ResultCode(ResultCode.GENERAL_ERROR, error, text)));
    }
}
