package org.lacserver.pppoe.view;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Octets of strangers as text of a bounded length, without control characters. */
final class Printable {
    private static final int MOST = 64;

    private Printable() {}

    /** In quotes where it is text, else hexadecimal. */
    static String text(ByteBuffer value) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(value.duplicate()).toString();
            if (text.chars().noneMatch(Printable::isUnprintable)) {
                return '"' + (text.length() <= MOST ? text : text.substring(0, MOST) + "…") + '"';
            }
        } catch (CharacterCodingException e) {
            return hex(value);
        }
        return hex(value);
    }

    static String hex(ByteBuffer value) {
        byte[] octets = new byte[Math.min(value.remaining(), MOST / 2)];
        value.get(value.position(), octets);
        return "0x"
                + HexFormat.of().formatHex(octets)
                + (octets.length < value.remaining() ? "… (" + value.remaining() + " octets)" : "");
    }

    private static boolean isUnprintable(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }
}
