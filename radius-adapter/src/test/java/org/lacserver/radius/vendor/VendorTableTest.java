package org.lacserver.radius.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The table of vendors' attributes and the text it is read from. */
class VendorTableTest {
    private final List<String> problems = new ArrayList<>();

    private VendorTable with(String text) {
        return VendorTable.builtIn().with("/etc/lac/dictionary", text, problems::add);
    }

    private static Said read(VendorTable table, int vendor, int type, String text) {
        Said said = table.read(vendor, type, text.getBytes(StandardCharsets.UTF_8));
        if (said == null) {
            throw new AssertionError("nothing is read");
        }
        return said;
    }

    @Test
    @DisplayName("A site's rows add to the program's own and count before them")
    void overrides() {
        VendorTable table =
                with(
                        """
                        # ours
                        4242  1  string          Isp-Pool   group
                        4874  64 string          ERX-Tunnel-Group ignore
                        9     1:isp:pool string  isp:pool   group   # a pair
                        4242  2  tagged-integer  Isp-Hello  set hello 0=1h,{}s
                        """);
        assertThat(problems).isEmpty();
        assertThat(read(table, 4242, 1, "a").meaning()).isEqualTo(Meaning.GROUP);
        assertThat(table.read(4874, 64, new byte[] {'a'})).isNull();
        assertThat(read(table, 9, 1, "isp:pool=x").text()).isEqualTo("x");
        Said hello = table.read(4242, 2, new byte[] {5, 0, 0, 30});
        assertThat(hello).isNotNull().matches(said -> said.tag() == 5);
        assertThat(hello).extracting(Said::knob, Said::text).containsExactly("hello", "30s");
        assertThat(table.knobs()).contains("hello", "window", "dscp");
        assertThat(read(VendorTable.builtIn(), 4874, 64, "a").meaning()).isEqualTo(Meaning.GROUP);
    }

    @ParameterizedTest
    @DisplayName("What is no row is named with its file, line, value and what was expected")
    @CsvSource(
            delimiter = '|',
            value = {
                "9 1 string|9 1 string: expected VENDOR ATTRIBUTE FORMAT NAME MEANING",
                "x 1 string N group|x: expected a vendor number 1..16777215",
                "16777216 1 string N group|16777216: expected a vendor number 1..16777215",
                "9 256 string N group|256: expected an attribute number 1..255, or NUMBER:NAME",
                "9 1: string N group|1:: expected an attribute number 1..255, or NUMBER:NAME",
                "9 1 text N group|text: expected string, integer, tagged-string, tagged-integer",
                "9 1 string N pool|pool: expected group, limit, weight, preference, server",
                "9 1 string N! group|N!: expected a name of letters, digits",
                "9 1 string N set|set: expected set SETTING",
                "9 1 string N set hello {/0}s|{/0}: expected {} or {/NUMBER}",
                "9 1 string N group isp|isp: expected nothing after group",
                "9 1 tagged-salted N server|server: expected password",
                "9 1 address N limit|address: expected integer",
            })
    void problems(String row, String problem) {
        with("\n" + row + "\n");
        assertThat(problems)
                .singleElement()
                .satisfies(
                        told -> assertThat(told).startsWith("/etc/lac/dictionary:2: " + problem));
    }

    @Test
    @DisplayName("Two rows for one attribute in one file are a mistake")
    void twice() {
        with("9 7 string A group\n9 7 string B limit");
        assertThat(problems)
                .containsExactly("/etc/lac/dictionary:2: B: expected one row for each attribute");
    }

    @Test
    @DisplayName("An address is read as text; one of another length is malformed")
    void address() {
        VendorTable table = with("4242 3 address Isp-Lns server");
        Said said = table.read(4242, 3, new byte[] {(byte) 192, 0, 2, 1});
        assertThat(said).isNotNull().extracting(Said::text).isEqualTo("192.0.2.1");
        Said cut = table.read(4242, 3, new byte[] {1, 2, 3});
        assertThat(cut).isNotNull().matches(Said::isInVain);
    }

    @Test
    @DisplayName("No value is printed")
    void masks() {
        assertThat(read(VendorTable.builtIn(), 4874, 9, "hush-hush").toString())
                .doesNotContain("hush");
    }
}
