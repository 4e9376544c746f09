package org.lacserver.radius.lookup;

import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.Type;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text from a server, made fit for a log line and a PPP message. */
final class Texts {
    private Texts() {}

    static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return clean.toString().strip();
    }

    /**
     * RFC 2865 §5.18: in order. One that is full goes on in the next without a gap, others are
     * parted by a space.
     */
    static String replyMessage(List<Attribute> attributes) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        boolean isFull = true;
        for (Attribute attribute : attributes) {
            if (attribute.type() == Type.REPLY_MESSAGE) {
                if (!isFull) {
                    octets.write(' ');
                }
                octets.writeBytes(attribute.value());
                isFull = attribute.value().length == Attributes.MAX_VALUE;
            }
        }
        return printable(octets.toString(StandardCharsets.UTF_8));
    }
}
