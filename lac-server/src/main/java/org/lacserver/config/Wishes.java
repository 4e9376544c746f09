package org.lacserver.config;

import org.lacserver.config.Effective.Layer;
import org.lacserver.config.Knob.Plain;
import org.lacserver.config.Knob.Said;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Settings of an LNS as RADIUS wants them for one caller's tunnel, by their names in {@code
 * lac.yaml}: what can be granted and what not. They count before what the file says.
 */
public final class Wishes {
    private static final String SOURCE = "radius";

    /** Who an LNS is, and how much it may get, is not a caller's matter. */
    private static final Set<Knob<?>> NOT_TO_BE_WISHED =
            Set.of(
                    Knobs.QUIRKS,
                    Knobs.SECRET,
                    Knobs.OLD_SECRET,
                    Knobs.HOST_NAME,
                    Knobs.SERVER_NAME,
                    Knobs.LOCAL_ADDRESS,
                    Knobs.ASSIGNMENT_ID,
                    Knobs.ACCEPT_TUNNELS,
                    Knobs.PREFERENCE,
                    Knobs.LIMIT);

    private static final Map<String, Knob<?>> BY_NAME =
            Knobs.ALL.stream()
                    .filter(knob -> knob instanceof Plain && !NOT_TO_BE_WISHED.contains(knob))
                    .collect(Collectors.toUnmodifiableMap(Knob::name, knob -> knob));

    private Wishes() {}

    /**
     * @param granted by name, each fit for {@link #over}
     * @param refused one sentence each: what was wished and what is wrong with it
     */
    public record Checked(Map<String, String> granted, List<String> refused) {
        public Checked {
            granted = Map.copyOf(granted);
            refused = List.copyOf(refused);
        }
    }

    /** Whether a setting of that name can be wished at all. */
    public static boolean canBe(String knob) {
        return BY_NAME.containsKey(knob);
    }

    /** Parts {@code wishes} into those that can be granted and the others. */
    public static Checked check(Map<String, String> wishes) {
        Map<String, String> granted = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        wishes.forEach(
                (name, text) -> {
                    Knob<?> knob = BY_NAME.get(name);
                    if (knob == null) {
                        refused.add(name + " cannot be set for a call");
                        return;
                    }
                    try {
                        said(knob, text);
                        granted.put(name, text);
                    } catch (IllegalArgumentException e) {
                        refused.add(name + " = " + e.getMessage());
                    }
                });
        return new Checked(granted, refused);
    }

    /** What counts for an LNS when {@code granted} comes first. */
    public static Effective over(Effective effective, Map<String, String> granted) {
        Map<Knob<?>, Said<?>> said = new LinkedHashMap<>();
        granted.forEach(
                (name, text) -> {
                    Knob<?> knob = BY_NAME.get(name);
                    if (knob != null) {
                        said.put(knob, said(knob, text));
                    }
                });
        return effective.under(new Layer(SOURCE, said));
    }

    private static Said<?> said(Knob<?> knob, String text) {
        return switch (knob) {
            case Knob.One<?> one -> one.parse(text);
            case Knob.Many<?> many -> {
                String inside = text.strip();
                boolean isBracketed = inside.startsWith("[") && inside.endsWith("]");
                yield many.parse(isBracketed && inside.length() > 1 ? inside : "[" + inside + "]");
            }
            case Knob.Codes _ -> throw new IllegalArgumentException(text + ": not in one line");
        };
    }
}
