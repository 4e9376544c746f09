package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Binding;
import org.lacserver.port.Octets;

import java.util.HexFormat;

/**
 * The LCP options that the access side can do, for an LNS that negotiates LCP itself (RFC 3437 §2):
 * PPP options as in a Configure-Request, without its header.
 *
 * @param want what the LNS should ask the caller for
 * @param allow what it may let the caller ask for, with the largest value of each
 */
public record LinkOptions(@Nullable Octets want, @Nullable Octets allow) {
    /** Nothing is told. */
    public static final LinkOptions UNTOLD = new LinkOptions(null, null);

    // asynchronous framing: ACCM, PFC and ACFC make sense
    private static final LinkOptions SERIAL =
            new LinkOptions(
                    octets("01 04 05 dc  02 06 00 00 00 00  07 02  08 02"),
                    octets(
                            "01 04 05 dc  02 06 ff ff ff ff  03 05 c2 23 05  05 06 00 00 00 00"
                                    + "  07 02  08 02"));

    /** What is told of a call whose caller is reached by {@code access}. */
    public static LinkOptions of(SessionSettings settings, Binding.Access access) {
        LinkOptions pppoe = settings.lcpOptions();
        return switch (access) {
            case SERVED, DIALLED -> pppoe;
            case SERIAL -> pppoe.equals(UNTOLD) ? UNTOLD : SERIAL;
        };
    }

    private static Octets octets(String hex) {
        return Octets.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
