package org.lacserver.radius;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A server's view of RADIUS packets, computed here independently of the adapter. */
public final class RadiusPackets {
    private RadiusPackets() {}

    /** One attribute. */
    @SuppressWarnings("ArrayRecordComponent") // test data
    public record Attr(int type, byte[] value) {
        public String text() {
            return new String(value, StandardCharsets.UTF_8);
        }

        public long number() {
            return ByteBuffer.wrap(value).getInt() & 0xffff_ffffL;
        }
    }

    /** A request as it came. */
    @SuppressWarnings("ArrayRecordComponent") // test data
    public record Request(byte[] octets) {
        public int code() {
            return octets[0];
        }

        public int id() {
            return octets[1] & 0xff;
        }

        public byte[] authenticator() {
            return Arrays.copyOfRange(octets, 4, 20);
        }

        public List<Attr> attributes() {
            List<Attr> list = new ArrayList<>();
            int end = ByteBuffer.wrap(octets).getShort(2) & 0xffff;
            for (int at = 20; at < end; at += octets[at + 1] & 0xff) {
                int length = octets[at + 1] & 0xff;
                list.add(
                        new Attr(
                                octets[at] & 0xff,
                                Arrays.copyOfRange(octets, at + 2, at + length)));
            }
            return list;
        }

        public List<Attr> all(int type) {
            return attributes().stream().filter(a -> a.type() == type).toList();
        }

        public Attr only(int type) {
            List<Attr> found = all(type);
            if (found.size() != 1) {
                throw new AssertionError(found.size() + " attributes of type " + type);
            }
            return found.getFirst();
        }

        public boolean has(int type) {
            return !all(type).isEmpty();
        }

        public String text(int type) {
            return only(type).text();
        }

        public long number(int type) {
            return only(type).number();
        }

        /** RFC 2865 §5.2. */
        public String userPassword(String secret) {
            byte[] hidden = only(2).value();
            byte[] plain = new byte[hidden.length];
            byte[] chain = authenticator();
            for (int at = 0; at < hidden.length; at += 16) {
                byte[] pad = md5(secret.getBytes(StandardCharsets.UTF_8), chain);
                for (int i = 0; i < 16; i++) {
                    plain[at + i] = (byte) (hidden[at + i] ^ pad[i]);
                }
                chain = Arrays.copyOfRange(hidden, at, at + 16);
            }
            int end = plain.length;
            while (end > 0 && plain[end - 1] == 0) {
                end--;
            }
            return new String(plain, 0, end, StandardCharsets.UTF_8);
        }

        /** RFC 2869 §5.14, the value's place zero; it must come first. */
        public boolean isSignedFirst(String secret) {
            byte[] copy = octets.clone();
            Arrays.fill(copy, 22, 38, (byte) 0);
            return octets[20] == 80
                    && octets[21] == 18
                    && Arrays.equals(hmac(secret, copy), Arrays.copyOfRange(octets, 22, 38));
        }

        /** RFC 2866 §3. */
        public boolean hasAccountingAuthenticator(String secret) {
            byte[] copy = octets.clone();
            Arrays.fill(copy, 4, 20, (byte) 0);
            return Arrays.equals(
                    md5(copy, secret.getBytes(StandardCharsets.UTF_8)), authenticator());
        }
    }

    /** A reply under construction. */
    public static final class Reply {
        private final int code;
        private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        private int signatureAt = -1;

        private Reply(int code) {
            this.code = code;
        }

        public Reply signed() {
            signatureAt = 22 + attributes.size();
            return octets(80, new byte[16]);
        }

        public Reply octets(int type, byte... value) {
            attributes.write(type);
            attributes.write(value.length + 2);
            attributes.writeBytes(value);
            return this;
        }

        public Reply text(int type, String text) {
            return octets(type, text.getBytes(StandardCharsets.UTF_8));
        }

        public Reply tagged(int type, int tag, String text) {
            byte[] value = text.getBytes(StandardCharsets.UTF_8);
            return octets(
                    type, ByteBuffer.allocate(value.length + 1).put((byte) tag).put(value).array());
        }

        /** Vendor-Specific with one sub-attribute (RFC 2865 §5.26). */
        public Reply vendor(int vendor, int type, byte... value) {
            return octets(
                    26,
                    ByteBuffer.allocate(6 + value.length)
                            .putInt(vendor)
                            .put((byte) type)
                            .put((byte) (2 + value.length))
                            .put(value)
                            .array());
        }

        public Reply number(int type, long value) {
            return octets(type, ByteBuffer.allocate(4).putInt((int) value).array());
        }

        public Reply tagged(int type, int tag, int value) {
            return number(type, (long) tag << 24 | value);
        }

        public Reply tunnelPassword(int tag, String password, Request request, String secret) {
            byte[] salt = {(byte) (0x80 | tag), 0x17};
            byte[] hidden = hide(password.getBytes(StandardCharsets.UTF_8), salt, request, secret);
            return octets(
                    69, ByteBuffer.allocate(1 + hidden.length).put((byte) tag).put(hidden).array());
        }

        public byte[] to(Request request, String secret) {
            byte[] packet = new byte[20 + attributes.size()];
            ByteBuffer buffer = ByteBuffer.wrap(packet);
            buffer.put((byte) code).put((byte) request.id()).putShort((short) packet.length);
            buffer.put(request.authenticator()).put(attributes.toByteArray());
            if (signatureAt >= 0) {
                System.arraycopy(hmac(secret, packet), 0, packet, signatureAt, 16);
            }
            byte[] authenticator = md5(packet, secret.getBytes(StandardCharsets.UTF_8));
            System.arraycopy(authenticator, 0, packet, 4, 16);
            return packet;
        }
    }

    public static Reply accept() {
        return new Reply(2);
    }

    public static Reply reject() {
        return new Reply(3);
    }

    public static Reply challenge() {
        return new Reply(11);
    }

    public static Reply accounted() {
        return new Reply(5);
    }

    /** RFC 2868 §3.5: salt and ciphertext. */
    public static byte[] hide(byte[] password, byte[] salt, Request request, String secret) {
        return hide(password.length, password, salt, request.authenticator(), secret);
    }

    public static byte[] hide(
            int lengthOctet, byte[] password, byte[] salt, byte[] authenticator, String secret) {
        byte[] plain = new byte[(password.length + 16) / 16 * 16];
        plain[0] = (byte) lengthOctet;
        System.arraycopy(password, 0, plain, 1, password.length);
        ByteBuffer out = ByteBuffer.allocate(2 + plain.length).put(salt);
        byte[] chain = ByteBuffer.allocate(18).put(authenticator).put(salt).array();
        for (int at = 0; at < plain.length; at += 16) {
            byte[] pad = md5(secret.getBytes(StandardCharsets.UTF_8), chain);
            chain = new byte[16];
            for (int i = 0; i < 16; i++) {
                chain[i] = (byte) (plain[at + i] ^ pad[i]);
            }
            out.put(chain);
        }
        return out.array();
    }

    static byte[] md5(byte[]... parts) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            for (byte[] part : parts) {
                md5.update(part);
            }
            return md5.digest();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 2104 by hand. */
    static byte[] hmac(String secret, byte[] octets) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        byte[] inner = new byte[64];
        byte[] outer = new byte[64];
        byte[] block = Arrays.copyOf(key.length > 64 ? md5(key) : key, 64);
        for (int i = 0; i < 64; i++) {
            inner[i] = (byte) (block[i] ^ 0x36);
            outer[i] = (byte) (block[i] ^ 0x5c);
        }
        return md5(outer, md5(inner, octets));
    }
}
