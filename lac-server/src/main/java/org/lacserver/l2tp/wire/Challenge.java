package org.lacserver.l2tp.wire;

import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.security.MessageDigest;
import java.util.random.RandomGenerator;

/** Authentication of tunnels (RFC 2661 §5.1.1). */
public final class Challenge {
    private static final int LENGTH = 16;

    private Challenge() {}

    /** A new challenge for AVP 11. */
    public static Octets random(RandomGenerator random) {
        byte[] octets = new byte[LENGTH];
        random.nextBytes(octets);
        return Octets.of(octets);
    }

    /**
     * AVP 13: the CHAP response whose identifier is the type of the message that carries it.
     *
     * @param carrier {@link MessageType#SCCRP} or {@link MessageType#SCCCN}
     */
    public static Octets response(MessageType carrier, Secret secret, Octets challenge) {
        MessageDigest md5 = Hiding.md5();
        md5.update((byte) carrier.number());
        md5.update(secret.reveal());
        md5.update(challenge.asReadOnlyBuffer());
        return Octets.of(md5.digest());
    }

    /** Whether {@code response} answers {@code challenge}; takes the same time either way. */
    public static boolean accepts(
            MessageType carrier, Secret secret, Octets challenge, Octets response) {
        return MessageDigest.isEqual(
                response(carrier, secret, challenge).toByteArray(), response.toByteArray());
    }
}
