package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/** A subscriber's modem for tests: writes its own frames octet by octet, keeps what it gets. */
final class Caller implements FrontendOutbox {
    static final long LAC = 0x02_00_5e_00_00_01L;
    static final HexFormat HEX = HexFormat.of();

    /** A received frame, taken apart without help of the code under test. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Seen(
            long destination, String tags, int etherType, int code, int sessionId, byte[] payload) {
        int protocol() {
            return (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        }

        int pppCode() {
            return payload[2];
        }

        int id() {
            return payload[3] & 0xff;
        }

        byte[] data() {
            int length = (payload[4] & 0xff) << 8 | (payload[5] & 0xff);
            return java.util.Arrays.copyOfRange(payload, 6, 2 + length);
        }

        byte @Nullable [] tag(int type) {
            ByteBuffer at = ByteBuffer.wrap(payload);
            while (at.hasRemaining()) {
                int found = at.getShort() & 0xffff;
                byte[] value = new byte[at.getShort() & 0xffff];
                at.get(value);
                if (found == type) {
                    return value;
                }
            }
            return null;
        }
    }

    final Frontend frontend;
    final long mac;
    final String vlans;
    Deque<Seen> seen = new ArrayDeque<>();
    List<FrontendEvent> events = new ArrayList<>();
    long now = 1_000_000_000L;
    int sessionId;
    byte[] hostUniq = {1, 2, 3, 4};
    byte[] options = HEX.parseHex("010405d4" + "0506aabbccdd");
    int nextId = 1;

    /** Where the last frame came from. */
    long source;

    int frames;

    /**
     * @param vlans the tags as hexadecimal, such as 88a800c8 81000011; empty: untagged
     */
    Caller(Frontend frontend, long mac, String vlans) {
        this.frontend = frontend;
        this.mac = mac;
        this.vlans = vlans;
    }

    /** From now on what comes to one comes to both. */
    void shareWith(Caller other) {
        seen = other.seen;
        events = other.events;
    }

    static FrontendSettings.Builder settings() {
        return FrontendSettings.on(List.of(new FrontendSettings.Port("acc0", LAC))).acName("lac1");
    }

    @Override
    public void frame(int accessPort, ByteBuffer frame) {
        ByteBuffer at = frame.duplicate();
        frames++;
        long destination = at.getLong(at.position()) >>> 16;
        source = at.getLong(at.position() + 4) & 0xffff_ffff_ffffL;
        at.position(12);
        StringBuilder tags = new StringBuilder();
        int type = at.getShort() & 0xffff;
        while (type == 0x8100 || type == 0x88a8 || type == 0x9100) {
            tags.append(HEX.toHexDigits((short) type)).append(HEX.toHexDigits(at.getShort()));
            type = at.getShort() & 0xffff;
        }
        at.get();
        int code = at.get() & 0xff;
        int session = at.getShort() & 0xffff;
        byte[] payload = new byte[at.getShort() & 0xffff];
        at.get(payload);
        if (at.hasRemaining()) {
            throw new AssertionError("LENGTH does not fill the frame");
        }
        seen.add(new Seen(destination, tags.toString(), type, code, session, payload));
    }

    @Override
    public void event(FrontendEvent event) {
        events.add(event);
    }

    static String mac(long mac) {
        return HEX.toHexDigits(mac, 12);
    }

    static byte[] tag(int type, byte[] value) {
        return ByteBuffer.allocate(4 + value.length)
                .putShort((short) type)
                .putShort((short) value.length)
                .put(value)
                .array();
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] build(long destination, int etherType, int code, int session, byte[] payload) {
        return join(
                HEX.parseHex(mac(destination) + mac(mac) + vlans),
                ByteBuffer.allocate(8)
                        .putShort((short) etherType)
                        .put((byte) 0x11)
                        .put((byte) code)
                        .putShort((short) session)
                        .putShort((short) payload.length)
                        .array(),
                payload);
    }

