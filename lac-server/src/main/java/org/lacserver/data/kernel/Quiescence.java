package org.lacserver.data.kernel;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Waits until no run of the program can hold what was taken out of its tables before: each that was
 * under way then has ended.
 */
final class Quiescence {
    /** What a CPU has written is seen by the others long before. */
    private static final long VISIBLE_NANOS = 2_000;

    /** A run takes microseconds; only a CPU that its hypervisor has stopped takes longer. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final SharedArray[] cpus;
    private final int count;
    private final AtomicLong expired = new AtomicLong();

    Quiescence(KernelMaps maps) {
        Sizes sizes = maps.sizes();
        count = sizes.cpus();
        cpus = new SharedArray[sizes.devices()];
        for (int device = 0; device < cpus.length; device++) {
            cpus[device] = maps.cpus(device);
        }
    }

    /** Any thread. */
    void await() {
        VarHandle.fullFence();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < VISIBLE_NANOS) {
            Thread.onSpinWait();
        }
        VarHandle.fullFence();
        for (SharedArray device : cpus) {
            for (int cpu = 0; cpu < count; cpu++) {
                await(device, cpu, begin);
            }
        }
    }

    private void await(SharedArray device, int cpu, long begin) {
        long running = device.getLong(cpu, Layout.CPU_RUNNING);
        if ((running & 1) == 0) {
            return;
        }
        while (device.getLong(cpu, Layout.CPU_RUNNING) == running) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                expired.incrementAndGet();
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** Waits that were given up. */
    long expired() {
        return expired.get();
    }
}
