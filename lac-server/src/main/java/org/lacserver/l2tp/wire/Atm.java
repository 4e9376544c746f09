package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

/**
 * What an OCRQ, OCRP or ICRQ says of an ATM bearer (RFC 3301). A number that is not there is {@link
 * ControlMessage#ABSENT}.
 *
 * @param rxMinimumBps of an OCRQ: caller to LAC, bit/s; absent: as the other direction
 * @param rxMaximumBps of an OCRQ
 * @param serviceCategory of an OCRQ or ICRQ; its last bit is set for real time
 * @param serviceName of an OCRQ or ICRQ
 * @param callingSubAddress of an ICRQ: 20 octets
 * @param vpi of an ICRQ or OCRP, 12 bits; there when {@code vci} is
 * @param vci 16 bits
 */
public record Atm(
        long rxMinimumBps,
        long rxMaximumBps,
        int serviceCategory,
        @Nullable String serviceName,
        @Nullable Octets callingSubAddress,
        int vpi,
        int vci) {}
