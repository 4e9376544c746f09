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
    private static final int MRU = 1;
    private static final int MRU_LENGTH = 4;

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

    /** With the Maximum-Receive-Unit that this line can do; 0: the usual one. */
    LinkOptions within(int mru) {
        return mru == 0 ? this : new LinkOptions(within(mru, want), within(mru, allow));
    }

    private static @Nullable Octets within(int mru, @Nullable Octets options) {
        if (options == null) {
            return null;
        }
        byte[] octets = options.toByteArray();
        for (int at = 0; at + MRU_LENGTH <= octets.length; at += Math.max(2, octets[at + 1])) {
            if (octets[at] == MRU && octets[at + 1] == MRU_LENGTH) {
                octets[at + 2] = (byte) (mru >> Byte.SIZE);
                octets[at + 3] = (byte) mru;
            }
        }
        return Octets.of(octets);
    }

    private static Octets octets(String hex) {
        return Octets.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
