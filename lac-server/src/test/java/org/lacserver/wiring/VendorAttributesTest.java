package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.AttributesConfig;
import org.lacserver.config.AttributesConfig.LinesTold;
import org.lacserver.config.Wishes;
import org.lacserver.radius.client.LineAttributes;
import org.lacserver.radius.lookup.LookupSettings;
import org.lacserver.radius.vendor.VendorTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code radius.dictionary} and {@code radius.line-attributes}. */
class VendorAttributesTest {
    @TempDir private Path directory;

    private LookupSettings with(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("dictionary"), text);
        return VendorAttributes.settings(new AttributesConfig(file.toString(), LinesTold.ALL));
    }

    @Test
    void aSitesFileIsRead() throws IOException {
        LookupSettings settings = with("4242 1 string Isp-Group group\n");
        assertThat(settings.vendors().read(4242, 1, new byte[] {'a'})).isNotNull();
        assertThat(settings.lines()).isEqualTo(LineAttributes.ALL);
        assertThat(VendorTable.builtIn().read(4242, 1, new byte[] {'a'})).isNull();
    }

    @Test
    void eachBadRowIsNamedWithItsLine() {
        assertThatThrownBy(() -> with("x\n4242 1 string Isp-Knob set secret\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "radius.dictionary: " + directory + "/dictionary:1: x: expected")
                .hasMessageContaining("set secret: expected a setting of an LNS");
    }

    @Test
    void problemsAreTellableBeforeAStart() throws IOException {
        Path file = Files.writeString(directory.resolve("d"), "x\n4242 1 string Isp-Group y\n");
        assertThat(VendorAttributes.problems(new AttributesConfig(file.toString(), LinesTold.IDS)))
                .hasSize(2)
                .allMatch(line -> line.startsWith("radius.dictionary: " + file + ":"));
        assertThat(VendorAttributes.problems(new AttributesConfig(null, LinesTold.IDS))).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(
                        () ->
                                VendorAttributes.settings(
                                        new AttributesConfig("/nowhere/d", LinesTold.IDS)))
                .hasMessage("radius.dictionary: /nowhere/d: expected a text file that can be read");
    }

    @Test
    void everySettingOfTheProgramsTableIsOne() {
        assertThat(VendorTable.builtIn().knobs()).isNotEmpty().allMatch(Wishes::canBe);
    }

    @Test
    void theExampleThatIsShippedIsRight() throws IOException {
        String shipped = Files.readString(Path.of("../conf/radius-dictionary"));
        assertThat(with(shipped)).isNotNull();
        LookupSettings all = with(shipped.replace("#4242", "4242").replace("#9 ", "9 "));
        assertThat(all.vendors().read(4242, 1, new byte[] {'a'})).isNotNull();
    }
}