    void send(byte[] frame) {
        frontend.onFrame(now, 0, ByteBuffer.wrap(frame), this);
    }

    byte[] padi(String service) {
        byte[] tags = join(tag(0x0101, text(service)), tag(0x0103, hostUniq));
        return build(0xffff_ffff_ffffL, 0x8863, 0x09, 0, tags);
    }

    byte[] padr(String service, byte[] cookie, byte[]... more) {
        byte[] tags =
                join(
                        tag(0x0101, text(service)),
                        tag(0x0103, hostUniq),
                        tag(0x0104, cookie),
                        join(more));
        return build(LAC, 0x8863, 0x19, 0, tags);
    }

    byte[] padt(byte[]... tags) {
        return build(LAC, 0x8863, 0xa7, sessionId, join(tags));
    }

    byte[] ppp(int protocol, int code, int id, byte[] data) {
        byte[] packet =
                ByteBuffer.allocate(6 + data.length)
                        .putShort((short) protocol)
                        .put((byte) code)
                        .put((byte) id)
                        .putShort((short) (4 + data.length))
                        .put(data)
                        .array();
        return build(LAC, 0x8864, 0, sessionId, packet);
    }

    void lcp(int code, int id, byte[] data) {
        send(ppp(0xc021, code, id, data));
    }

    Seen next() {
        Seen first = seen.poll();
        if (first == null) {
            throw new AssertionError("nothing was sent");
        }
        return first;
    }

    byte[] cookie() {
        send(padi(""));
        byte[] cookie = next().tag(0x0104);
        if (cookie == null) {
            throw new AssertionError("no cookie");
        }
        return cookie;
    }

    /** Discovery; the LAC's first Configure-Request is next. */
    void discover(byte[]... more) {
        send(padr("", cookie(), more));
        sessionId = next().sessionId();
    }

    /** LCP by the shortest way; what follows in {@link #seen} came after it opened. */
    void openLcp() {
        Seen request = next();
        lcp(2, request.id(), request.data());
        lcp(1, nextId++, options);
        Seen ack = next();
        if (ack.protocol() != 0xc021 || ack.pppCode() != 2) {
            throw new AssertionError("not acknowledged: " + HEX.formatHex(ack.payload()));
        }
    }

    /** Answers the Challenge, or names himself by PAP when there is none. */
    void nameHimself(String name) {
        Seen challenge = seen.poll();
        if (challenge == null) {
            pap(1, name, "secret");
        } else {
            respond(challenge.id(), name);
        }
    }

    void pap(int id, String name, String password) {
        byte[] data =
                join(
                        new byte[] {(byte) name.length()},
                        text(name),
                        new byte[] {(byte) password.length()},
                        text(password));
        send(ppp(0xc023, 1, id, data));
    }

    void respond(int id, String name) {
        send(ppp(0xc223, 2, id, join(new byte[] {16}, new byte[16], text(name))));
    }

    /** All of it; the call waits for its answer then. */
    FrontendEvent.CallerNamed call(String name) {
        discover();
        openLcp();
        nameHimself(name);
        return named();
    }

    FrontendEvent.CallerNamed named() {
        return (FrontendEvent.CallerNamed) events.getLast();
    }

    void order(FrontendOrder order) {
        frontend.onOrder(now, order, this);
    }

    /** Lets time pass, deadline by deadline. */
    void passes(long seconds) {
        long until = now + seconds * 1_000_000_000L;
        while (frontend.nextDeadlineNanos() <= until) {
            now = Math.max(now, frontend.nextDeadlineNanos());
            frontend.onDeadline(now, this);
        }
        now = until;
    }

    /** Of what was decided last. */
    String verdict() {
        return frontend.lastVerdict();
    }

    long count(String name) {
        Long count = frontend.counters().get(name);
        if (count == null) {
            throw new AssertionError("no counter " + name);
        }
        return count;
    }
}
