package org.lacserver.pppoe.modem;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A pool under virtual time, with what it sent and told. */
final class ModemBench implements ModemOutbox {
    static final HexFormat HEX = HexFormat.of();
    static final long SECOND = 1_000_000_000L;

    final ModemPool pool;
    final List<ModemEvent> events = new ArrayList<>();

    /** All that was sent: octets as ISO 8859-1 text, DTR as {@code <modem>:high} or {@code low}. */
    final List<String> sent = new ArrayList<>();

    long now = 1000 * SECOND;

    /** Whether a device writes at once. */
    boolean writes = true;

    private final List<int[]> unwritten = new ArrayList<>();

    ModemBench(ModemSettings... modems) {
        pool = new ModemPool(List.of(modems));
    }

    static ModemSettings modem(String name) {
        return modem(name, false, List.of("ATZ"));
    }

    static ModemSettings modem(String name, boolean dropDtr, List<String> init) {
        return ModemSettings.of(
                name, "/dev/" + name, 115_200, init, dropDtr, Duration.ofSeconds(60));
    }

    @Override
    public void octets(int modem, ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(copy);
        sent.add(modem + ":" + new String(copy, StandardCharsets.ISO_8859_1));
        unwritten.add(new int[] {modem, copy.length});
    }

    @Override
    public void setDtr(int modem, boolean high) {
        sent.add(modem + (high ? ":high" : ":low"));
    }

    @Override
    public void event(ModemEvent event) {
        events.add(
                event instanceof ModemEvent.Frame(long callId, ByteBuffer frame)
                        ? new ModemEvent.Frame(callId, copy(frame))
                        : event);
    }

    static ByteBuffer copy(ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(octets.position(), copy);
        return ByteBuffer.wrap(copy);
    }

    int dial(long callId, int modem, String number) {
        int index = pool.dial(now, callId, modem, number, 0, this);
        flush();
        return index;
    }

    void hangUp(long callId) {
        pool.hangUp(now, callId, this);
        flush();
    }

    void says(int modem, String text) {
        says(modem, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void says(int modem, byte[] octets) {
        pool.octets(now, modem, ByteBuffer.wrap(octets), this);
        flush();
    }

    void send(long callId, String hex) {
        pool.send(callId, ByteBuffer.wrap(HEX.parseHex(hex)), this);
        flush();
    }

    /** A frame as the far side of the line sends it. */
    void frame(int modem, String hex) {
        says(modem, line(hex));
    }

    static byte[] line(String hex) {
        ByteBuffer octets = new AsyncFraming.Encoder().encode(ByteBuffer.wrap(HEX.parseHex(hex)));
        return copy(octets).array();
    }

    /** Lets all that is due in this time happen, each at its time. */
    void after(Duration time) {
        long until = now + time.toNanos();
        while (pool.nextDeadlineNanos() <= until) {
            now = Math.max(now, pool.nextDeadlineNanos());
            pool.onDeadline(now, this);
            flush();
        }
        now = until;
    }

    void flush() {
        while (writes && !unwritten.isEmpty()) {
            int[] first = unwritten.removeFirst();
            pool.written(now, first[0], first[1], this);
        }
    }

    /** Places a call that is answered with the first frame, and hands it over. */
    void connect(long callId, int modem) {
        dial(callId, modem, "5551234");
        says(modem, "\r\nOK\r\n");
        says(modem, "\r\nCONNECT 33600\r\n");
        says(modem, "~");
        pool.handOver(callId, this);
        sent.clear();
        events.clear();
    }

    List<String> frames() {
        List<String> frames = new ArrayList<>();
        for (ModemEvent event : events) {
            if (event instanceof ModemEvent.Frame(long _, ByteBuffer frame)) {
                frames.add(HEX.formatHex(copy(frame).array()));
            }
        }
        return frames;
    }

    long count(String name) {
        Long value = pool.counters().get(name);
        if (value == null) {
            throw new AssertionError("no counter " + name);
        }
        return value;
    }
}
