package org.lacserver.wiring;

import org.apache.logging.log4j.LogManager;
import org.lacserver.config.LacConfig;
import org.lacserver.ops.Actions;
import org.lacserver.ops.LacCommand;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The program: {@code lac run}, {@code check}, {@code show}, {@code clear}. */
public final class LacMain {
    private static final int FAILED = 1;

    private LacMain() {}

    public static void main(String[] arguments) {
        int code = LacCommand.create(new Deeds()).execute(arguments);
        LogManager.shutdown();
        System.exit(code);
    }

    private static final class Deeds implements Actions {
        @Override
        public int run(LacConfig config) {
            Lac lac;
            try {
                lac = Lac.start(config, Deeds::endThisProcess);
            } catch (IOException e) {
                System.err.println("lac: " + e.getMessage());
                return FAILED;
            }
            CountDownLatch told = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(lac, told), "lac-stop"));
            try {
                told.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        }

        /** As SIGTERM does: the shutdown hook is what ends the box in order. */
        private static void endThisProcess() {
            Thread.ofPlatform().name("lac-end").start(() -> System.exit(0));
        }

        @Override
        public int stop(LacConfig config) {
            try {
                System.out.println(Leftovers.clear(config));
                return 0;
            } catch (IOException e) {
                System.err.println("lac: " + e.getMessage());
                return FAILED;
            }
        }

        /** Told by SIGTERM or SIGINT to end, and ended in order, the exit code is 0. */
        private static void end(Lac lac, CountDownLatch told) {
            lac.stop("the LAC is shutting down");
            LogManager.shutdown();
            told.countDown();
            Runtime.getRuntime().halt(0);
        }

        @Override
        public List<String> problems(LacConfig config) {
            return VendorAttributes.problems(config.attributes());
        }

        @Override
        public List<String> notes(LacConfig config) {
            return StartNotes.of(config);
        }
    }
}
