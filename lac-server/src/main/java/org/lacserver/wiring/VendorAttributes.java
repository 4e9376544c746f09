package org.lacserver.wiring;

import org.lacserver.config.AttributesConfig;
import org.lacserver.config.Wishes;
import org.lacserver.radius.client.LineAttributes;
import org.lacserver.radius.lookup.LookupSettings;
import org.lacserver.radius.vendor.VendorTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What lookups tell and how their answers are read, as configured. */
final class VendorAttributes {
    private static final String KEY = "radius.dictionary: ";

    private VendorAttributes() {}

    /** Throws with a line for each row of the site's dictionary that is none. */
    static LookupSettings settings(AttributesConfig config) throws IOException {
        LineAttributes lines =
                switch (config.lines()) {
                    case IDS -> LineAttributes.IDS;
                    case TR_101 -> LineAttributes.TR_101;
                    case ALL -> LineAttributes.ALL;
                };
        String path = config.dictionary();
        return new LookupSettings(
                lines, path == null ? VendorTable.builtIn() : table(Path.of(path)));
    }

    /** Why {@link #settings} would throw, a line each. */
    static List<String> problems(AttributesConfig config) {
        try {
            settings(config);
            return List.of();
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }

    private static VendorTable table(Path path) throws IOException {
        String text;
        try {
            text = Files.readString(path);
        } catch (IOException e) {
            throw new IOException(KEY + path + ": expected a text file that can be read", e);
        }
        List<String> problems = new ArrayList<>();
        VendorTable table =
                VendorTable.builtIn()
                        .with(path.toString(), text, problem -> problems.add(KEY + problem));
        for (String knob : table.knobs()) {
            if (!Wishes.canBe(knob)) {
                problems.add(KEY + path + ": set " + knob + ": expected a setting of an LNS");
            }
        }
        if (!problems.isEmpty()) {
            throw new IOException(String.join("\n", problems));
        }
        return table;
    }
}
