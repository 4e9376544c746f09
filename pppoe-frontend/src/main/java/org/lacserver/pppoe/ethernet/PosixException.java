package org.lacserver.pppoe.ethernet;

import java.io.IOException;
import java.io.Serial;

/** A system call that failed, with its errno. */
public final class PosixException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final int errno;

    public PosixException(String call, int errno) {
        super(call + ": " + Errno.text(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
