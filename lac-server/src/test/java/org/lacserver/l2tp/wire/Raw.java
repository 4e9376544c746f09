package org.lacserver.l2tp.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Builds control datagrams octet by octet from RFC 2661 §3.1 and §4.1, without the code tested. */
final class Raw {
    static final int M = 0x8000;
    static final int H = 0x4000;

    private final ByteBuffer octets = ByteBuffer.allocate(20000);

    private Raw() {}

    static Raw message(int type) {
        return message(type, M);
    }

    static Raw message(int type, int flags) {
        return header(0xc802, 5, 6, 7, 8).avp(flags, 0, 0, (byte) 0, (byte) type);
    }

    static Raw header(int flags, int tunnel, int session, int ns, int nr) {
        Raw raw = new Raw();
        raw.octets.putShort((short) flags).putShort((short) 0);
        raw.octets.putShort((short) tunnel).putShort((short) session);
        raw.octets.putShort((short) ns).putShort((short) nr);
        return raw;
    }

    Raw avp(int flags, int vendor, int type, byte... value) {
        octets.putShort((short) (flags | 6 + value.length));
        octets.putShort((short) vendor).putShort((short) type).put(value);
        return this;
    }

    Raw octets(int... more) {
        for (int octet : more) {
            octets.put((byte) octet);
        }
        return this;
    }

    ByteBuffer build() {
        octets.putShort(2, (short) octets.position());
        return ByteBuffer.wrap(Arrays.copyOf(octets.array(), octets.position()));
    }

    /** §4.3, written down from its text block by block. */
    static byte[] hidden(byte[] value, int type, byte[] secret, byte[] vector, int padding) {
        ByteBuffer plain = ByteBuffer.allocate(2 + value.length + padding);
        plain.putShort((short) value.length).put(value);
        byte[] result = new byte[plain.capacity()];
        byte[] key = md5(concat(new byte[] {(byte) (type >>> 8), (byte) type}, secret, vector));
        int done = 0;
        while (done < result.length) {
            int size = Math.min(16, result.length - done);
            byte[] block = new byte[size];
            for (int i = 0; i < size; i++) {
                block[i] = (byte) (plain.get(done + i) ^ key[i]);
            }
            System.arraycopy(block, 0, result, done, size);
            key = md5(concat(secret, block));
            done += size;
        }
        return result;
    }

    private static byte[] concat(byte[]... parts) {
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

    private static byte[] md5(byte[] octets) {
        try {
            return MessageDigest.getInstance("MD5").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
