package org.lacserver.data;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;

/** The core over IPv6. */
final class KernelDataPlaneIpv6Test extends KernelDataPlaneTest {
    @Override
    KernelRig open() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/net/if_inet6")), "no IPv6 on this machine");
        return rig(true);
    }
}
