package org.lacserver.tests.load;

import org.lacserver.tests.net.SendBatch;
import org.lacserver.tests.peer.PppoeFrames;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Frames of strangers who mean no good, on a thread of its own, at a rate. */
public final class Flood implements AutoCloseable {
    /** What a hostile frame is. */
    public enum Kind {
        /** A PADI of one of many MAC addresses. */
        PADI,
        /** A PADR with a cookie that nobody gave. */
        PADR_FORGED,
        /** A PADR with a cookie that somebody else was given. */
        PADR_FOREIGN,
        /** The end of a session that is another's. */
        PADT_OF_OTHERS,
        /** PPP in a session that is another's. */
        SESSION_OF_OTHERS,
        /** A PADI whose tags reach beyond its end. */
        MALFORMED
    }

    private static final int CHUNK = 32;
    private static final int COOKIE = 28;
    private static final long TICK_NANOS = 2_000_000L;
    private static final long FIRST_MAC = 0x02_66_00_00_00_00L;

    private final SendBatch out;
    private final RandomGenerator random;
    private final Kind[] kinds;
    private final int macs;
    private final int vlan;
    private final long acMac;
    private final byte[] foreignCookie;
    private final int sessions;
    private final ByteBuffer frame = ByteBuffer.allocate(128);
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long sent;

    /**
     * Begins at once.
     *
     * @param out of an open port; no other thread's
     * @param random of this flood alone
     * @param kinds sent in turn
     * @param macs how many senders there are
     * @param vlan of all of them; 0 untagged
     * @param acMac whom it is meant for
     * @param foreignCookie of a PADO to somebody else
     * @param sessions ids 1 to this may be others'
     * @param perSecond frames a second of all kinds together
     */
    public Flood(
            SendBatch out,
            RandomGenerator random,
            Kind[] kinds,
            int macs,
            int vlan,
            long acMac,
            byte[] foreignCookie,
            int sessions,
            int perSecond) {
        this.out = out;
        this.random = random;
        this.kinds = kinds.clone();
        this.macs = macs;
        this.vlan = vlan;
        this.acMac = acMac;
        this.foreignCookie = foreignCookie.clone();
        this.sessions = sessions;
        thread = Thread.ofPlatform().name("flood").daemon().start(() -> run(perSecond));
    }

    /** Frames sent so far. */
    public long sent() {
        return sent;
    }

    private void run(int perSecond) {
        long start = System.nanoTime();
        long made = 0;
        while (!stopping) {
            long due = (long) ((System.nanoTime() - start) / 1e9 * perSecond);
            while (made < due && !stopping) {
                for (int i = 0; i < CHUNK && made < due; i++) {
                    out.add(next(kinds[(int) (made++ % kinds.length)]));
                }
                out.flush();
            }
            sent = made;
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private ByteBuffer next(Kind kind) {
        boolean isToAll = kind == Kind.PADI || kind == Kind.MALFORMED;
        boolean isSession = kind == Kind.SESSION_OF_OTHERS;
        frame.clear();
        put48(isToAll ? PppoeFrames.BROADCAST : acMac);
        put48(FIRST_MAC + random.nextInt(macs));
        if (vlan != 0) {
            frame.putShort((short) 0x8100).putShort((short) vlan);
        }
        frame.putShort((short) (isSession ? PppoeFrames.SESSION : PppoeFrames.DISCOVERY));
        int code =
                switch (kind) {
                    case PADI, MALFORMED -> PppoeFrames.PADI;
                    case PADR_FORGED, PADR_FOREIGN -> PppoeFrames.PADR;
                    case PADT_OF_OTHERS -> PppoeFrames.PADT;
                    case SESSION_OF_OTHERS -> 0;
                };
        boolean isOfOthers = isSession || kind == Kind.PADT_OF_OTHERS;
        frame.put((byte) 0x11).put((byte) code);
        frame.putShort((short) (isOfOthers ? 1 + random.nextInt(sessions) : 0));
        int lengthAt = frame.position();
        frame.putShort((short) 0);
        switch (kind) {
            case PADI -> tag(0x0101, new byte[0]);
            case MALFORMED -> frame.putShort((short) 0x0103).putShort((short) 1000);
            case PADR_FORGED -> padr(random(COOKIE));
            case PADR_FOREIGN -> padr(foreignCookie);
            case PADT_OF_OTHERS -> {}
            case SESSION_OF_OTHERS ->
                    frame.putShort((short) 0xc021).put(new byte[] {5, 1, 0, 4}); // Terminate
        }
        frame.putShort(lengthAt, (short) (frame.position() - lengthAt - 2));
        while (frame.position() < 60) {
            frame.put((byte) 0);
        }
        return frame.flip();
    }

    private void padr(byte[] cookie) {
        tag(0x0101, new byte[0]);
        tag(0x0104, cookie);
    }

    private byte[] random(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    private void tag(int type, byte[] value) {
        frame.putShort((short) type).putShort((short) value.length).put(value);
    }

    private void put48(long mac) {
        frame.putShort((short) (mac >> 32)).putInt((int) mac);
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
