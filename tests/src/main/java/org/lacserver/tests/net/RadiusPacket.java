package org.lacserver.tests.net;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A RADIUS packet (RFC 2865 §3), as a test server reads and answers it. */
@SuppressWarnings("ArrayRecordComponent") // the test's own, never compared
public record RadiusPacket(int code, int id, byte[] authenticator, List<Attribute> attributes) {
    private static final int HEADER = 20;
    private static final int ACCOUNTING_REQUEST = 4;
    private static final int MESSAGE_AUTHENTICATOR = 80;

    /** An attribute (§5). */
    @SuppressWarnings("ArrayRecordComponent") // the test's own, never compared
    public record Attribute(int type, byte[] value) {
        public static Attribute text(int type, String text) {
            return new Attribute(type, text.getBytes(StandardCharsets.UTF_8));
        }

        /** An integer with a tag (RFC 2868 §3.1). */
        public static Attribute tagged(int type, int tag, int value) {
            return new Attribute(
                    type, ByteBuffer.allocate(4).putInt((tag << 24) | (value & 0xffffff)).array());
        }

        /** A string with a tag (RFC 2868 §3.3). */
        public static Attribute tagged(int type, int tag, String text) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            return new Attribute(
                    type,
                    ByteBuffer.allocate(1 + octets.length).put((byte) tag).put(octets).array());
        }

        public long number() {
            return value.length == 4 ? ByteBuffer.wrap(value).getInt() & 0xffff_ffffL : -1;
        }

        public String text() {
            return new String(value, StandardCharsets.UTF_8);
        }
    }

    public RadiusPacket {
        attributes = List.copyOf(attributes);
    }

    /** Null when it is none. */
    public static @Nullable RadiusPacket parse(byte[] octets) {
        if (octets.length < HEADER) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(octets);
        int code = in.get() & 0xff;
        int id = in.get() & 0xff;
        int length = in.getShort() & 0xffff;
        if (length < HEADER || length > octets.length) {
            return null;
        }
        byte[] authenticator = new byte[16];
        in.get(authenticator);
        in.limit(length);
        List<Attribute> attributes = new ArrayList<>();
        while (in.remaining() >= 2) {
            int type = in.get() & 0xff;
            int size = (in.get() & 0xff) - 2;
            if (size < 0 || size > in.remaining()) {
                return null;
            }
            byte[] value = new byte[size];
            in.get(value);
            attributes.add(new Attribute(type, value));
        }
        return new RadiusPacket(code, id, authenticator, attributes);
    }

    public @Nullable Attribute find(int type) {
        return attributes.stream().filter(a -> a.type() == type).findFirst().orElse(null);
    }

    /** The first attribute's number; -1 without one. */
    public long number(int type) {
        Attribute attribute = find(type);
        return attribute == null ? -1 : attribute.number();
    }

    /** The first attribute's text; empty without one. */
    public String text(int type) {
        Attribute attribute = find(type);
        return attribute == null ? "" : attribute.text();
    }

    /**
     * RFC 2866 §3: whether who sent an Accounting-Request knows the secret; RFC 2865 cannot say.
     */
    boolean isRequestOf(String secret) {
        if (code != ACCOUNTING_REQUEST) {
            return true;
        }
        byte[] octets = write(code, id, new byte[16], attributes);
        return MessageDigest.isEqual(authenticator, md5(octets, secret));
    }

    RadiusPacket as(int otherId) {
        return new RadiusPacket(code, otherId & 0xff, authenticator, attributes);
    }

    /**
     * The answer to this request, signed as RFC 2865 §3 and, if {@code sign}, RFC 3579 §3.2 say.
     */
    byte[] answer(int answerCode, List<Attribute> words, boolean sign, String secret) {
        List<Attribute> all = new ArrayList<>();
        if (sign) {
            all.add(new Attribute(MESSAGE_AUTHENTICATOR, new byte[16]));
        }
        all.addAll(words);
        byte[] octets = write(answerCode, id, authenticator, all);
        if (sign) {
            System.arraycopy(hmac(octets, secret), 0, octets, HEADER + 2, 16);
        }
        System.arraycopy(md5(octets, secret), 0, octets, 4, 16);
        return octets;
    }

    /** Signed rightly, with a last attribute that is longer than what is left. */
    byte[] malformed(int answerCode, List<Attribute> words, String secret) {
        List<Attribute> all = new ArrayList<>(words);
        all.add(new Attribute(18, new byte[3]));
        byte[] octets = write(answerCode, id, authenticator, all);
        octets[octets.length - 4] = (byte) 200;
        System.arraycopy(md5(octets, secret), 0, octets, 4, 16);
        return octets;
    }

    /** A copy with one octet changed. */
    static byte[] changed(byte[] octets, int at) {
        byte[] copy = octets.clone();
        copy[at] ^= 0x10;
        return copy;
    }

    private static byte[] write(int code, int id, byte[] authenticator, List<Attribute> all) {
        int length = HEADER + all.stream().mapToInt(a -> 2 + a.value().length).sum();
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put((byte) code).put((byte) id).putShort((short) length).put(authenticator);
        for (Attribute attribute : all) {
            out.put((byte) attribute.type()).put((byte) (2 + attribute.value().length));
            out.put(attribute.value());
        }
        return out.array();
    }

    private static byte[] md5(byte[] octets, String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(octets);
            return digest.digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] octets, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
            return Arrays.copyOf(mac.doFinal(octets), 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
