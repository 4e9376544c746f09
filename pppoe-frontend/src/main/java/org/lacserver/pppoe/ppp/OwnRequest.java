package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The options of our Configure-Request. Never among them: ACCM, PFC, ACFC, FCS-Alternatives (RFC
 * 2516 §7).
 */
final class OwnRequest {
    private final int largestMru;
    private int mru;
    private final List<AuthProtocol> candidates;
    private @Nullable AuthProtocol auth;
    private int magic;
    private final RandomGenerator random;

    OwnRequest(PppSettings settings, RandomGenerator random) {
        this.random = random;
        largestMru = settings.mru();
        mru = largestMru;
        candidates = new ArrayList<>(settings.authentication());
        auth = candidates.isEmpty() ? null : candidates.removeFirst();
        magic = freshMagic(random);
    }

    /** RFC 1661 §6.4: a Magic-Number of zero is illegal. */
    static int freshMagic(RandomGenerator random) {
        int magic = random.nextInt();
        return magic == 0 ? 1 : magic;
    }

    @Nullable AuthProtocol auth() {
        return auth;
    }

    /** Zero when the peer rejected the option. */
    int magic() {
        return magic;
    }

    byte[] options() {
        ByteBuffer options = ByteBuffer.allocate(4 + 5 + 6);
        if (mru != 0) {
            options.put((byte) LcpOption.MRU).put((byte) 4).putShort((short) mru);
        }
        if (auth != null) {
            options.put(auth.option());
        }
        if (magic != 0) {
            options.put((byte) LcpOption.MAGIC).put((byte) 6).putInt(magic);
        }
        return Arrays.copyOf(options.array(), options.position());
    }

    /** RFC 1661 §5.3: takes the values the peer would accept, as far as they suit us. */
    @Nullable LinkFault nakked(byte[] options) {
        for (int at = 0; at < options.length; at += LcpOption.length(options, at)) {
            int length = LcpOption.length(options, at);
            switch (options[at]) {
                case LcpOption.MRU -> {
                    int wish = length == 4 ? LcpOption.unsignedShort(options, at + 2) : 0;
                    if (mru != 0 && wish >= LcpOption.SMALLEST_MRU && wish <= largestMru) {
                        mru = wish;
                    }
                }
                case LcpOption.AUTHENTICATION -> {
                    AuthProtocol wish = AuthProtocol.of(options, at, length);
                    if (auth != null && wish != auth && !fallBack(wish)) {
                        return LinkFault.AUTHENTICATION_REFUSED;
                    }
                }
                case LcpOption.MAGIC -> {
                    if (magic != 0) {
                        magic = freshMagic(random); // §6.4: a new number after a Nak
                    }
                }
                default -> {} // §5.3: an option we did not ask for; we do not want it either
            }
        }
        return null;
    }

    /** Takes the peer's wish if it is allowed, else the next best; false when none is left. */
    private boolean fallBack(@Nullable AuthProtocol wish) {
        if (wish != null && candidates.remove(wish)) {
            auth = wish;
            return true;
        }
        if (candidates.isEmpty()) {
            return false;
        }
        auth = candidates.removeFirst();
        return true;
    }

    /** RFC 1661 §5.4: these options will not be asked for again; authentication otherwise. */
    @Nullable LinkFault rejected(byte[] options) {
        for (int at = 0; at < options.length; at += LcpOption.length(options, at)) {
            switch (options[at]) {
                case LcpOption.MRU -> mru = 0;
                case LcpOption.MAGIC -> magic = 0;
                default -> {
                    // the only other option of ours. What is rejected is this protocol: §6.2 lets
                    // us ask for another, and end the link when there is none.
                    if (!fallBack(null)) {
                        return LinkFault.AUTHENTICATION_REFUSED;
                    }
                }
            }
        }
        return null;
    }

    /** §5.4: the rejected options must be ones we sent, unmodified and in their order. */
    static boolean isPartOf(byte[] rejected, byte[] sent) {
        int from = 0;
        for (int at = 0; at < rejected.length; at += LcpOption.length(rejected, at)) {
            int length = LcpOption.length(rejected, at);
            while (from < sent.length
                    && !Arrays.equals(
                            rejected,
                            at,
                            at + length,
                            sent,
                            from,
                            from + LcpOption.length(sent, from))) {
                from += LcpOption.length(sent, from);
            }
            if (from >= sent.length) {
                return false;
            }
            from += LcpOption.length(sent, from);
        }
        return rejected.length > 0;
    }
}
