package org.lacserver.data.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What a program did with a frame that no interface has (BPF_PROG_TEST_RUN). */
final class TestRun {
    private static final int PROG_TEST_RUN = 10;
    private static final int ATTR = 80;

    private final int verdict;
    private final byte[] frame;

    private TestRun(int verdict, byte[] frame) {
        this.verdict = verdict;
        this.frame = frame;
    }

    static TestRun of(int programFd, byte[] frame) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocate(frame.length, 8);
            MemorySegment.copy(frame, 0, in, JAVA_BYTE, 0, frame.length);
            MemorySegment out = arena.allocate(frame.length + 256L, 8);
            MemorySegment attr = arena.allocate(ATTR, 8);
            attr.set(JAVA_INT, 0, programFd);
            attr.set(JAVA_INT, 8, frame.length);
            attr.set(JAVA_INT, 12, (int) out.byteSize());
            attr.set(JAVA_LONG, 16, in.address());
            attr.set(JAVA_LONG, 24, out.address());
            attr.set(JAVA_INT, 32, 1);
            long bpf = Bpf.number(System.getProperty("os.arch", ""));
            Sys.call("run the program", bpf, PROG_TEST_RUN, attr.address(), ATTR);
            byte[] result = out.asSlice(0, attr.get(JAVA_INT, 12)).toArray(JAVA_BYTE);
            return new TestRun(attr.get(JAVA_INT, 4), result);
        }
    }

    /** Its XDP_… value. */
    int verdict() {
        return verdict;
    }

    /** The frame as it is now. */
    byte[] frame() {
        return frame.clone();
    }
}
