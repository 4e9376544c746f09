package org.lacserver.tests.simulation;

import org.lacserver.pppoe.modem.AsyncFraming;
import org.lacserver.pppoe.modem.FramingFault;
import org.lacserver.tests.peer.ppp.PppLink;
import org.lacserver.tests.peer.ppp.PppTerms;
import org.lacserver.wiring.Box;
import org.lacserver.wiring.ModemNews;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A modem of the box, the line behind it, and who answers there: PPP with HDLC-like framing. */
final class FakeModem implements Timeline.Clockwork {
    private static final long MILLI = 1_000_000;
    private static final long RINGS_NANOS = 2000 * MILLI;
    private static final int ESCAPE = 0x7d;

    private final Timeline time;
    private final Box box;
    private final PppLink link;
    private final AsyncFraming.Encoder encoder = new AsyncFraming.Encoder();
    private AsyncFraming.Decoder decoder = new AsyncFraming.Decoder();
    private final StringBuilder command = new StringBuilder();

    /** What it says when it has dialled. */
    String result = "CONNECT 33600";

    String dialled = "";
    boolean online;

    /** Control characters that the box has escaped. */
    int escaped;

    private boolean afterEscape;
    private boolean dialling;

    /** The line is there, and what comes is commands all the same. */
    private boolean commandMode;

    FakeModem(Timeline time, Box box, PppTerms terms) {
        this.time = time;
        this.box = box;
        this.link = new PppLink(terms, new Line());
    }

    PppLink link() {
        return link;
    }

    /** The box may send and we do without escapes from now on. */
    void accm(int map) {
        encoder.setAccm(map);
        decoder.setAccm(map);
    }

    void octets(ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(octets.position(), copy);
        time.after(
                MILLI,
                now -> {
                    box.onModemNews(now, 0, new ModemNews.Written(copy.length));
                    if (!online || commandMode) {
                        commanded(copy);
                    } else if (new String(copy, StandardCharsets.US_ASCII).equals("+++")) {
                        commandMode = true;
                        say("\r\nOK\r\n");
                    } else {
                        heard(now, copy);
                    }
                });
    }

    private void heard(long now, byte[] octets) {
        for (byte octet : octets) {
            escaped += afterEscape && (octet & 0xe0) == 0x20 ? 1 : 0;
            afterEscape = octet == ESCAPE;
        }
        decoder.octets(
                ByteBuffer.wrap(octets),
                new AsyncFraming.Heard() {
                    @Override
                    public void frame(ByteBuffer ppp) {
                        link.receive(
                                now,
                                ppp.getShort(ppp.position()) & 0xffff,
                                ppp.slice(ppp.position() + 2, ppp.remaining() - 2));
                    }

                    @Override
                    public void fault(FramingFault fault) {
                        throw new AssertionError("the box sends " + fault);
                    }
                });
    }

    private void commanded(byte[] octets) {
        if (dialling) { // whatever is sent then gives the call up
            dialling = false;
            say("\r\nNO CARRIER\r\n");
            return;
        }
        for (byte octet : octets) {
            if (octet != '\r') {
                command.append((char) octet);
                continue;
            }
            String line = command.toString();
            command.setLength(0);
            if (line.startsWith("ATD")) {
                dialled = line;
                dialling = true;
                time.after(RINGS_NANOS, this::answered);
            } else if (line.startsWith("ATH")) {
                online = false;
                link.stop();
                say("\r\nOK\r\n");
            } else if (line.startsWith("AT")) {
                say("\r\nOK\r\n");
            }
        }
    }

    private void answered(long now) {
        if (!dialling) {
            return;
        }
        dialling = false;
        say("\r\n" + result + "\r\n");
        if (result.startsWith("CONNECT")) {
            online = true;
            commandMode = false;
            decoder = new AsyncFraming.Decoder();
            link.open(now);
        }
    }

    /** The far end hangs up. */
    void loseCarrier() {
        online = false;
        link.stop();
        say("\r\nNO CARRIER\r\n");
    }

    private void say(String text) {
        say(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void say(byte[] octets) {
        time.after(MILLI, now -> box.onModemOctets(now, 0, ByteBuffer.wrap(octets)));
    }

    @Override
    public long nextDeadlineNanos() {
        return online ? link.deadlineNanos() : Long.MAX_VALUE;
    }

    @Override
    public void onDeadline(long nowNanos) {
        link.onDeadline(nowNanos);
    }

    private final class Line implements PppLink.Owner {
        @Override
        public void send(int protocol, byte[] packet) {
            ByteBuffer frame = ByteBuffer.allocate(2 + packet.length);
            frame.putShort((short) protocol).put(packet).flip();
            ByteBuffer line = encoder.encode(frame);
            byte[] octets = new byte[line.remaining()];
            line.get(octets);
            say(octets);
        }

        @Override
        public void up(long now) {}

        @Override
        public void authenticationFailed(long now) {
            link.terminate(now);
        }

        @Override
        public void ended(long now, String why) {
            loseCarrier();
        }
    }
}
