package org.lacserver.tests.fuzz;

import java.nio.ByteBuffer;

/**
 * An input as a list of steps: an octet that chooses, an octet of length, and that many octets, cut
 * at the end of the input. So a change in one step leaves the others what they were.
 */
final class Steps {
    /** More than a fuzzer's input needs; bounds the time of one run. */
    private static final int MOST = 64;

    private final ByteBuffer input;
    private int taken;

    Steps(byte[] input) {
        this.input = ByteBuffer.wrap(input);
    }

    boolean hasNext() {
        return input.remaining() >= 2 && taken < MOST;
    }

    /** The next step's choice; {@link #body} is to be read after it. */
    int choice() {
        taken++;
        return input.get() & 0xff;
    }

    byte[] body() {
        byte[] body = new byte[Math.min(input.get() & 0xff, input.remaining())];
        input.get(body);
        return body;
    }
}
