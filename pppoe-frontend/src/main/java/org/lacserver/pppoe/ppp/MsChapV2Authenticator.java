package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** MS-CHAPv2 as the authenticator (RFC 2759): CHAP whose Value and Messages have a form. */
public final class MsChapV2Authenticator extends ChapAuthenticator {
    /** §4: Peer-Challenge, eight octets reserved, NT-Response, Flags. */
    private static final int VALUE_LENGTH = 16 + 8 + 24 + 1;

    private static final int CHALLENGE_LENGTH = 16;

    private final RandomGenerator random;

    MsChapV2Authenticator(PppSettings settings, RandomGenerator random) {
        super(AuthProtocol.MSCHAPV2, VALUE_LENGTH, settings, random);
        this.random = random;
    }

    /**
     * §6: the caller acts upon this text. The link ends with it, so it never invites him to try
     * again: R=1 would have him ask his user for another password and wait.
     */
    @Override
    byte[] failure(String text, byte @Nullable [] given) {
        if (given != null) {
            String said = new String(given, StandardCharsets.ISO_8859_1);
            return said.replaceFirst(" R=1(?= |$)", " R=0").getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] challenge = new byte[CHALLENGE_LENGTH]; // must be there, though no retry uses it
        random.nextBytes(challenge);
        String hex = HexFormat.of().withUpperCase().formatHex(challenge);
        return Authenticator.message("E=691 R=0 C=" + hex + " V=3 M=" + text);
    }
}
