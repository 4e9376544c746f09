package org.lacserver.config;

import org.lacserver.config.Knob.Said;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What counts for one LNS, or for the LNSs that nothing is said of, and where it was said. */
public final class Effective {
    /**
     * What one place in the file says.
     *
     * @param source names the place for people
     */
    record Layer(String source, Map<Knob<?>, Said<?>> said) {
        /** What it says, or {@code otherwise}. */
        @SuppressWarnings("unchecked") // what stands under a knob was read by that knob
        <T> T get(Knob<T> knob, T otherwise) {
            Said<?> value = said.get(knob);
            return value == null ? otherwise : (T) value.value();
        }
    }

    private record Setting(Said<?> said, String source) {}

    /**
     * A knob for people.
     *
     * @param value never a secret
     * @param source {@code lns isp-a-1}, {@code quirk xl2tpd}, {@code group isp-a}, {@code l2tp},
     *     {@code limits.calls-per-lns} or {@code default}
     */
    public record Line(String name, String value, String source) {}

    private final Map<Knob<?>, Setting> settings = new LinkedHashMap<>();

    /**
     * @param layers the strongest first
     */
    Effective(List<Layer> layers) {
        for (Knob<?> knob : Knobs.ALL) {
            settings.put(knob, new Setting(knob.byDefault(), "default"));
            for (Layer layer : layers.reversed()) {
                Said<?> said = layer.said().get(knob);
                if (said != null) {
                    settings.put(knob, new Setting(said, layer.source()));
                }
            }
        }
    }

    private Effective(Effective weaker, Layer strongest) {
        settings.putAll(weaker.settings);
        strongest
                .said()
                .forEach((knob, said) -> settings.put(knob, new Setting(said, strongest.source())));
    }

    /** The same with another place that is stronger than all of them. */
    Effective under(Layer strongest) {
        return new Effective(this, strongest);
    }

    @SuppressWarnings("unchecked") // what stands under a knob was read by that knob
    public <T> T get(Knob<T> knob) {
        return (T) setting(knob).said().value();
    }

    /** Where the value of a knob was said. */
    public String source(Knob<?> knob) {
        return setting(knob).source();
    }

    private Setting setting(Knob<?> knob) {
        Setting setting = settings.get(knob);
        if (setting == null) {
            throw new IllegalArgumentException(knob.name() + " is not in the table");
        }
        return setting;
    }

    /** All knobs in the order of the table. */
    public List<Line> lines() {
        return settings.entrySet().stream()
                .map(
                        entry ->
                                new Line(
                                        entry.getKey().name(),
                                        entry.getValue().said().text(),
                                        entry.getValue().source()))
                .toList();
    }

    /** The values alone; secrets are not shown. */
    @Override
    public String toString() {
        return lines().stream()
                .map(line -> line.name() + "=" + line.value())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
