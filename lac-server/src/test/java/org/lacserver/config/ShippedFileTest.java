package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.apache.commons.configuration2.tree.ImmutableNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.Knob.Level;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The shipped file, the key table and the records say the same. */
class ShippedFileTest {
    @TempDir Path directory;

    @BeforeEach
    void aSecretFile() throws IOException {
        Files.writeString(directory.resolve("isp-a.secret"), "hush\n");
    }

    @Test
    void theShippedFileIsGood() {
        assertThat(ShippedFile.problems(ShippedFile.text(), directory)).isEmpty();
    }

    @Test
    void theShippedFileIsGoodWithEveryKeySet() {
        String overTls = ShippedFile.withEveryKeySet().replace("transport: udp", "transport: tls");
        assertThat(ShippedFile.problems(overTls, directory)).isEmpty();
    }

    @Test
    void theShippedFileShowsExactlyTheKeysOfTheTable() {
        Set<String> expected = new TreeSet<>();
        Keys.ALL.forEach(key -> expected.add(key.path()));
        Set<String> mayBeLeftOut = new TreeSet<>(); // said elsewhere in the file, or of the group
        for (Knob<?> knob : Knobs.ALL) {
            boolean isExplained = knob.levels().contains(Level.BOX);
            paths(knob, Level.LNS).forEach(mayBeLeftOut::add);
            paths(knob, Level.GROUP).filter(_ -> isExplained).forEach(mayBeLeftOut::add);
        }
        LineKeys.ALL.forEach(key -> mayBeLeftOut.add(key.own().path())); // said at access
        Set<String> shown = shownKeys().keySet();
        assertThat(expected).containsAll(shown);
        expected.removeAll(mayBeLeftOut);
        assertThat(shown).containsAll(expected);
    }

    @Test
    void theGroupSaysExactlyWhichKnobsOfTheBoxMayStandThere() {
        Matcher list =
                Pattern.compile("explained in l2tp:\n(( *#.*\n)*?.*codes);")
                        .matcher(ShippedFile.text());
        assertThat(list.find()).isTrue();
        List<String> names = List.of(list.group(1).replaceAll("[\\s#]+", "").split(","));
        assertThat(names)
                .containsExactlyElementsOf(
                        Knobs.ALL.stream()
                                .filter(knob -> knob.levels().contains(Level.BOX))
                                .map(Knob::name)
                                .toList());
    }

    @Test
    void theAccessGroupSaysExactlyWhichSettingsOfEveryLineMayStandThere() {
        Matcher list =
                Pattern.compile("explained above:((.*\n *#)*?.*); such as\n")
                        .matcher(ShippedFile.text());
        assertThat(list.find()).isTrue();
        List<String> names = List.of(list.group(1).replaceAll("[\\s#]+", "").split(","));
        assertThat(names)
                .containsExactlyElementsOf(LineKeys.ALL.stream().map(LineKey::name).toList());
    }

    @Test
    void whatMayStandInAGroupMayStandAtAnLns() {
        for (Knob<?> knob : Knobs.ALL) {
            assertThat(knob.levels()).as(knob.name()).contains(Level.GROUP, Level.LNS);
        }
    }

    @Test
    void everyDefaultOfAKnobStandsInTheShippedFile() {
        Map<String, String> shown = shownKeys();
        for (Knob<?> knob : Knobs.ALL) {
            String text = knob.defaultText();
            if (text != null && !(knob instanceof Knob.Codes)) {
                String path = Level.BOX.path(knob.name());
                assertThat(shown.get(path)).as(path).isIn(text, strip(text));
            }
        }
    }

    private static Stream<String> paths(Knob<?> knob, Level level) {
        return knob.keys(level).stream().map(Key::path);
    }

    @Test
    void everyDefaultStandsInTheShippedFile() {
        Map<String, String> shown = shownKeys();
        Set<String> set = keys(ShippedFile.text()).keySet(); // examples, for a first start
        Set<Key> ofKnobs = new HashSet<>();
        Knobs.ALL.forEach(knob -> knob.levels().forEach(level -> ofKnobs.addAll(knob.keys(level))));
        for (Key key : Keys.ALL) {
            String text = ofKnobs.contains(key) ? null : key.defaultText();
            if (text != null && !set.contains(key.path())) {
                assertThat(shown.get(key.path())).as(key.path()).isIn(text, strip(text));
            }
        }
    }

