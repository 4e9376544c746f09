package org.lacserver.l2tp.wire;

import static org.lacserver.l2tp.wire.AvpType.*;

import java.util.EnumSet;
import java.util.Set;

/** Whether the AVPs of a message, each good in itself, make one (RFC 2661 §6). */
final class MessageCheck {
    private static final int NSAP = 20;

    /** Where a message has to be answered to; nothing can stand in for it. */
    private static final Set<AvpType> IDS = EnumSet.of(ASSIGNED_TUNNEL_ID, ASSIGNED_SESSION_ID);

    private static final Set<AvpType> NUMBERS =
            EnumSet.of(CALLED_NUMBER, CALLING_NUMBER, SUB_ADDRESS);

    private MessageCheck() {}

    /** RFC 3301: on an ATM bearer numbers to call are addresses of 20 octets, their M bit clear. */
    static void addresses(AvpSet avps) {
        if (!isAtm(avps)) {
            return;
        }
        for (AvpType type : NUMBERS) {
            var value = avps.octets(type);
            if (value != null && value.length() != NSAP) {
                avps.drop(type);
                avps.malformed++;
            } else {
                avps.rightM(type);
            }
        }
    }

    static boolean isAtm(AvpSet avps) {
        return (avps.number(BEARER_TYPE, 0) & ControlMessage.BEARER_ATM) != 0;
    }

    /** §4.4.1: a message that may be ignored is, when what it is for is missing. */
    static boolean isWorthReading(MessageType type, AvpSet avps) {
        if (type.mBit() == MBit.SET) {
            return true;
        }
        countMissing(type, avps);
        return avps.missing == 0;
    }

    /** Marks {@code avps} as spoiled when a required AVP is missing or a value out of range. */
    static void values(MessageType type, AvpSet avps, Set<Lenience> lenient) {
        for (AvpType needed : type.required()) {
            if (avps.has(needed)) {
                continue;
            }
            if (lenient.contains(Lenience.MISSING_AVP) && !IDS.contains(needed)) {
                avps.letPass(Lenience.MISSING_AVP);
                continue;
            }
            // §7.1: a message that lacks a required AVP is malformed
            avps.spoiled(
                    new AvpSet.Defect(
                            Fault.Reason.MISSING_AVP,
                            type.section(),
                            0,
                            new ResultCode(
                                    ResultCode.GENERAL_ERROR,
                                    ResultCode.ERROR_VENDOR,
                                    type.label() + " without " + needed.label())));
            return;
        }
        if (avps.has(PROTOCOL_VERSION) && avps.number(PROTOCOL_VERSION, 0) >> 8 != 1) {
            if (lenient.contains(Lenience.AVP_VALUE)) {
                avps.letPass(Lenience.AVP_VALUE);
                return;
            }
            // §4.4.3: version 1, revision 0; result 5 tells the highest version supported
            avps.spoiled(
                    new AvpSet.Defect(
                            Fault.Reason.AVP_VALUE,
                            "§4.4.3",
                            0,
                            new ResultCode(
                                    ResultCode.STOP_VERSION, 0x0100, "only protocol version 1")));
        }
    }

    /** What a StopCCN or CDN is about ends anyway: it is never refused, only noted. */
    static void tolerate(MessageType type, AvpSet avps) {
        if (avps.defect != null) {
            avps.malformed++;
        }
        countMissing(type, avps);
    }

    private static void countMissing(MessageType type, AvpSet avps) {
        for (AvpType needed : type.required()) {
            if (!avps.has(needed)) {
                avps.missing++;
            }
        }
    }
}
