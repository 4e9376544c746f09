package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.data.Wire.Tags;
import org.lacserver.data.kernel.KernelSettings;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Frames above Ethernet's usual size on the kernel path, in the drivers if these let them. */
class KernelLargeFramesTest {
    private static final int ID = 812;

    @ParameterizedTest
    @CsvSource({"1508, 1500, native", "9008, 9000, generic"})
    @DisplayName(
            "RFC 4638 §5.1: the program moves what fills a port's MTU, and leaves what does not")
    void bothWays(int mtu, int payload, String mode) throws Exception {
        KernelLab lab;
        try {
            lab = KernelLab.create();
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            System.out.println("SKIPPED no namespaces, so no large frames: " + e.getMessage());
            Assumptions.abort(e.getMessage());
            return;
        }
        try (lab) {
            String most = Integer.toString(mtu);
            String core = Integer.toString(mtu + 100);
            VethPair.ip("link", "set", lab.access().lac(), "mtu", most);
            VethPair.ip("link", "set", lab.access().subscriber(), "mtu", most);
            VethPair.ip("link", "set", lab.core(), "mtu", core);
            VethPair.ip("-n", lab.namespace(), "link", "set", lab.namespace() + "b", "mtu", core);
            for (Tags tags : List.of(Tags.NONE, new Tags(0x8100, 200))) {
                bothWays(lab, tags, payload, mode);
            }
        }
    }

    private static void bothWays(KernelLab lab, Tags tags, int payload, String mode)
            throws Exception {
        Random random = new Random(payload);
        KernelSettings settings = KernelRig.settings(lab, KernelSettings.Mode.AUTO);
        try (KernelRig rig = new KernelRig(lab, false, settings)) {
            assertThat(rig.kernel().mode()).isEqualTo(mode);
            rig.plane().join(Wire.binding(rig, 1, ID, tags, false));
            untilMoved(rig, tags);
            long before = rig.moved();
            byte[] up = Wire.ppp(random, payload + 2);
            rig.subscriberSends(Wire.session(rig, tags, ID, up));
            assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, up));
            byte[] down = Wire.ppp(random, payload + 2);
            rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.withFf03(down), 0));
            assertThat(rig.subscriberGets()).isEqualTo(Wire.toSubscriber(rig, tags, ID, down));
            assertThat(rig.moved()).as("%s", rig.counters()).isEqualTo(before + 2);
            rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.ppp(random, payload + 3), 0));
            RigContract.waitFor(rig, "data-too-long", 1);
            assertThat(rig.counters()).containsEntry("kernel-too-big", 1L);
            assertThat(rig.moved()).isEqualTo(before + 2);
        }
    }

    /** The LNS's neighbour has answered by then. */
    private static void untilMoved(KernelRig rig, Tags tags) {
        byte[] small = Wire.ppp(new Random(1), 40);
        for (int i = 0; i < 1000 && rig.moved() == 0; i++) {
            rig.subscriberSends(Wire.session(rig, tags, ID, small));
            assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, small));
        }
    }
}
