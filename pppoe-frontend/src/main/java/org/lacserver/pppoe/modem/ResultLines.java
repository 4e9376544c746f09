package org.lacserver.pppoe.modem;

import org.jspecify.annotations.Nullable;

/** Lines out of what a modem in command state says, in whatever pieces it comes. */
final class ResultLines {
    /** Octets of a line that are kept; a longer one is no result. */
    static final int MAX_LINE = 80;

    private final StringBuilder line = new StringBuilder();
    private boolean tooLong;

    /** A line that this octet ended, or null. */
    @Nullable ModemResult octet(int octet) {
        if (octet == '\r' || octet == '\n') {
            String text = line.toString();
            boolean whole = !tooLong;
            clear();
            return text.isBlank() || !whole ? null : ModemResult.read(text);
        }
        if (line.length() == MAX_LINE) {
            tooLong = true;
        } else if (octet >= ' ' && octet < 0x7f) {
            line.append((char) octet);
        }
        return null;
    }

    void clear() {
        line.setLength(0);
        tooLong = false;
    }
}
