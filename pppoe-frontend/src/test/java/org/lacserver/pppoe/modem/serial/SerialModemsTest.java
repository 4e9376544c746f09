package org.lacserver.pppoe.modem.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.pppoe.modem.AsyncFraming;
import org.lacserver.pppoe.modem.ModemEvent;
import org.lacserver.pppoe.modem.ModemOutbox;
import org.lacserver.pppoe.modem.ModemPool;
import org.lacserver.pppoe.modem.ModemSettings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Devices opened through the serial library; pseudo-terminals stand for them. */
@Timeout(60)
final class SerialModemsTest {
    private static final String LCP = "c02101010004";

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Byte> read = new LinkedBlockingQueue<>();
    private final SerialListener listener =
            new SerialListener() {
                @Override
                public void received(int modem, ByteBuffer octets) {
                    while (octets.hasRemaining()) {
                        read.add(octets.get());
                    }
                }

                @Override
                public void written(int modem, int octets) {
                    told.add(modem + " wrote " + octets);
                }

                @Override
                public void lineLost(int modem, String text) {
                    told.add(modem + " line lost");
                }

                @Override
                public void deviceLost(int modem, String text) {
                    told.add(modem + " lost");
                }

                @Override
                public void deviceBack(int modem) {
                    told.add(modem + " back");
                }
            };

    @TempDir Path directory;

