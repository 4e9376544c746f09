package org.lacserver.l2tp.tunnel;

import org.lacserver.port.Secret;

import java.util.List;

/**
 * What may be the secret shared with a peer (RFC 2661 §5.1.1): one, none, or two while it is being
 * changed.
 *
 * @param secret {@link Secret#NONE} means no authentication
 * @param old the one it replaces, still good; {@link Secret#NONE} when there is none
 */
public record Secrets(Secret secret, Secret old) {
    public static final Secrets NONE = new Secrets(Secret.NONE, Secret.NONE);

    /** Which of the two. */
    public enum Which {
        SECRET("secret"),
        OLD("old secret");

        private final String label;

        Which(String label) {
            this.label = label;
        }

        /** As it is shown. */
        public String label() {
            return label;
        }

        public Which other() {
            return this == SECRET ? OLD : SECRET;
        }
    }

    /** An old one counts only beside another. */
    public Secrets {
        if (!secret.isPresent() || old.equals(secret)) {
            old = Secret.NONE;
        }
    }

    public boolean isPresent() {
        return secret.isPresent();
    }

    public boolean areTwo() {
        return old.isPresent();
    }

    public Secret get(Which which) {
        return which == Which.OLD && areTwo() ? old : secret;
    }

    /** Which of {@link #all} that is. */
    static Which at(int index) {
        return index == 0 ? Which.SECRET : Which.OLD;
    }

    /** Those there are, the newer first. */
    List<Secret> all() {
        if (!isPresent()) {
            return List.of();
        }
        return areTwo() ? List.of(secret, old) : List.of(secret);
    }
}
