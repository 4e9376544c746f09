package org.lacserver.ops;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The messages of a trace as a pcapng file (draft-ietf-opsawg-pcapng): an interface for each access
 * port, one for L2TP and one for RADIUS, nanoseconds, what the messages say as comments. Whole
 * after each packet.
 */
final class PcapngFile implements AutoCloseable {
    private static final int SECTION = 0x0a0d0d0a;
    private static final int MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int COMMENT = 1;
    private static final int NAME = 2;
    private static final int APPLICATION = 4;
    private static final int RESOLUTION = 9;
    private static final int NANOSECONDS = 9;
    private static final int ETHERNET = 1;
    private static final int RAW_IP = 101;

    private final OutputStream out;
    private final List<String> interfaces = new ArrayList<>();

    PcapngFile(Path file, String version, String what) throws IOException {
        out = Files.newOutputStream(file);
        Block block = new Block(SECTION);
        block.body.putInt(MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        block.option(APPLICATION, version);
        block.option(COMMENT, what + "; passwords, responses to challenges and keys are masked");
        block.writeTo(out);
    }

    /** A decision has no packet and leaves nothing. */
    void write(Reply.TraceRow row) throws IOException {
        String packet = row.packet();
        if (packet == null) {
            return;
        }
        int at = interfaces.indexOf(row.link());
        if (at < 0) {
            at = interfaces.size();
            interfaces.add(row.link());
            Block block = new Block(INTERFACE);
            block.body.putShort((short) linkType(row)).putShort((short) 0).putInt(0);
            block.option(NAME, row.link());
            block.option(RESOLUTION, new byte[] {NANOSECONDS});
            block.writeTo(out);
        }
        byte[] octets = Base64.getDecoder().decode(packet);
        Block block = new Block(PACKET);
        block.body
                .putInt(at)
                .putInt((int) (row.atNanos() >>> 32))
                .putInt((int) row.atNanos())
                .putInt(octets.length)
                .putInt(Math.max(row.length(), octets.length));
        block.padded(octets);
        block.option(COMMENT, row.text());
        block.writeTo(out);
        out.flush();
    }

    private static int linkType(Reply.TraceRow row) {
        return switch (row.form()) {
            case ETHERNET -> ETHERNET;
            case IP, NONE -> RAW_IP;
        };
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** One block in the making; in the machine's order, which its magic tells. */
    private static final class Block {
        private static final int ROOM = 1 << 17;
        private static final int LONGEST = 4096;

        final ByteBuffer body = ByteBuffer.allocate(ROOM).order(ByteOrder.LITTLE_ENDIAN);
        private boolean hasOptions;

        Block(int type) {
            body.putInt(type).putInt(0);
        }

        void padded(byte[] octets) {
            body.put(octets);
            body.position((body.position() + 3) & ~3);
        }

        void option(int code, String text) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            option(
                    code,
                    octets.length <= LONGEST ? octets : java.util.Arrays.copyOf(octets, LONGEST));
        }

        void option(int code, byte[] value) {
            hasOptions = true;
            body.putShort((short) code).putShort((short) value.length);
            padded(value);
        }

        void writeTo(OutputStream out) throws IOException {
            if (hasOptions) {
                body.putInt(0);
            }
            int length = body.position() + Integer.BYTES;
            body.putInt(length).putInt(Integer.BYTES, length);
            out.write(body.array(), 0, length);
        }
    }
}
