package org.lacserver.radius.client;

import io.netty.buffer.Unpooled;

import org.lacserver.radius.client.RadiusSettings.Require;
import org.tinyradius.core.RadiusPacketException;
import org.tinyradius.core.attribute.type.RadiusAttribute;
import org.tinyradius.core.dictionary.MemoryDictionary;
import org.tinyradius.core.packet.PacketType;
import org.tinyradius.core.packet.request.RadiusRequest;
import org.tinyradius.core.packet.response.RadiusResponse;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Requests to octets, and octets to verified replies (RFC 2865 §3, RFC 2866 §3, RFC 2869 §5.14).
 */
final class PacketCodec {
    static final int ACCESS_ACCEPT = PacketType.ACCESS_ACCEPT;
    static final int ACCESS_REJECT = PacketType.ACCESS_REJECT;
    static final int ACCESS_CHALLENGE = PacketType.ACCESS_CHALLENGE;
    static final int ACCOUNTING_RESPONSE = PacketType.ACCOUNTING_RESPONSE;

    static final int HEADER = 20;
    static final int MAX_PACKET = 4096;
    private static final int AUTHENTICATOR_AT = 4;
    private static final int AUTHENTICATOR_LENGTH = 16;
    private static final int MESSAGE_AUTHENTICATOR_VALUE_AT = HEADER + 2;

    /** Knows no attribute, so that every value of a reply stays the octets that came. */
    private static final MemoryDictionary RAW = new MemoryDictionary();

    private PacketCodec() {}

    /** A request as sent; its authenticator is what the reply is verified against. */
    @SuppressWarnings("ArrayRecordComponent") // stays in this package
    record Request(byte[] octets, byte[] authenticator) {}

    /** What became of a datagram. */
    sealed interface Reply {
        /** {@code signed}: it carried a right Message-Authenticator. */
        record Verified(int code, List<Attribute> attributes, boolean signed) implements Reply {}

        record Dropped(Counter why) implements Reply {}
    }

    /**
     * Message-Authenticator goes first, before anything a stranger can choose (CVE-2024-3596).
     *
     * @param authenticator 16 unpredictable octets (RFC 2865 §3)
     */
    static Request accessRequest(
            int id, byte[] authenticator, List<RadiusAttribute> attributes, String secret) {
        return signed(PacketType.ACCESS_REQUEST, id, authenticator, attributes, secret);
    }

    /** RFC 5997 §4.1: signed, and nothing else; the same to either port. */
    static Request statusServer(int id, byte[] authenticator, String secret) {
        return signed(PacketType.STATUS_SERVER, id, authenticator, List.of(), secret);
    }

