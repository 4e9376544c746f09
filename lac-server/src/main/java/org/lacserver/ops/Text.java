package org.lacserver.ops;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/** How values look to people. */
public final class Text {
    private Text() {}

    static boolean hasControls(String text) {
        return text.chars().anyMatch(Text::isUnprintable);
    }

    /**
     * Names come from subscribers and peers: without this they could move the cursor of a terminal
     * or forge a line of a log.
     */
    static String printable(String text) {
        if (!hasControls(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append(isUnprintable(c) ? '?' : (char) c));
        return out.toString();
    }

    /** In quotes, so that it is one word whatever it holds. */
    static String quoted(String text) {
        return '"' + printable(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isUnprintable(int c) {
        // the line separators and the marks that turn the direction of writing around
        return Character.isISOControl(c)
                || c == 0x2028
                || c == 0x2029
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** {@code 192.0.2.1:1701}, {@code [2001:db8:0:0:0:0:0:1]:1701}. */
    public static String address(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            return address.getHostString();
        }
        String text = ip.getHostAddress();
        return (ip instanceof Inet6Address ? "[" + text + "]" : text) + ":" + address.getPort();
    }

    /** {@code 02:11:09}, {@code 3d 02:11:09}. */
    static String duration(long seconds) {
        long days = seconds / 86_400;
        String clock =
                String.format(
                        Locale.ROOT,
                        "%02d:%02d:%02d",
                        seconds / 3600 % 24,
                        seconds / 60 % 60,
                        seconds % 60);
        return days == 0 ? clock : days + "d " + clock;
    }

    /** {@code 999}, {@code 1.2k}, {@code 18.4G}. */
    static String octets(long value) {
        String units = "kMGTPE";
        if (value < 1000) {
            return Long.toString(value);
        }
        double scaled = value;
        int unit = -1;
        while (scaled >= 999.95 && unit < units.length() - 1) {
            scaled /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f%c", scaled, units.charAt(unit));
    }

    /** {@code down 250,000k up 40,000k}, of bits per second; 0 is unknown. */
    static String speeds(long downBps, long upBps) {
        return "down " + speed(downBps) + " up " + speed(upBps);
    }

    private static String speed(long bps) {
        if (bps == 0) {
            return "unknown";
        }
        return bps % 1000 == 0 ? count(bps / 1000) + "k" : count(bps);
    }

    /** {@code 1.3ms}; nothing for 0. */
    static String millis(long micros) {
        return micros == 0 ? "" : String.format(Locale.ROOT, "%.1fms", micros / 1000.0);
    }

    /** {@code 3,912}. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
