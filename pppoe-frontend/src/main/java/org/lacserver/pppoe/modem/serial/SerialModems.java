package org.lacserver.pppoe.modem.serial;

import org.lacserver.pppoe.modem.ModemSettings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The serial devices of the modems, by their places in the list of settings. Two threads each; none
 * of the calls here waits for a device, except to open and to close.
 */
public final class SerialModems implements AutoCloseable {
    private final List<SerialModem> modems = new ArrayList<>();
    private final SerialListener listener;
    private final LongAdder refused = new LongAdder();
    private boolean closed;

    private SerialModems(SerialListener listener) {
        this.listener = listener;
        SerialLibrary.hold();
    }

    /**
     * All or none: what was opened is closed again when one fails. An exception's message is one
     * sentence for the operator. A device lost later is told, and opened again when it is back.
     */
    public static SerialModems open(List<ModemSettings> settings, SerialListener listener)
            throws IOException {
        SerialModems all = new SerialModems(listener);
        try {
            for (ModemSettings modem : settings) {
                SerialModem device = new SerialModem(all.modems.size(), modem, listener);
                device.open();
                all.modems.add(device);
            }
        } catch (IOException e) {
            all.close();
            throw e;
        }
        all.modems.forEach(SerialModem::start);
        return all;
    }

    /**
     * Octets for a modem, as {@link org.lacserver.pppoe.modem.ModemOutbox#octets} has them; their
     * position does not move. What is not taken is counted, and told as written.
     */
    public void octets(int modem, ByteBuffer octets) {
        if (!modems.get(modem).offer(octets)) {
            refused.increment();
            listener.written(modem, octets.remaining());
        }
    }

    public void setDtr(int modem, boolean high) {
        modems.get(modem).setDtr(high);
    }

    public Map<String, Long> counters() {
        return Map.of("modem-octets-refused", refused.sum());
    }

    @Override
    public synchronized void close() {
        modems.forEach(SerialModem::close);
        if (!closed) {
            closed = true;
            SerialLibrary.release();
        }
    }
}
