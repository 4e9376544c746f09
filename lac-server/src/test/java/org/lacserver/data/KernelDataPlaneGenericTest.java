package org.lacserver.data;

import org.lacserver.data.kernel.KernelSettings;

/** In the network stack, as where a driver has no XDP. */
final class KernelDataPlaneGenericTest extends KernelDataPlaneTest {
    @Override
    KernelSettings.Mode mode() {
        return KernelSettings.Mode.GENERIC;
    }
}
