package org.lacserver.port;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A shared secret or a caller's password: it can be used, but neither printed nor dumped. */
public final class Secret {
    public static final Secret NONE = new Secret(new byte[0]);

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Secret of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Secret of(byte[] octets) {
        return octets.length == 0 ? NONE : new Secret(octets.clone());
    }

    public boolean isPresent() {
        return bytes.length > 0;
    }

    /** A copy of the octets, for a digest or for the one message that carries them. */
    public byte[] reveal() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 0; // tells nothing; secrets are no keys of large maps
    }

    @Override
    public String toString() {
        return bytes.length == 0 ? "none" : "***";
    }
}
