package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Thousands of modems and one LAC or several on one segment, in virtual time. A modem asks, asks
 * again after 5, 10, 20, 40 and then every 60 seconds, takes the first PADO and is up so long after
 * its PADS.
 */
final class Segment {
    static final long LAC = 0x02_00_5e_00_00_01L;
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1000 * MILLI;

    /** A modem. */
    static final class Modem {
        final long mac;
        final int port;
        final int vlan;
        long began = -1;
        long up = -1;
        int padis;
        int lac = -1;
        boolean isAsking = true;
        boolean hasSession;

        Modem(long mac, int port, int vlan) {
            this.mac = mac;
            this.port = port;
            this.vlan = vlan;
        }

        boolean isUp() {
            return up >= 0;
        }

        long setUpNanos() {
            return up - began;
        }
    }

    private record Due(long at, long order, Runnable act) {}

    /** A LAC; what it sends comes to the modems at once. */
    private final class Side implements FrontendOutbox {
        private final int index;
        private final Frontend frontend;

        private Side(int index, Frontend frontend) {
            this.index = index;
            this.frontend = frontend;
        }

        @Override
        public void frame(int accessPort, ByteBuffer frame) {
            long to = frame.getLong(frame.position()) >>> 16;
            Modem modem = modems.get(to);
            if (modem != null) {
                byte[] copy = new byte[frame.remaining()];
                frame.duplicate().get(copy);
                at(now, () -> heard(modem, index, ByteBuffer.wrap(copy)));
            }
        }

        @Override
        public void event(FrontendEvent event) {
            if (event instanceof FrontendEvent.LineSeen(long callId, AccessLine line)) {
                at(
                        now + setUpNanos,
                        () -> {
                            frontend.onOrder(now, new FrontendOrder.HandOver(callId), this);
                            Modem modem = modems.get(line.mac());
                            if (modem != null) {
                                modem.up = now;
                            }
                        });
            }
        }
    }

    final Map<Long, Modem> modems = new HashMap<>();
    long now = SECOND;
    long setUpNanos = 100 * MILLI;
    private final List<Side> lacs = new ArrayList<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(
                    (a, b) ->
                            a.at() == b.at()
                                    ? Long.compare(a.order(), b.order())
                                    : Long.compare(a.at(), b.at()));
    private long order;

    Segment(Frontend... frontends) {
        for (Frontend frontend : frontends) {
            lacs.add(new Side(lacs.size(), frontend));
        }
    }

    void at(long when, Runnable act) {
        due.add(new Due(when, order++, act));
    }

    /** A modem that asks from then on. */
    Modem modem(long mac, int port, int vlan, long from) {
        Modem modem = new Modem(mac, port, vlan);
        modems.put(mac, modem);
        at(from, () -> asks(modem, 5 * SECOND));
        return modem;
    }

    private void asks(Modem modem, long wait) {
        if (!modem.isAsking) {
            return;
        }
        if (modem.began < 0) {
            modem.began = now;
        }
        modem.padis++;
        toLacs(modem, -1, padi(modem.mac, modem.vlan));
        at(now + wait, () -> asks(modem, Math.min(60 * SECOND, 2 * wait)));
    }

    private void toLacs(Modem modem, int only, ByteBuffer frame) {
        for (Side lac : lacs) {
            if (only < 0 || only == lac.index) {
                lac.frontend.onFrame(now, modem.port, frame.duplicate(), lac);
            }
        }
    }

    private void heard(Modem modem, int from, ByteBuffer frame) {
        int at = modem.vlan == 0 ? 14 : 18;
        int code = frame.get(at + 1) & 0xff;
        int session = frame.getShort(at + 2) & 0xffff;
        if (code == 0x07 && modem.isAsking) {
            modem.isAsking = false;
            modem.lac = from;
            ByteBuffer cookie = cookie(frame, at + 6);
            if (cookie != null) {
                toLacs(modem, from, padr(modem.mac, modem.vlan, cookie));
                at(now + 5 * SECOND, () -> beginsAgain(modem));
            }
        } else if (code == 0x65 && session != 0) {
            modem.hasSession = true;
        }
    }

    /** Without a session a while after his PADR. */
    private void beginsAgain(Modem modem) {
        if (!modem.hasSession) {
            modem.isAsking = true;
            asks(modem, 10 * SECOND);
        }
    }

    private static @Nullable ByteBuffer cookie(ByteBuffer frame, int from) {
        int at = from;
        while (at + 4 <= frame.limit()) {
            int length = frame.getShort(at + 2) & 0xffff;
            if (frame.getShort(at) == 0x0104) {
                return frame.slice(at + 4, length);
            }
            at += 4 + length;
        }
        return null;
    }

    private static ByteBuffer begin(long to, long mac, int vlan, int code, int length) {
        ByteBuffer frame = ByteBuffer.allocate(64 + length);
        frame.putShort((short) (to >> 32)).putInt((int) to);
        frame.putShort((short) (mac >> 32)).putInt((int) mac);
        if (vlan != 0) {
            frame.putShort((short) 0x8100).putShort((short) vlan);
        }
        frame.putShort((short) 0x8863).put((byte) 0x11).put((byte) code).putShort((short) 0);
        return frame.putShort((short) length);
    }

    static ByteBuffer padi(long mac, int vlan) {
        return begin(0xffff_ffff_ffffL, mac, vlan, 0x09, 4)
                .putShort((short) 0x0101)
                .putShort((short) 0)
                .flip();
    }

    static ByteBuffer padr(long mac, int vlan, ByteBuffer cookie) {
        return begin(LAC, mac, vlan, 0x19, 8 + cookie.remaining())
                .putShort((short) 0x0101)
                .putShort((short) 0)
                .putShort((short) 0x0104)
                .putShort((short) cookie.remaining())
                .put(cookie.duplicate())
                .flip();
    }

    /** A frame of a stranger, whose answers nobody hears. */
    void stranger(int port, ByteBuffer frame) {
        for (Side lac : lacs) {
            lac.frontend.onFrame(now, port, frame.duplicate(), lac);
        }
    }

    void passes(long nanos) {
        long until = now + nanos;
        while (true) {
            long next = due.isEmpty() ? Long.MAX_VALUE : due.element().at();
            long deadline = Long.MAX_VALUE;
            for (Side lac : lacs) {
                deadline = Math.min(deadline, lac.frontend.nextDeadlineNanos());
            }
            if (Math.min(next, deadline) > until) {
                now = until;
                return;
            }
            if (deadline < next) {
                now = Math.max(now, deadline);
                for (Side lac : lacs) {
                    lac.frontend.onDeadline(now, lac);
                }
            } else {
                now = Math.max(now, next);
                due.remove().act().run();
            }
        }
    }

    long countUp() {
        return modems.values().stream().filter(Modem::isUp).count();
    }
}
