package org.lacserver.pppoe.modem.serial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A pseudo-terminal with a device on one side and the test on the other, held by a python3. */
final class PtyDevice implements AutoCloseable {
    private static final String BRIDGE =
            """
            import os, pty, select, sys, tty
            master, slave = pty.openpty()
            tty.setraw(slave)
            os.write(1, (os.ttyname(slave) + "\\n").encode())
            listen = sys.argv[1] == "listen"
            while True:
                ready, _, _ = select.select([0, master] if listen else [0], [], [])
                if 0 in ready:
                    octets = os.read(0, 4096)
                    if not octets:
                        break
                    os.write(master, octets)
                if master in ready:
                    os.write(1, os.read(master, 4096))
            """;

    private final Process process;
    private final Path path;
    private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();

    private PtyDevice(Process process, Path path) {
        this.process = process;
        this.path = path;
    }

    /**
     * @param listen false: nobody reads what the device is given
     */
    static PtyDevice open(boolean listen) throws IOException {
        Process process =
                new ProcessBuilder("python3", "-c", BRIDGE, listen ? "listen" : "deaf")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        StringBuilder name = new StringBuilder();
        InputStream out = process.getInputStream();
        for (int octet = out.read(); octet >= 0 && octet != '\n'; octet = out.read()) {
            name.append((char) octet);
        }
        if (name.isEmpty()) {
            throw new IOException("python3 opens no pseudo-terminal");
        }
        PtyDevice device = new PtyDevice(process, Path.of(name.toString()));
        Thread.ofPlatform().daemon().start(device::listen);
        return device;
    }

    Path path() {
        return path;
    }

    void says(byte[] octets) throws IOException {
        process.getOutputStream().write(octets);
        process.getOutputStream().flush();
    }

    void says(String text) throws IOException {
        says(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next octets that the device was given. */
    byte[] hears(int octets) throws InterruptedException {
        byte[] all = new byte[octets];
        for (int i = 0; i < octets; i++) {
            Integer octet = heard.poll(10, TimeUnit.SECONDS);
            if (octet == null) {
                throw new AssertionError("only " + i + " of " + octets + " octets came");
            }
            all[i] = octet.byteValue();
        }
        return all;
    }

    void hears(String text) throws InterruptedException {
        String came = new String(hears(text.length()), StandardCharsets.ISO_8859_1);
        if (!came.equals(text)) {
            throw new AssertionError("not " + text.strip() + " but " + came.strip());
        }
    }

    private void listen() {
        try {
            InputStream out = process.getInputStream();
            for (int octet = out.read(); octet >= 0; octet = out.read()) {
                heard.add(octet);
            }
        } catch (IOException _) {
            // closed
        }
    }

    /** The device is gone with it. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