    @BeforeAll
    static void thereArePseudoTerminals() {
        String why = "";
        try (PtyDevice pty = PtyDevice.open(true)) {
            why = Files.exists(pty.path()) ? "" : pty.path() + " is not there";
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        if (!why.isEmpty()) {
            String reason = "no pseudo-terminal for the serial tests: " + why;
            assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
            System.out.println("skipped: " + reason);
            Assumptions.abort(reason);
        }
    }

    private static ModemSettings at(String name, Path device) {
        return ModemSettings.of(
                name, device.toString(), 115_200, List.of("ATZ"), false, Duration.ofSeconds(60));
    }

    private void tells(String what) throws InterruptedException {
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(what);
    }

    @Test
    void everyOctetPassesUnchangedBothWays() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (PtyDevice pty = PtyDevice.open(true);
                SerialModems modems = SerialModems.open(List.of(at("m0", pty.path())), listener)) {
            modems.octets(0, ByteBuffer.wrap(all));
            assertThat(pty.hears(all.length)).isEqualTo(all);
            tells("0 wrote 256");
            pty.says(all);
            byte[] came = new byte[all.length];
            for (int i = 0; i < came.length; i++) {
                Byte octet = read.poll(10, TimeUnit.SECONDS);
                assertThat(octet).isNotNull();
                came[i] = octet == null ? 0 : octet;
            }
            assertThat(came).isEqualTo(all);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aDeviceThatDoesNotOpenIsNamedWithTheReasonAndTheOthersAreClosed() throws Exception {
        Path missing = directory.resolve("ttyMissing");
        Path file = Files.createFile(directory.resolve("file"));
        try (PtyDevice pty = PtyDevice.open(true)) {
            ModemSettings good = at("good", pty.path());
            assertThatThrownBy(() -> SerialModems.open(List.of(good, at("bad", missing)), listener))
                    .hasMessage("modem bad: " + missing + ": no such device");
            assertThatThrownBy(() -> SerialModems.open(List.of(good, at("bad", file)), listener))
                    .hasMessage("modem bad: " + file + ": no serial device, or not at this speed");
            SerialModems.open(List.of(good), listener).close();
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aDeviceIsOpenedOnce() throws Exception {
        try (PtyDevice pty = PtyDevice.open(true)) {
            ModemSettings modem = at("m0", pty.path());
            try (SerialModems _ = SerialModems.open(List.of(modem), listener)) {
                assertThatThrownBy(() -> SerialModems.open(List.of(modem), listener))
                        .hasMessage("modem m0: " + pty.path() + ": already in use");
            }
        }
    }

    @Test
    void aDeviceThatGoesIsToldAndTakenAgainWhenItIsBack() throws Exception {
        Path link = directory.resolve("modem");
        try (PtyDevice second = PtyDevice.open(true)) {
            PtyDevice first = PtyDevice.open(true);
            Files.createSymbolicLink(link, first.path());
            try (SerialModems modems = SerialModems.open(List.of(at("m0", link)), listener)) {
                first.close();
                tells("0 lost");
                modems.octets(0, ByteBuffer.wrap(new byte[3]));
                tells("0 wrote 3"); // thrown away: nobody waits for it
                Files.delete(link);
                Files.createSymbolicLink(link, second.path());
                tells("0 back");
                modems.octets(0, ByteBuffer.wrap(new byte[] {1, 2}));
                assertThat(second.hears(2)).containsExactly(1, 2);
            }
        }
    }

    @Test
    void aDeviceThatTakesNothingHoldsNobodyUp() throws Exception {
        try (PtyDevice deaf = PtyDevice.open(false)) {
            long start = System.nanoTime();
            try (SerialModems modems =
                    SerialModems.open(List.of(at("m0", deaf.path())), listener)) {
                for (int i = 0; i < 1000; i++) {
                    modems.octets(0, ByteBuffer.wrap(new byte[4096]));
                }
                modems.setDtr(0, false);
                assertThat(modems.counters().get("modem-octets-refused")).isBetween(900L, 1000L);
            }
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
    }

    @Test
    void theLibrarysNativePartIsLeftNowhere() throws Exception {
        SerialLibrary.load();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (var files = Files.list(temporary)) {
            assertThat(files.map(it -> it.getFileName().toString()))
                    .noneMatch(it -> it.startsWith("lac-serial-"));
        }
    }

    /** A call as the daemon has it: one thread runs the pool, the devices have their own. */
    @Test
    void aWholeCallOverADevice() throws Exception {
        BlockingQueue<ModemEvent> events = new LinkedBlockingQueue<>();
        try (PtyDevice pty = PtyDevice.open(true);
                PoolThread loop = new PoolThread(at("m0", pty.path()), events)) {
            loop.run(it -> it.pool.dial(System.nanoTime(), 1, 0, "5551234", 0, it));
            pty.hears("ATZ\r");
            pty.says("ATZ\r\r\nOK\r\n");
            pty.hears("ATDT5551234\r");
            pty.says("\r\nCONNECT 33600\r\n");
            byte[] line = line(LCP);
            pty.says(Arrays.copyOf(line, 5));
            assertThat(events.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(new ModemEvent.Answered(1, 0, "m0", 33600, 33600));
            pty.says(Arrays.copyOfRange(line, 5, line.length));
            loop.run(it -> it.pool.handOver(1, it));
            assertThat(events.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(
                            new ModemEvent.Frame(1, ByteBuffer.wrap(HexFormat.of().parseHex(LCP))));
            loop.run(it -> it.pool.send(1, ByteBuffer.wrap(HexFormat.of().parseHex(LCP)), it));
            assertThat(pty.hears(line.length)).isEqualTo(line);
            loop.run(it -> it.pool.hangUp(System.nanoTime(), 1, it));
            pty.hears("+++");
            pty.says("\r\nOK\r\n");
            pty.hears("ATH\r");
            pty.says("\r\nOK\r\n");
            loop.run(it -> it.pool.dial(System.nanoTime(), 2, 0, "1", 0, it)); // too early
            assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(ModemEvent.Failed.class);
        }
        assertThat(events).isEmpty();
    }

    private static byte[] line(String hex) {
        ByteBuffer octets =
                new AsyncFraming.Encoder().encode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
        byte[] copy = new byte[octets.remaining()];
        octets.get(copy);
        return copy;
    }

    /** The thread of a pool, its tasks and its deadlines. */
    private static final class PoolThread implements ModemOutbox, SerialListener, AutoCloseable {
        interface Task {
            void on(PoolThread it);
        }

        final ModemPool pool;
        private final SerialModems modems;
        private final BlockingQueue<ModemEvent> events;
        private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
        private final Thread thread;

        PoolThread(ModemSettings modem, BlockingQueue<ModemEvent> events) throws IOException {
            this.events = events;
            pool = new ModemPool(List.of(modem));
            thread = Thread.ofPlatform().daemon().unstarted(this::loop);
            modems = SerialModems.open(List.of(modem), this);
            thread.start();
        }

        void run(Task task) {
            tasks.add(task);
        }

        private void loop() {
            try {
                while (true) {
                    long wait = pool.nextDeadlineNanos() - System.nanoTime();
                    Task task = tasks.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
                    if (task != null) {
                        task.on(this);
                    }
                    pool.onDeadline(System.nanoTime(), this);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // the end
            }
        }

        @Override
        public void octets(int modem, ByteBuffer octets) {
            modems.octets(modem, octets);
        }

        @Override
        public void received(int modem, ByteBuffer octets) {
            run(it -> it.pool.octets(System.nanoTime(), modem, octets, it));
        }

        @Override
        public void setDtr(int modem, boolean high) {
            modems.setDtr(modem, high);
        }

        @Override
        public void event(ModemEvent event) {
            if (event instanceof ModemEvent.Frame(long call, ByteBuffer frame)) {
                byte[] copy = new byte[frame.remaining()];
                frame.get(copy);
                events.add(new ModemEvent.Frame(call, ByteBuffer.wrap(copy)));
            } else {
                events.add(event);
            }
        }

        @Override
        public void written(int modem, int octets) {
            run(it -> it.pool.written(System.nanoTime(), modem, octets, it));
        }

        @Override
        public void lineLost(int modem, String text) {
            run(it -> it.pool.lineLost(System.nanoTime(), modem, text, it));
        }

        @Override
        public void deviceLost(int modem, String text) {
            run(it -> it.pool.deviceLost(System.nanoTime(), modem, text, it));
        }

        @Override
        public void deviceBack(int modem) {
            run(it -> it.pool.deviceBack(modem));
        }

        @Override
        public void close() {
            thread.interrupt();
            modems.close();
        }
    }
}
