package org.lacserver.data.kernel;

import java.io.Serial;

/** The kernel path cannot be used; the message is one sentence that tells the operator why. */
public final class KernelUnavailable extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    public KernelUnavailable(String why) {
        super(why);
    }

    public KernelUnavailable(String why, Throwable cause) {
        super(why, cause);
    }

    /** Why, never null. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
