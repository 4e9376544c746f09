package org.lacserver.pppoe.modem.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.modem.ModemSettings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** One device: a thread that reads it, and opens it again when it is gone; one that writes. */
final class SerialModem {
    /** Octets that wait to be written at most; a pool that is told what was written gives less. */
    static final int MAX_WAITING = 16 << 10;

    private static final int READ_OCTETS = 4096;
    private static final int READ_MILLISECONDS = 200;
    private static final int REOPEN_MILLISECONDS = 2000;
    private static final int CLOSE_MILLISECONDS = 1000;

    private final int index;
    private final ModemSettings settings;
    private final SerialListener listener;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger waitingOctets = new AtomicInteger();
    private final Thread reader;
    private final Thread writer;

    private volatile @Nullable SerialPort port;
    private volatile boolean dtr = true;
    private volatile boolean closing;

    SerialModem(int index, ModemSettings settings, SerialListener listener) {
        this.index = index;
        this.settings = settings;
        this.listener = listener;
        reader = Thread.ofPlatform().daemon().name("modem-" + index + "-in").unstarted(this::read);
        writer =
                Thread.ofPlatform().daemon().name("modem-" + index + "-out").unstarted(this::write);
    }

    /** An exception's message is one sentence for the operator. */
    void open() throws IOException {
        port = opened();
    }

    void start() {
        reader.start();
        writer.start();
    }

    /** False when it is not taken: too much waits already. */
    boolean offer(ByteBuffer octets) {
        int length = octets.remaining();
        if (waitingOctets.addAndGet(length) > MAX_WAITING) {
            waitingOctets.addAndGet(-length);
            return false;
        }
        byte[] copy = new byte[length];
        octets.get(octets.position(), copy);
        return waiting.add(copy);
    }

    /** The reading thread does it: a device may make its caller wait. */
    void setDtr(boolean high) {
        dtr = high;
    }

    private SerialPort opened() throws IOException {
        SerialLibrary.load();
        if (!Files.exists(Path.of(settings.device()))) {
            throw failure("no such device");
        }
        SerialPort device;
        try {
            device = SerialPort.getCommPort(settings.device());
        } catch (SerialPortInvalidPortException e) {
            throw new IOException(failure("no serial device").getMessage(), e);
        }
        device.setComPortParameters(
                settings.baud(), 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        device.setFlowControl(
                settings.hardwareFlow()
                        ? SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED
                        : SerialPort.FLOW_CONTROL_DISABLED);
        device.setComPortTimeouts(
                SerialPort.TIMEOUT_READ_SEMI_BLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING,
                READ_MILLISECONDS,
                0);
        if (!device.openPort()) {
            throw failure(reason(device.getLastErrorCode()));
        }
        return device;
    }

    private IOException failure(String reason) {
        return new IOException(
                "modem " + settings.name() + ": " + settings.device() + ": " + reason);
    }

    private static String reason(int errno) {
        return switch (errno) {
            case 2, 11, 16 -> "already in use"; // 2 is the library's own, for this program
            case 5 -> "input/output error";
            case 6, 19 -> "no device answers there";
            case 13 -> "permission denied";
            case 22, 25 -> "no serial device, or not at this speed";
            default -> "cannot be opened, errno " + errno;
        };
    }

    // ---- the reading thread ----

    private void read() {
        byte[] room = new byte[READ_OCTETS];
        boolean dtrSet = true;
        boolean carrier = false;
        while (!closing) {
            SerialPort device = port;
            if (device == null) {
                reopen();
                dtrSet = true;
                carrier = false;
                continue;
            }
            if (dtrSet != dtr) {
                dtrSet = !dtrSet;
                boolean _ = dtrSet ? device.setDTR() : device.clearDTR();
            }
            int octets = device.readBytes(room, room.length);
            if (octets < 0) {
                lost();
            } else if (octets > 0) {
                listener.received(index, ByteBuffer.wrap(Arrays.copyOf(room, octets)));
            }
            // a device without this line never has it high
            boolean high = octets >= 0 && device.getDCD();
            if (carrier && !high && octets >= 0) {
                listener.lineLost(index, "carrier lost");
            }
            carrier = high;
        }
        closePort();
    }

    private void lost() {
        closePort();
        if (!closing) {
            listener.deviceLost(index, settings.device() + " is gone");
        }
    }

    private void reopen() {
        try {
            Thread.sleep(REOPEN_MILLISECONDS);
            port = opened();
            listener.deviceBack(index);
        } catch (IOException _) {
            // told when it was lost; tried again
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closing
        }
    }

    // ---- the writing thread ----

    private void write() {
        try {
            while (!closing) {
                byte[] next = waiting.take();
                SerialPort device = port;
                if (device != null) {
                    writeAll(device, next);
                }
                waitingOctets.addAndGet(-next.length);
                listener.written(index, next.length);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closing
        }
    }

    /** What a device does not take is lost with the device, which the reading thread notices. */
    private static void writeAll(SerialPort device, byte[] octets) {
        int done = 0;
        while (done < octets.length) {
            int taken = device.writeBytes(octets, octets.length - done, done);
            if (taken <= 0) {
                return;
            }
            done += taken;
        }
    }

    // ---- the end ----

    /** Waits for the threads a little: a read ends by itself, a write when its device closes. */
    void close() {
        closing = true;
        reader.interrupt();
        writer.interrupt();
        try {
            if (reader.isAlive()) {
                reader.join(CLOSE_MILLISECONDS);
            } else {
                closePort();
            }
            writer.join(CLOSE_MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void closePort() {
        SerialPort device = port;
        port = null;
        if (device != null) {
            device.closePort();
        }
    }
}
