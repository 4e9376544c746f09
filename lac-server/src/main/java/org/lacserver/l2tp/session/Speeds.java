package org.lacserver.l2tp.session;

import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.port.Line;

/**
 * How fast a line is.
 *
 * @param txBps LAC to caller, bit/s; 0 when unknown
 * @param rxBps caller to LAC, bit/s; 0 when unknown
 */
public record Speeds(long txBps, long rxBps) {
    private static final long BITS_PER_KBIT = 1000;

    /** What the line told when the caller came. */
    public static Speeds of(Line line) {
        return new Speeds(bits(line.downKbps()), bits(line.upKbps()));
    }

    private static long bits(long kbps) {
        return Math.min(kbps, Long.MAX_VALUE / BITS_PER_KBIT) * BITS_PER_KBIT;
    }

    /** What an LNS is told: of each direction the speed of the first source that knows one. */
    public static Speeds told(SessionSettings settings, Speeds line, Speeds radius) {
        return new Speeds(
                told(settings, line.txBps, radius.txBps, settings.defaultDownBps()),
                told(settings, line.rxBps, radius.rxBps, settings.defaultUpBps()));
    }

    private static long told(SessionSettings settings, long line, long radius, long usual) {
        long speed = usual;
        for (SpeedSource source : settings.speedOrder()) {
            long known =
                    switch (source) {
                        case LINE -> line;
                        case RADIUS -> radius;
                        case STATIC -> usual;
                    };
            if (known > 0) {
                speed = known;
                break;
            }
        }
        // §4.4.4: 32 bits of bit/s; a faster line says the largest there is
        return Math.min(Math.min(speed, settings.maxBps()), ControlMessage.MAX_UNSIGNED);
    }
}
