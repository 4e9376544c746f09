package org.lacserver.data.kernel;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * An object file that clang made for the BPF machine: 64-bit ELF of little-endian order with one
 * program, the functions that it calls, its read-only variables, its license, and the names of the
 * maps that it wants.
 *
 * <p>Every place is checked against the file's size; a broken file is a {@link KernelUnavailable}
 * that says what is wrong.
 */
public final class BpfObject {
    private static final int HEADER = 64;
    private static final int SECTION_HEADER = 64;
    private static final int SYMBOL = 24;
    private static final int RELOCATION = 16;
    private static final int INSTRUCTION = 8;
    private static final int ELF_MAGIC = 0x464c457f;
    private static final int CLASS_64_LITTLE = 0x0102;
    private static final int MACHINE_BPF = 247;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_NOBITS = 8;
    private static final int SHT_REL = 9;
    private static final int R_BPF_64_64 = 1;
    private static final int R_BPF_64_32 = 10;
    private static final int LOAD_64 = 0x18;
    private static final byte CALL = (byte) 0x85;
    private static final int FROM_MAP = 1;
    private static final int FROM_MAP_VALUE = 2;
    private static final String RODATA = ".rodata";
    private static final String MAPS = ".maps";
    private static final String TEXT = ".text";

    private record Section(String name, int type, int at, int size, int link, int info) {}

    private record Symbol(String name, int section, long value) {}

    /** What the instruction at this place of the code refers to. */
    private record Relocation(int at, int type, Symbol symbol) {}

    private final ByteBuffer file;
    private Section[] sections = {};
    private Symbol[] symbols = {};

    private BpfObject(byte[] octets) {
        file = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    }

    public static BpfObject parse(byte[] octets) throws KernelUnavailable {
        BpfObject object = new BpfObject(octets);
        object.readSections();
        object.readSymbols();
        return object;
    }

    private void readSections() throws KernelUnavailable {
        if (file.capacity() < HEADER
                || file.getInt(0) != ELF_MAGIC
                || file.getShort(4) != CLASS_64_LITTLE) {
            throw broken("it is no 64-bit little-endian ELF file");
        }
        if ((file.getShort(18) & 0xffff) != MACHINE_BPF) {
            throw broken("it is not for the BPF machine");
        }
        int at = place("section headers", file.getLong(40), 0);
        int count = file.getShort(60) & 0xffff;
        if ((file.getShort(58) & 0xffff) != SECTION_HEADER) {
            throw broken("its section headers are not 64 octets each");
        }
        place("section headers", at, (long) count * SECTION_HEADER);
        int namesIn = file.getShort(62) & 0xffff;
        if (namesIn >= count) {
            throw broken("it has no section names");
        }
        Section names = section(at + namesIn * SECTION_HEADER, "");
        sections = new Section[count];
        for (int i = 0; i < count; i++) {
            int header = at + i * SECTION_HEADER;
            sections[i] = section(header, text(names, file.getInt(header)));
        }
    }

    private Section section(int header, String name) throws KernelUnavailable {
        int type = file.getInt(header + 4);
        long size = type == SHT_NOBITS ? 0 : file.getLong(header + 32);
        int at = place("section " + name, file.getLong(header + 24), size);
        return new Section(
                name, type, at, (int) size, file.getInt(header + 40), file.getInt(header + 44));
    }

    private void readSymbols() throws KernelUnavailable {
        Section table = null;
        for (Section section : sections) {
            table = section.type == SHT_SYMTAB ? section : table;
        }
        if (table == null) {
            throw broken("it has no symbols");
        }
        Section names = at(sections, table.link, "section");
        symbols = new Symbol[table.size / SYMBOL];
        for (int i = 0; i < symbols.length; i++) {
            int at = table.at + i * SYMBOL;
            symbols[i] =
                    new Symbol(
                            text(names, file.getInt(at)),
                            file.getShort(at + 6) & 0xffff,
                            file.getLong(at + 8));
        }
    }

    /** Its license, which decides what the program may call. */
    public String license() throws KernelUnavailable {
        return text(section("license"), 0);
    }

    /** Its read-only variables as they are in the file. */
    byte[] readOnly() throws KernelUnavailable {
        return octets(section(RODATA));
    }

    /** Where a variable stands among the read-only ones. */
    int offsetOf(String variable) throws KernelUnavailable {
        Section within = section(RODATA);
        for (Symbol symbol : symbols) {
            if (symbol.name.equals(variable)
                    && symbol.section < sections.length
                    && sections[symbol.section].equals(within)) {
                if (symbol.value < 0 || symbol.value > within.size - Integer.BYTES) {
                    throw broken("its variable " + variable + " is outside of its section");
                }
                return (int) symbol.value;
            }
        }
        throw broken("it has no variable " + variable);
    }

