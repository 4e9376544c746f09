package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.Effective.Layer;
import org.lacserver.config.Knob.Level;
import org.lacserver.config.Knob.Said;
import org.lacserver.config.LacConfig.Hide;
import org.lacserver.config.LacConfig.Lns;
import org.lacserver.config.LacConfig.Quirk;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of LNSs at the levels of the file, each level read once, and what counts then. */
final class LnsReader {
    private static final String L2TP = "l2tp";

    private final Problems problems;
    private final @Nullable InetAddress localAddress;
    private final @Nullable InetAddress localAddress6;
    private final int callsPerLns;
    private final List<Layer> box;

    LnsReader(
            Problems problems,
            Section l2tp,
            @Nullable InetAddress localAddress,
            @Nullable InetAddress localAddress6,
            int callsPerLns) {
        this.problems = problems;
        this.localAddress = localAddress;
        this.localAddress6 = localAddress6;
        this.callsPerLns = callsPerLns;
        this.box = read(Level.BOX, l2tp, L2TP, List.of());
    }

    /** For the LNSs that the file does not name. */
    Effective box() {
        return effective(box, null);
    }

    /** What a group says, the box's words behind it. */
    List<Layer> group(Section defaults, String name) {
        return read(Level.GROUP, defaults, "group " + name, box);
    }

    Lns lns(Section s, List<Layer> group, String name, InetAddress address) {
        List<Layer> layers = read(Level.LNS, s, "lns " + name, group);
        Effective effective = effective(layers, address);
        checkSecrets(s, effective);
        checkAddresses(s, effective, address);
        return new Lns(name, address, effective);
    }

    /** One level in front of the weaker ones: its own words, then its quirks, the first first. */
    private List<Layer> read(Level level, Section s, String source, List<Layer> weaker) {
        Map<Knob<?>, Said<?>> own = new HashMap<>();
        Map<String, Section> sections = new HashMap<>();
        for (Knob<?> knob : Knobs.ALL) {
            if (!knob.levels().contains(level)) {
                continue;
            }
            int dot = knob.name().indexOf('.');
            Section at =
                    dot < 0
                            ? s
                            : sections.computeIfAbsent(knob.name().substring(0, dot), s::section);
            Said<?> said = knob.read(level, at, problems);
            if (said != null) {
                own.put(knob, said);
            }
        }
        List<Layer> layers = new ArrayList<>();
        layers.add(new Layer(source, own));
        for (Quirk quirk : layers.getFirst().get(Knobs.QUIRKS, List.of())) {
            layers.add(Quirks.layer(quirk));
        }
        layers.addAll(weaker);
        Effective so = new Effective(layers);
        Section at = sections.getOrDefault("retransmit", s);
        checkOrder(own, so, Knobs.RETRANSMIT_FIRST, Knobs.RETRANSMIT_CAP, at);
        checkOrder(own, so, Knobs.RETRANSMIT_SETUP_FIRST, Knobs.RETRANSMIT_SETUP_CAP, at);
        return layers;
    }

    /** Told where one of the two is said. */
    private void checkOrder(
            Map<Knob<?>, Said<?>> own,
            Effective so,
            Knob.One<Duration> first,
            Knob.One<Duration> cap,
            Section at) {
        boolean isSaidHere = own.containsKey(first) || own.containsKey(cap);
        if (isSaidHere && so.get(first).compareTo(so.get(cap)) > 0) {
            String name = first.name().substring(first.name().indexOf('.') + 1);
            problems.add(at.line(), at.shown(name) + " is longer than " + cap.name());
        }
    }

    private Effective effective(List<Layer> layers, @Nullable InetAddress address) {
        List<Layer> all = new ArrayList<>();
        all.add(quirks(layers));
        all.addAll(layers);
        InetAddress local = address == null ? null : localTowards(address);
        if (local != null) {
            all.add(
                    new Layer(
                            L2TP,
                            Map.of(
                                    Knobs.LOCAL_ADDRESS,
                                    new Said<>(Optional.of(local), local.getHostAddress()))));
        }
        all.add(
                new Layer(
                        "limits.calls-per-lns",
                        Map.of(
                                Knobs.LIMIT,
                                new Said<>(
                                        Optional.of(callsPerLns), Integer.toString(callsPerLns)))));
        return new Effective(all);
    }

    /** The quirks of all levels work together: so they are shown. */
    private static Layer quirks(List<Layer> layers) {
        List<Layer> saying =
                layers.stream().filter(layer -> layer.said().containsKey(Knobs.QUIRKS)).toList();
        if (saying.size() < 2) {
            return new Layer("", Map.of());
        }
        List<Quirk> all =
                saying.stream()
                        .flatMap(layer -> layer.get(Knobs.QUIRKS, List.of()).stream())
                        .distinct()
                        .toList();
        String source = String.join(", ", saying.stream().map(Layer::source).toList());
        return new Layer(
                source,
                Map.of(
                        Knobs.QUIRKS,
                        new Said<>(all, all.stream().map(Kind::spelling).toList().toString())));
    }

    private void checkSecrets(Section s, Effective effective) {
        boolean hasSecret = effective.get(Knobs.SECRET).isPresent();
        if (!hasSecret && effective.get(Knobs.HIDE) != Hide.NONE) {
            problems.add(
                    s.line(),
                    s.shown("secret")
                            + " is missing: hide ("
                            + effective.source(Knobs.HIDE)
                            + ") needs a secret with every LNS");
        }
        if (!hasSecret && effective.get(Knobs.OLD_SECRET).isPresent()) {
            problems.add(
                    s.line(),
                    s.shown("secret")
                            + " is missing: old-secret ("
                            + effective.source(Knobs.OLD_SECRET)
                            + ") is good beside a secret only");
        }
    }

    private void checkAddresses(Section s, Effective effective, InetAddress address) {
        Optional<InetAddress> local = effective.get(Knobs.LOCAL_ADDRESS);
        boolean is4 = address instanceof Inet4Address;
        if (local.isEmpty()) {
            boolean hasNone = localAddress == null && localAddress6 == null; // told elsewhere
            if (!hasNone) {
                problems.add(
                        s.line(),
                        s.shown("local-address")
                                + " is missing: "
                                + address.getHostAddress()
                                + " needs it, or l2tp.local-address"
                                + (is4 ? "" : "-v6"));
            }
        } else if (is4 != local.get() instanceof Inet4Address) {
            problems.add(
                    s.line(),
                    s.shown("address")
                            + " = "
                            + Problems.quote(address.getHostAddress())
                            + ": local-address "
                            + local.get().getHostAddress()
                            + " ("
                            + effective.source(Knobs.LOCAL_ADDRESS)
                            + ") is of the other family");
        }
    }

    private @Nullable InetAddress localTowards(InetAddress address) {
        return address instanceof Inet4Address ? localAddress : localAddress6;
    }
}
