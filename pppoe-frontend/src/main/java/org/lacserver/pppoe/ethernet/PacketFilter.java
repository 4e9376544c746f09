package org.lacserver.pppoe.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The classic BPF program that lets PPPoE through an ETH_P_ALL socket and nothing else, so that
 * other traffic of the interface costs no wake-up. The kernel has moved a first 802.1Q or 802.1ad
 * tag into metadata by then; up to two tags may still be inline.
 */
final class PacketFilter {
    private static final int LOAD_HALF_ABSOLUTE = 0x28;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int WHOLE_FRAME = 0x40000;
    private static final int INSTRUCTION = 8;

    /** Where the EtherType stands behind no, one and two inline tags. */
    private static final int[] ETHER_TYPE_AT = {12, 16, 20};

    private record Instruction(int code, int jumpTrue, int jumpFalse, int k) {}

    private PacketFilter() {}

    static void attach(int fd) throws PosixException {
        List<Instruction> program = pppoe();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate((long) program.size() * INSTRUCTION, 8);
            for (int i = 0; i < program.size(); i++) {
                Instruction instruction = program.get(i);
                long at = (long) i * INSTRUCTION;
                code.set(JAVA_SHORT, at, (short) instruction.code());
                code.set(JAVA_BYTE, at + 2, (byte) instruction.jumpTrue());
                code.set(JAVA_BYTE, at + 3, (byte) instruction.jumpFalse());
                code.set(JAVA_INT, at + 4, instruction.k());
            }
            MemorySegment fprog = arena.allocate(16, 8);
            fprog.set(JAVA_SHORT, 0, (short) program.size());
            fprog.set(JAVA_LONG, 8, code.address());
            Posix.setsockopt(fd, Posix.SOL_SOCKET, Posix.SO_ATTACH_FILTER, fprog);
        }
    }

    /** A block for each depth: PPPoE is accepted, a tag leads to the next depth, else refused. */
    private static List<Instruction> pppoe() {
        int[] tpids = {Frames.TPID_8021Q, Frames.TPID_8021AD, Frames.TPID_QINQ};
        int blockLength = 1 + 2 + tpids.length + 1;
        int accept = blockLength * ETHER_TYPE_AT.length;
        List<Instruction> program = new ArrayList<>();
        for (int depth = 0; depth < ETHER_TYPE_AT.length; depth++) {
            int next = (depth + 1) * blockLength;
            boolean last = depth == ETHER_TYPE_AT.length - 1;
            program.add(new Instruction(LOAD_HALF_ABSOLUTE, 0, 0, ETHER_TYPE_AT[depth]));
            for (int type : new int[] {Frames.DISCOVERY, Frames.SESSION}) {
                program.add(jumpIf(type, accept, program.size()));
            }
            for (int tpid : tpids) {
                program.add(
                        last
                                ? new Instruction(RETURN, 0, 0, 0)
                                : jumpIf(tpid, next, program.size()));
            }
            program.add(new Instruction(RETURN, 0, 0, 0));
        }
        program.add(new Instruction(RETURN, 0, 0, WHOLE_FRAME));
        return program;
    }

    private static Instruction jumpIf(int value, int target, int here) {
        return new Instruction(JUMP_IF_EQUAL, target - here - 1, 0, value);
    }
}
