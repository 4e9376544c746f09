package org.lacserver.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;

/** The object that the build made; skipped where it had no clang. */
final class BpfObjectTest {
    private byte[] octets = {};

    @BeforeEach
    void read() throws IOException {
        try (InputStream file = KernelPath.class.getResourceAsStream("lac.bpf.o")) {
            octets = octetsOf(file);
        }
    }

    private static byte[] octetsOf(@Nullable InputStream file) throws IOException {
        if (file == null) {
            System.out.println("SKIPPED no clang, so no program to read");
            Assumptions.abort("no clang");
            return new byte[0];
        }
        return file.readAllBytes();
    }

    private static int fd(String map) {
        return map.length() + 100;
    }

    private static byte[] code(byte[] file) throws KernelUnavailable {
        BpfObject object = BpfObject.parse(file);
        assertThat(object.license()).isNotNull();
        assertThat(object.offsetOf("slots")).isNotNegative();
        return object.code("xdp", BpfObjectTest::fd, 99);
    }

    @Test
    @DisplayName("the program refers to maps and variables by descriptors, and to nothing else")
    void links() throws KernelUnavailable {
        assertThat(BpfObject.parse(octets).license()).isEqualTo("Dual BSD/GPL");
        byte[] code = code(octets);
        assertThat(code.length % 8).isZero();
        int maps = 0;
        for (int at = 0; at < code.length; at += 8) {
            if (code[at] == 0x18 && code[at + 1] >>> 4 == 1) {
                assertThat(code[at + 4]).isBetween((byte) 104, (byte) 112);
                maps++;
            }
        }
        assertThat(maps).isGreaterThan(10);
        assertThatThrownBy(() -> BpfObject.parse(octets).code("xdp", _ -> -1, 99))
                .isInstanceOf(KernelUnavailable.class)
                .hasMessageContaining("map");
    }

    @Test
    @DisplayName("an object cut at any place is refused with a sentence")
    void refusesCut() {
        for (int length = 0; length < octets.length; length += length < 300 ? 1 : 211) {
            byte[] cut = Arrays.copyOf(octets, length);
            assertThatThrownBy(() -> code(cut))
                    .isInstanceOf(KernelUnavailable.class)
                    .hasMessageContaining("broken");
        }
    }

    @Test
    @DisplayName("an object with any octets changed is read or refused, and nothing else happens")
    void survivesAnything() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            byte[] changed = octets.clone();
            int headers = changed.length - 29 * 64;
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                int at =
                        switch (random.nextInt(3)) {
                            case 0 -> random.nextInt(64);
                            case 1 -> headers + random.nextInt(29 * 64);
                            default -> random.nextInt(changed.length);
                        };
                changed[at] = (byte) random.nextInt();
            }
            try {
                assertThat(code(changed)).isNotNull();
            } catch (KernelUnavailable e) {
                assertThat(e.why()).as("seed %d", seed).contains("broken");
            }
        }
    }
}