    @Test
    void leavingTheDefaultsOutOrWritingThemDownIsTheSame() {
        String written =
                ShippedFile.withEveryKeySet()
                        .replaceAll(
                                "(?m)^ *(otherwise|nas-ip-address|source-address|dictionary): .*$",
                                "")
                        .replaceAll("(?m)^ *(local-address.*|server-name|limit): .*$", "")
                        .replaceAll("(?m)^ *(assignment-id|refused-lockout): .*$", "")
                        .replaceAll("(?m)^ *(- code|then|lock|for|alarm|cause|padt): .*$", "")
                        .replaceAll("(?m)^ *(- name: radius1|address: 192.0.2.53)$", "")
                        .replaceAll("(?m)^ *(auth-port|acct-port|timeout|retries): .*$", "")
                        .replaceAll("(?m)^ *(message-authenticator|weight|dead-time): .*$", "")
                        .replaceAll("(?m)^ *(status-.*|transport|tls-.*|.*-group): .*$", "")
                        .replaceAll("(?m)^ *(- name: main|servers: .radius1.|share): ?.*$", "")
                        .replaceAll("(?m)^    ladder:(\\n      .*)*$", "")
                        .replaceAll("(?m)^  realms:(\\n    .*)*$", "")
                        .replaceAll("(?m)^  groups:(\\n    .*)*$", "")
                        .replaceAll("(?m)^  clients:(\\n    .*)*$", "")
                        .replaceAll("(?m)^  address: 192.0.2.1$", "")
                        .replaceAll("(?m)^(dial-plan|modems):(\\n( .*)?)*$", "")
                        .replaceAll("(?m)^ *(old-)?secret: \\$\\{(env|file).*$", "")
                        .replaceFirst("(?m)^l2tp:$", "l2tp:\n  local-address: 192.0.2.1");
        assertThat(good(written).toString()).isEqualTo(good(ShippedFile.text()).toString());
    }

    @Test
    void everyKeyIsReadIntoARecord() {
        Set<String> asked = new TreeSet<>();
        String codes = "codes: [ { code: CDN, alarm: yes } ]\n";
        String text =
                ShippedFile.withEveryKeySet()
                        .replaceFirst("(?m)^    defaults:\n", "$0      " + codes)
                        .replaceFirst("(?m)^        address: 192.0.2.11\n", "$0        " + codes);
        ShippedFile.read(text, directory, asked);
        assertThat(asked)
                .containsExactlyInAnyOrderElementsOf(Keys.ALL.stream().map(Key::path).toList());
    }

    @Test
    void everyExampleAndDefaultFitsItsKind() {
        for (Key key : Keys.ALL) {
            assertThatCode(key.kind()::exampleValue).as(key.path()).doesNotThrowAnyException();
        }
    }

    @Test
    void aFileCutAnywhereIsGoodOrBadButNeverAnException() {
        String text = ShippedFile.text();
        for (int end = 0; end < text.length(); end += 7) {
            ShippedFile.read(text.substring(0, end), directory);
        }
        String full = ShippedFile.withEveryKeySet();
        for (int end = 0; end < full.length(); end += 70) {
            ShippedFile.read(full.substring(0, end), directory);
        }
    }

    @Test
    void aFileWithAnyOctetsChangedIsGoodOrBadButNeverAnException() {
        String text = ShippedFile.withEveryKeySet();
        String spice = "\0\t\n :-#{}[]&*!|>'\"%@`?,$<~0aé\ud83d\u2028\ufeff";
        Random random = new Random(20_661);
        for (int round = 0; round < 300; round++) {
            StringBuilder changed = new StringBuilder(text);
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(changed.length());
                char c = spice.charAt(random.nextInt(spice.length()));
                switch (random.nextInt(3)) {
                    case 0 -> changed.setCharAt(at, c);
                    case 1 -> changed.insert(at, c);
                    default -> changed.deleteCharAt(at);
                }
            }
            ShippedFile.read(changed.toString(), directory);
        }
    }

    private LacConfig good(String text) {
        return switch (ShippedFile.read(text, directory)) {
            case ConfigFile.Reading.Good(LacConfig config) -> config;
            case ConfigFile.Reading.Bad(List<String> problems) ->
                    throw new AssertionError(String.join("\n", problems));
        };
    }

    private static String strip(String list) {
        return list.replaceAll("^\\[|]$", "");
    }

    private static Map<String, String> shownKeys() {
        return keys(ShippedFile.withEveryKeySet());
    }

    private static Map<String, String> keys(String text) {
        Problems problems = new Problems("lac.yaml");
        ImmutableNode tree = Document.parse(text, problems);
        Map<String, String> shown = new TreeMap<>();
        assertThat(problems.lines()).isEmpty();
        if (tree != null) {
            collect(tree, "", shown);
        }
        return shown;
    }

    private static void collect(ImmutableNode node, String path, Map<String, String> shown) {
        Set<String> lists =
                new HashSet<>(Set.of("lns-groups.*.lns", "radius.servers", "dial-plan", "modems"));
        lists.addAll(Set.of("access.groups", "radius.groups", "dynamic-authorization.clients"));
        lists.addAll(Set.of("access.admission.ladder", "limits.realms"));
        for (ImmutableNode child : node.getChildren()) {
            String name = path.equals("lns-groups") ? "*" : child.getNodeName();
            String at = path.isEmpty() ? name : path + "." + name;
            if (Document.isSection(child)) {
                String code = at.endsWith(".codes") ? at + "[]" : at;
                collect(child, lists.contains(at) ? at + "[]" : code, shown);
            } else {
                shown.merge(at, Document.text(child), (a, b) -> a + ", " + b);
            }
        }
    }
}
