package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.data.Wire.Tags;
import org.lacserver.data.kernel.AdoptedFlow;
import org.lacserver.data.kernel.KernelDataPlane;
import org.lacserver.data.kernel.KernelPath;
import org.lacserver.data.kernel.KernelSettings;
import org.lacserver.data.kernel.KernelUnavailable;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How the kernel path begins, ends, and outlives its process. */
final class KernelPathTest {
    private static final int ID = 7;

    private final Random random = new Random(7);
    private final List<String> ended = new ArrayList<>();
    private @Nullable KernelLab lab;
    private @Nullable UserspaceRig rig;

    @BeforeEach
    void plug() throws IOException {
        try {
            lab = KernelLab.create();
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("CI=true and no kernel path to test", e);
            }
            System.out.println("SKIPPED no interfaces, so no kernel path: " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
        rig =
                new UserspaceRig(
                        lab().access(),
                        InetAddress.ofLiteral(lab().local()),
                        InetAddress.ofLiteral(lab().lns()),
                        InetAddress.ofLiteral(lab().other()),
                        UserspaceSettings.DEFAULT,
                        lab()::socket,
                        System::nanoTime);
    }

    @AfterEach
    void unplug() throws IOException {
        if (rig != null) {
            rig.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    private KernelLab lab() {
        if (lab == null) {
            throw new AssertionError();
        }
        return lab;
    }

    private UserspaceRig rig() {
        if (rig == null) {
            throw new AssertionError();
        }
        return rig;
    }

    private Path pins() {
        return KernelRig.settings(lab(), KernelSettings.Mode.AUTO).pinDirectory();
    }

    private KernelDataPlane open(KernelSettings.OnStart onStart) throws KernelUnavailable {
        return open(KernelSettings.Mode.AUTO, onStart, 1024, List.of(lab().core()));
    }

    private KernelDataPlane open(
            KernelSettings.Mode mode, KernelSettings.OnStart onStart, int slots, List<String> core)
            throws KernelUnavailable {
        KernelDataPlane plane =
                KernelPath.open(
                        new KernelSettings(mode, slots, pins(), onStart, Duration.ofMinutes(5)),
                        List.of(rig().port()),
                        core,
                        rig().userspace());
        plane.onAdoptedEnd((flow, why) -> ended.add(flow.pppoeSessionId() + " " + why));
        return plane;
    }

    private void assertNothingIsLeft() throws IOException {
        for (String name : List.of(lab().access().lac(), lab().core())) {
            assertThat(says("ip", "link", "show", "dev", name)).doesNotContain("xdp");
        }
        try (var files = Files.list(lab().bpffs())) {
            assertThat(files.filter(file -> !file.getFileName().toString().endsWith(".debug")))
                    .allMatch(file -> file.equals(pins()));
        }
        if (Files.exists(pins())) {
            try (var files = Files.list(pins())) {
                assertThat(files).isEmpty();
            }
        }
    }

    private static String says(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A frame each way, of the call of the other process. */
    private void assertFlows(KernelVictim victim) throws IOException {
        byte[] ppp = Wire.ppp(random, 60);
        rig().subscriberSends(Wire.session(rig(), Tags.NONE, ID, ppp));
        assertThat(rig().lnsGets()).isEqualTo(Wire.toLns(ID, ppp));
        rig().lnsSendsTo(victim.local(), Wire.l2tp(0, 100, ID, 0, 0, ppp, 0));
        assertThat(rig().subscriberGets()).isEqualTo(Wire.toSubscriber(rig(), Tags.NONE, ID, ppp));
    }

    private KernelVictim killed() throws IOException {
        KernelVictim victim = KernelVictim.start(lab(), rig().lns());
        rig().expectFrom(victim.local());
        assertFlows(victim);
        victim.close();
        assertFlows(victim);
        return victim;
    }

    @Test
    @DisplayName("a closed kernel path leaves nothing; while it is open a second one is refused")
    void closesWhole() throws Exception {
        try (KernelDataPlane plane = open(KernelSettings.OnStart.FRESH)) {
            assertThat(plane.mode()).isEqualTo("native");
            assertThat(says("ip", "link", "show", "dev", lab().core())).contains("xdp");
            assertThatThrownBy(() -> open(KernelSettings.OnStart.FRESH))
                    .isInstanceOf(KernelUnavailable.class)
                    .hasMessageContaining("another process");
            assertThat(KernelPath.remove(pins())).isZero();
            assertThat(says("ip", "link", "show", "dev", lab().core())).contains("xdp");
        }
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("one interface without native XDP: all are generic, or the path is refused whole")
    void fallsBackTogether() throws Exception {
        List<String> core = List.of(lab().core(), "lo");
        assertThatThrownBy(
                        () ->
                                open(
                                        KernelSettings.Mode.NATIVE,
                                        KernelSettings.OnStart.FRESH,
                                        1024,
                                        core))
                .isInstanceOf(KernelUnavailable.class)
                .hasMessageContaining("lo");
        assertNothingIsLeft();
        try (KernelDataPlane plane =
                open(KernelSettings.Mode.AUTO, KernelSettings.OnStart.FRESH, 1024, core)) {
            assertThat(plane.interfaces()).hasSize(3);
            assertThat(plane.interfaces())
                    .allMatch(row -> row.mode().equals("generic") && row.why().contains("lo"));
        }
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("a veth whose peer has no GRO loses what is redirected to it: not native")
    void seesDeafPeer() throws Exception {
        says("ethtool", "-K", lab().access().subscriber(), "gro", "off");
        try (KernelDataPlane plane = open(KernelSettings.OnStart.FRESH)) {
            assertThat(plane.mode()).isEqualTo("generic");
            assertThat(plane.interfaces())
                    .allMatch(row -> row.why().contains(lab().access().lac()));
        }
    }

    @Test
    @DisplayName(
            "a killed process: its call flows on, is adopted, and ends when its caller is back")
    void adopts() throws Exception {
        KernelVictim victim = killed();
        try (KernelDataPlane plane = open(KernelSettings.OnStart.ADOPT)) {
            assertThat(plane.adopted()).isOne();
            assertThat(plane.slotsInUse()).isOne();
            assertFlows(victim);
            plane.tick(System.nanoTime());
            assertFlows(victim);
            assertThat(plane.adoptedFlows())
                    .containsExactly(new AdoptedFlow(0, 0, 0, Wire.MAC, ID, 100, ID));
            rig().expectFrom(rig().local());
            plane.join(Wire.binding(rig(), 5, ID + 1, Tags.NONE, false));
            assertThat(ended).containsExactly(ID + " CALLER_BACK");
            assertThat(plane.adopted()).isZero();
            byte[] ppp = Wire.ppp(random, 60);
            rig().subscriberSends(Wire.session(rig(), Tags.NONE, ID + 1, ppp));
            assertThat(rig().lnsGets()).isEqualTo(Wire.toLns(ID + 1, ppp));
            rig().subscriberSends(Wire.session(rig(), Tags.NONE, ID, ppp));
            assertThat(rig().engineGetsFrame()).isNotNull();
        }
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("an adopted flow ends when its LNS is silent for 30 s, or its time is over")
    void endsAdopted() throws Exception {
        KernelVictim victim = killed();
        try (KernelDataPlane plane = open(KernelSettings.OnStart.ADOPT)) {
            long now = System.nanoTime();
            plane.tick(now + Duration.ofSeconds(29).toNanos());
            assertThat(plane.adopted()).isOne();
            assertFlows(victim);
            plane.tick(now + Duration.ofSeconds(31).toNanos());
            assertThat(plane.adopted()).isOne();
            plane.tick(now + Duration.ofSeconds(62).toNanos());
            assertThat(ended).containsExactly(ID + " SILENT");
            assertThat(plane.slotsInUse()).isZero();
        }
    }

    @Test
    @DisplayName("fresh: what a killed process left is cleared")
    void clears() throws Exception {
        killed();
        try (KernelDataPlane plane = open(KernelSettings.OnStart.FRESH)) {
            assertThat(plane.adopted()).isZero();
            rig().subscriberSends(Wire.session(rig(), Tags.NONE, ID, Wire.ppp(random, 60)));
            assertThat(rig().engineGetsFrame()).isNotNull();
        }
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("maps of other sizes are not adopted but cleared")
    void refusesOtherSizes() throws Exception {
        killed();
        try (KernelDataPlane plane =
                open(
                        KernelSettings.Mode.AUTO,
                        KernelSettings.OnStart.ADOPT,
                        2048,
                        List.of(lab().core()))) {
            assertThat(plane.adopted()).isZero();
            assertThat(plane.slots()).isEqualTo(2048);
        }
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("what a killed process left is removed without a new one")
    void removes() throws Exception {
        killed();
        assertThat(KernelPath.remove(pins())).isOne();
        assertNothingIsLeft();
        assertThat(KernelPath.remove(pins())).isZero();
    }

    @Test
    @DisplayName("a directory that is on no bpffs is refused with what to do")
    void wantsBpffs() {
        KernelSettings settings =
                new KernelSettings(
                        KernelSettings.Mode.AUTO,
                        1024,
                        Path.of("/tmp/no-bpffs"),
                        KernelSettings.OnStart.FRESH,
                        Duration.ofMinutes(5));
        assertThatThrownBy(
                        () ->
                                KernelPath.open(
                                        settings,
                                        List.of(rig().port()),
                                        List.of(lab().core()),
                                        rig().userspace()))
                .isInstanceOf(KernelUnavailable.class)
                .hasMessageContaining("mount -t bpf");
    }
}
