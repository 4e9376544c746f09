package org.lacserver.data;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The core over IPv6: the test's interfaces have addresses of their own for as long as it takes.
 */
final class UserspaceDataPlaneIpv6Test extends UserspaceDataPlaneTest {
    @Override
    UserspaceRig open() throws IOException {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/net/if_inet6")), "no IPv6 on this machine");
        return rig("::1", VethPair.LNS_ADDRESS, VethPair.OTHER_ADDRESS);
    }
}