    /**
     * The instructions of a section with everything they refer to put in.
     *
     * @param map a map's descriptor by its name; negative when there is none
     * @param readOnly the descriptor of the map with the read-only variables
     */
    public byte[] code(String program, ToIntFunction<String> map, int readOnly)
            throws KernelUnavailable {
        Section section = section(program);
        byte[] own = instructions(section);
        Section text = find(TEXT);
        byte[] called = text == null || text.size == 0 ? new byte[0] : instructions(text);
        // functions that are called stand behind the program
        byte[] octets = Arrays.copyOf(own, own.length + called.length);
        System.arraycopy(called, 0, octets, own.length, called.length);
        ByteBuffer code = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Integer> known = new HashMap<>();
        for (Relocation relocation : relocations(section, 0)) {
            if (relocation.type == R_BPF_64_32 && code.get(relocation.at) == CALL) {
                call(code, relocation, own.length);
            } else {
                relocate(code, relocation, map, readOnly, known);
            }
        }
        for (Relocation relocation : relocations(text, own.length)) {
            relocate(code, relocation, map, readOnly, known);
        }
        return octets;
    }

    /** Those of a section whose code begins at {@code base}. */
    private List<Relocation> relocations(@Nullable Section section, int base)
            throws KernelUnavailable {
        List<Relocation> all = new ArrayList<>();
        int number = Arrays.asList(sections).indexOf(section);
        for (Section table : sections) {
            if (section != null && table.type == SHT_REL && table.info == number) {
                for (int at = table.at; at + RELOCATION <= table.at + table.size; ) {
                    long offset = file.getLong(at);
                    if (offset < 0
                            || offset % INSTRUCTION != 0
                            || offset > section.size - INSTRUCTION) {
                        throw broken("it has a reference outside of its code");
                    }
                    Symbol symbol = at(symbols, file.getInt(at + 12), "symbol");
                    all.add(new Relocation(base + (int) offset, file.getInt(at + 8), symbol));
                    at += RELOCATION;
                }
            }
        }
        return all;
    }

    private byte[] instructions(Section section) throws KernelUnavailable {
        byte[] octets = octets(section);
        if (octets.length == 0 || octets.length % INSTRUCTION != 0) {
            throw broken("section " + section.name + " is not made of instructions");
        }
        return octets;
    }

    /**
     * A call of a function in the text section.
     *
     * @param textAt where that section begins in the code
     */
    private void call(ByteBuffer code, Relocation relocation, int textAt) throws KernelUnavailable {
        Symbol function = relocation.symbol;
        int at = relocation.at;
        Section within = at(sections, function.section, "section");
        long target = function.value + (code.getInt(at + 4) + 1L) * INSTRUCTION;
        if (!within.name.equals(TEXT) || target < 0 || target >= code.capacity() - textAt) {
            throw broken("it calls a function that it has not");
        }
        code.putInt(at + 4, (int) ((textAt + target - at) / INSTRUCTION - 1));
    }

    private void relocate(
            ByteBuffer code,
            Relocation relocation,
            ToIntFunction<String> map,
            int readOnly,
            Map<String, Integer> known)
            throws KernelUnavailable {
        Symbol symbol = relocation.symbol;
        int at = relocation.at;
        boolean isWhole = at <= code.capacity() - 2 * INSTRUCTION;
        if (relocation.type != R_BPF_64_64 || !isWhole || code.get(at) != LOAD_64) {
            throw broken("it refers to " + symbol.name + " in a way that is not known");
        }
        Section target = at(sections, symbol.section, "section");
        if (target.name.equals(RODATA)) {
            int place = code.getInt(at + 4) + (int) symbol.value;
            put(code, at, FROM_MAP_VALUE, readOnly);
            code.putInt(at + INSTRUCTION + 4, place);
        } else if (target.name.equals(MAPS)) {
            int fd = known.computeIfAbsent(symbol.name, map::applyAsInt);
            if (fd < 0) {
                throw broken("it wants a map " + symbol.name + " that is not known");
            }
            put(code, at, FROM_MAP, fd);
        } else {
            throw broken("it refers to " + symbol.name + " in " + target.name);
        }
    }

    private static void put(ByteBuffer code, int at, int source, int fd) {
        int destination = code.get(at + 1) & 0x0f;
        code.put(at + 1, (byte) (source << 4 | destination)).putInt(at + 4, fd);
    }

    private Section section(String name) throws KernelUnavailable {
        Section section = find(name);
        if (section == null) {
            throw broken("it has no section " + name);
        }
        return section;
    }

    private @Nullable Section find(String name) {
        for (Section section : sections) {
            if (section.name.equals(name)) {
                return section;
            }
        }
        return null;
    }

    private byte[] octets(Section section) {
        byte[] octets = new byte[section.size];
        file.get(section.at, octets);
        return octets;
    }

    private String text(Section within, int offset) throws KernelUnavailable {
        if (offset < 0 || offset > within.size) {
            throw broken("it has a name outside of its names");
        }
        int end = offset;
        while (end < within.size && file.get(within.at + end) != 0) {
            end++;
        }
        byte[] octets = new byte[end - offset];
        file.get(within.at + offset, octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    private int place(String what, long at, long size) throws KernelUnavailable {
        if (at < 0 || size < 0 || at > file.capacity() || size > file.capacity() - at) {
            throw broken("its " + what + " are outside of it");
        }
        return (int) at;
    }

    private static <T> T at(T[] table, int index, String what) throws KernelUnavailable {
        if (index < 0 || index >= table.length) {
            throw broken("it names a " + what + " that it has not");
        }
        return table[index];
    }

    private static KernelUnavailable broken(String how) {
        return new KernelUnavailable("the compiled kernel program is broken: " + how);
    }
}