    private static Request signed(
            byte code,
            int id,
            byte[] authenticator,
            List<RadiusAttribute> attributes,
            String secret) {
        List<RadiusAttribute> all = new ArrayList<>(attributes.size() + 1);
        all.add(
                Attributes.DICTIONARY.createAttribute(
                        -1, Type.MESSAGE_AUTHENTICATOR, new byte[AUTHENTICATOR_LENGTH]));
        try {
            for (RadiusAttribute attribute : attributes) {
                all.add(attribute.encode(authenticator, secret));
            }
            byte[] octets =
                    RadiusRequest.create(Attributes.DICTIONARY, code, (byte) id, authenticator, all)
                            .toBytes();
            byte[] mac = hmacMd5(secret, octets);
            System.arraycopy(mac, 0, octets, MESSAGE_AUTHENTICATOR_VALUE_AT, AUTHENTICATOR_LENGTH);
            return new Request(octets, authenticator);
        } catch (RadiusPacketException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** RFC 2866 §3: the authenticator is a digest over the request, its own place zero. */
    static Request accountingRequest(int id, List<RadiusAttribute> attributes, String secret) {
        try {
            RadiusRequest request =
                    RadiusRequest.create(
                                    Attributes.DICTIONARY,
                                    PacketType.ACCOUNTING_REQUEST,
                                    (byte) id,
                                    new byte[AUTHENTICATOR_LENGTH],
                                    attributes)
                            .encodeRequest(secret);
            return new Request(request.toBytes(), request.getAuthenticator());
        } catch (RadiusPacketException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The reply to {@code request}, or why it cannot be one. Never throws. */
    static Reply read(
            byte[] datagram, byte[] requestAuthenticator, String secret, Require require) {
        int length = lengthOf(datagram);
        if (length < 0) {
            return new Reply.Dropped(Counter.REPLY_MALFORMED);
        }
        // RFC 2865 §3: octets beyond Length are padding
        byte[] packet = Arrays.copyOf(datagram, length);
        RadiusResponse response;
        try {
            response = RadiusResponse.fromByteBuf(RAW, Unpooled.wrappedBuffer(packet));
        } catch (RadiusPacketException | RuntimeException e) {
            return new Reply.Dropped(Counter.REPLY_MALFORMED);
        }
        byte[] expected = response.genHashedAuth(secret, requestAuthenticator);
        if (!MessageDigest.isEqual(expected, response.getAuthenticator())) {
            return new Reply.Dropped(Counter.REPLY_BAD_AUTHENTICATOR);
        }
        List<Attribute> attributes = new ArrayList<>();
        int at = HEADER;
        int signatureAt = -1;
        boolean proxyState = false;
        boolean eap = false;
        for (RadiusAttribute attribute : response.getAttributes()) {
            int type = attribute.getType();
            byte[] value = Arrays.copyOfRange(packet, at + 2, at + (packet[at + 1] & 0xff));
            attributes.add(new Attribute(type, value));
            proxyState |= type == Type.PROXY_STATE;
            eap |= type == Type.EAP_MESSAGE;
            if (type == Type.MESSAGE_AUTHENTICATOR) {
                if (signatureAt >= 0 || value.length != AUTHENTICATOR_LENGTH) {
                    return new Reply.Dropped(Counter.REPLY_MESSAGE_AUTHENTICATOR_WRONG);
                }
                signatureAt = at + 2;
            }
            at += value.length + 2;
        }
        if (signatureAt >= 0) {
            if (!isSigned(packet, signatureAt, requestAuthenticator, secret)) {
                return new Reply.Dropped(Counter.REPLY_MESSAGE_AUTHENTICATOR_WRONG);
            }
        } else if (require == Require.YES || eap) {
            // RFC 3579 §3.2: with EAP-Message it has to be there, whatever the setting
            return new Reply.Dropped(Counter.REPLY_MESSAGE_AUTHENTICATOR_MISSING);
        } else if (proxyState) {
            return new Reply.Dropped(Counter.REPLY_STRAY_PROXY_STATE);
        }
        return new Reply.Verified(packet[0] & 0xff, attributes, signatureAt >= 0);
    }

    /** The Length field of a datagram that holds as much; -1 for what no reply can be. */
    static int lengthOf(byte[] datagram) {
        if (datagram.length < HEADER) {
            return -1;
        }
        int length = (datagram[2] & 0xff) << 8 | (datagram[3] & 0xff);
        return length < HEADER || length > MAX_PACKET || length > datagram.length ? -1 : length;
    }

    /** RFC 2869 §5.14: HMAC-MD5 over the reply with the request's authenticator, its value zero. */
    private static boolean isSigned(
            byte[] packet, int signatureAt, byte[] requestAuthenticator, String secret) {
        byte[] signed = packet.clone();
        System.arraycopy(requestAuthenticator, 0, signed, AUTHENTICATOR_AT, AUTHENTICATOR_LENGTH);
        Arrays.fill(signed, signatureAt, signatureAt + AUTHENTICATOR_LENGTH, (byte) 0);
        byte[] carried =
                Arrays.copyOfRange(packet, signatureAt, signatureAt + AUTHENTICATOR_LENGTH);
        return MessageDigest.isEqual(hmacMd5(secret, signed), carried);
    }

    private static byte[] hmacMd5(String secret, byte[] octets) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
            return mac.doFinal(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacMD5", e);
        }
    }
}
