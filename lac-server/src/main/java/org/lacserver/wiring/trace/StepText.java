package org.lacserver.wiring.trace;

import org.lacserver.l2tp.wire.Dump;
import org.lacserver.pppoe.view.FrameText;
import org.lacserver.pppoe.view.Shown;
import org.lacserver.radius.client.PacketText;
import org.lacserver.radius.vendor.VendorTable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A step as people read it.
 *
 * @param from {@code caller}, {@code lac}, {@code lns} or {@code radius}
 * @param to the same; the same as {@code from} for a decision
 */
record StepText(String from, String to, String protocol, String text) {
    private static final int L2TP_LENGTH_AT = 2;

    static StepText of(Step step, VendorTable vendors) {
        return switch (step.kind()) {
            case FRAME_IN -> frame("caller", "lac", step);
            case FRAME_OUT -> frame("lac", "caller", step);
            case L2TP_IN -> new StepText("lns", "lac", "L2TP", l2tp(step));
            case L2TP_OUT -> new StepText("lac", "lns", "L2TP", l2tp(step));
            case RADIUS_IN ->
                    new StepText("radius", "lac", "RADIUS", PacketText.of(step.octets(), vendors));
            case RADIUS_OUT ->
                    new StepText("lac", "radius", "RADIUS", PacketText.of(step.octets(), vendors));
            case NOTE ->
                    new StepText(
                            "lac", "lac", "-", new String(step.octets(), StandardCharsets.UTF_8));
        };
    }

    private static StepText frame(String from, String to, Step step) {
        Shown shown = FrameText.of(fitted(step));
        return new StepText(from, to, shown.protocol(), shown.text());
    }

    /** PPPoE's length as if no more had come than was kept. */
    private static ByteBuffer fitted(Step step) {
        ByteBuffer frame = ByteBuffer.wrap(step.octets().clone());
        if (frame.remaining() == step.length()) {
            return frame;
        }
        int at = 12;
        int tags = 0;
        while (at + 2 <= frame.limit() && isTag(frame.getShort(at) & 0xffff) && tags++ < 2) {
            at += 4;
        }
        int lengthAt = at + 6;
        if (lengthAt + 2 <= frame.limit()) {
            frame.putShort(lengthAt, (short) (frame.limit() - lengthAt - 2));
        }
        return frame;
    }

    private static boolean isTag(int etherType) {
        return etherType == 0x8100 || etherType == 0x88a8 || etherType == 0x9100;
    }

    private static String l2tp(Step step) {
        ByteBuffer datagram = ByteBuffer.wrap(step.octets().clone());
        if (datagram.remaining() < step.length() && datagram.remaining() > L2TP_LENGTH_AT + 2) {
            datagram.putShort(L2TP_LENGTH_AT, (short) datagram.remaining());
        }
        return Dump.line(datagram);
    }
}
