package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.data.Wire.Tags;
import org.lacserver.data.kernel.CallPath;
import org.lacserver.data.kernel.KernelSettings;
import org.lacserver.data.kernel.KernelUnavailable;

import java.io.IOException;
import java.util.Locale;

/** In the drivers; skipped, with the reason, where this process may not make interfaces. */
class KernelDataPlaneTest extends DataPlaneContract {
    private static @Nullable KernelLab lab;
    private static String whyNot = "";

    @BeforeAll
    static void plug() {
        try {
            lab = KernelLab.create();
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("CI=true and no kernel path to test", e);
            }
            whyNot = "no interfaces, so no test of the kernel path: " + e.getMessage();
            System.out.println("SKIPPED " + whyNot);
        }
    }

    @AfterAll
    static void unplug() throws IOException {
        if (lab != null) {
            lab.close();
        }
    }

    @Override
    KernelRig open() throws Exception {
        return rig(false);
    }

    /** Where the program runs. */
    KernelSettings.Mode mode() {
        return KernelSettings.Mode.NATIVE;
    }

    KernelRig rig(boolean six) throws IOException, KernelUnavailable {
        KernelLab there = lab;
        Assumptions.assumeTrue(there != null, whyNot);
        if (there == null) {
            throw new AssertionError();
        }
        return new KernelRig(there, six, KernelRig.settings(there, mode()));
    }

    @Test
    @DisplayName("frames both ways are moved by the program, and userspace sees none of them")
    void isTheKernel() {
        KernelRig own = kernelRig();
        own.plane().join(Wire.binding(own, CALL, ID, Tags.NONE, false));
        byte[] ppp = Wire.ppp(random, 100);
        for (int i = 0; i < 50; i++) {
            own.subscriberSends(Wire.session(own, Tags.NONE, ID, ppp));
            assertThat(own.lnsGets()).isEqualTo(Wire.toLns(ID, ppp));
            own.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, ppp, 0));
            assertThat(own.subscriberGets()).isEqualTo(Wire.toSubscriber(own, Tags.NONE, ID, ppp));
        }
        assertThat(own.moved()).isEqualTo(100);
        assertThat(own.kernel().userspace().counters(CALL).upFrames()).isZero();
        assertThat(own.kernel().counters(CALL).downFrames()).isEqualTo(50);
        assertThat(own.kernel().path(CALL)).isEqualTo(new CallPath(true, ""));
        assertThat(own.kernel().interfaces())
                .allMatch(row -> row.mode().equals(mode().name().toLowerCase(Locale.ROOT)));
    }

    private KernelRig kernelRig() {
        if (rig instanceof KernelRig own) {
            return own;
        }
        throw new AssertionError("not the kernel's rig");
    }
}
