package org.lacserver.tests.daemon;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread in a network namespace that no other has. Sockets and processes that it opens are in
 * there and stay there, whoever uses them; the namespace ends with the last of them.
 */
public final class OwnNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("own-namespace").factory());

    /** False when this process may not have one. */
    public boolean enter() {
        return inside(() -> unshare(CLONE_NEWNET) == 0);
    }

    @SuppressWarnings("restricted") // the JDK has no other way
    private static int unshare(int flags) {
        Linker linker = Linker.nativeLinker();
        try {
            return (int)
                    linker.downcallHandle(
                                    linker.defaultLookup().find("unshare").orElseThrow(),
                                    FunctionDescriptor.of(JAVA_INT, JAVA_INT))
                            .invokeExact(flags);
        } catch (Throwable e) {
            throw new AssertionError("unshare throws nothing", e);
        }
    }

    /** Does it on that thread. */
    public <T> T inside(Callable<T> task) {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
