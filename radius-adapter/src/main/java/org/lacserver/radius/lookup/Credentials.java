package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.Type;
import org.lacserver.radius.lookup.LookupRequest.Auth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** How a caller proves who he is, in a request; and what the reply tells him of it. */
final class Credentials {
    private static final int MAX_PASSWORD = 128;
    private static final int CHAP_RESPONSE = 16;
    private static final int MS_CHAP_CHALLENGE = 16;
    private static final int MS_CHAP_VALUE = 49;

    /** Leaves room in the packet for all else. */
    private static final int MAX_EAP = 3_000;

    private static final int EAP_HEADER = 4;
    private static final int EAP_RESPONSE = 2;

    /** EAP codes (RFC 3748 §4). */
    static final int EAP_REQUEST = 1;

    static final int EAP_SUCCESS = 3;
    static final int EAP_FAILURE = 4;

    private Credentials() {}

    /** Why they do not fit into an Access-Request; null when they do. */
    static @Nullable String faultOf(Auth auth) {
        return switch (auth) {
            case Auth.Pap(byte[] password) ->
                    password.length > MAX_PASSWORD
                            ? "the password is longer than 128 octets (RFC 2865 §5.2)"
                            : null;
            case Auth.Chap(int _, byte[] challenge, byte[] response) ->
                    response.length != CHAP_RESPONSE
                                    || challenge.length < 1
                                    || challenge.length > Attributes.MAX_VALUE
                            ? "the CHAP response is not one of MD5 (RFC 2865 §5.3)"
                            : null;
            case Auth.MsChapV2(int _, byte[] challenge, byte[] response) ->
                    response.length != MS_CHAP_VALUE || challenge.length != MS_CHAP_CHALLENGE
                            ? "the response is not one of MS-CHAPv2 (RFC 2759 §4)"
                            : null;
            case Auth.Eap(byte[] packet, byte[] state, String _) ->
                    packet.length > MAX_EAP
                                    || state.length > Attributes.MAX_VALUE
                                    || !isEap(packet, EAP_RESPONSE)
                            ? "the EAP packet is no Response (RFC 3579 §2.2)"
                            : null;
            case Auth.Outbound(String password) ->
                    password.isEmpty()
                                    || password.getBytes(StandardCharsets.UTF_8).length
                                            > MAX_PASSWORD
                            ? "the dummy password is empty or too long (RFC 2809 §4.1)"
                            : null;
        };
    }

    static void add(Attributes attributes, Auth auth) {
        switch (auth) {
            case Auth.Pap(byte[] password) -> attributes.add(Type.USER_PASSWORD, password);
            case Auth.Chap(int id, byte[] challenge, byte[] response) ->
                    attributes
                            .add(Type.CHAP_PASSWORD, after(response, (byte) id))
                            .add(Type.CHAP_CHALLENGE, challenge);
            case Auth.MsChapV2(int id, byte[] challenge, byte[] response) -> {
                // RFC 2548 §2.3.2: Ident and Flags come first, RFC 2759 §4 has its Flags last
                byte[] value = Arrays.copyOf(response, MS_CHAP_VALUE - 1);
                attributes
                        .addVendor(Type.MICROSOFT, Type.MS_CHAP_CHALLENGE, challenge)
                        .addVendor(
                                Type.MICROSOFT,
                                Type.MS_CHAP2_RESPONSE,
                                after(value, (byte) id, (byte) 0));
            }
            case Auth.Eap(byte[] packet, byte[] state, String _) -> {
                attributes.addEap(packet);
                if (state.length > 0) {
                    attributes.add(Type.STATE, state);
                }
            }
            case Auth.Outbound(String password) ->
                    attributes.add(Type.USER_PASSWORD, password.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] after(byte[] value, byte... before) {
        return ByteBuffer.allocate(before.length + value.length).put(before).put(value).array();
    }

    /** What the caller is told when he is believed; empty when the answer holds nothing. */
    static byte[] success(Auth auth, List<Attribute> attributes) {
        return switch (auth) {
            case Auth.MsChapV2 _ -> message(attributes, Type.MS_CHAP2_SUCCESS);
            case Auth.Eap _ -> eap(attributes, EAP_SUCCESS);
            case Auth.Pap _, Auth.Chap _, Auth.Outbound _ -> new byte[0];
        };
    }

    /** What the caller is told when he is not; empty when the answer holds nothing. */
    static byte[] failure(Auth auth, List<Attribute> attributes) {
        return switch (auth) {
            case Auth.MsChapV2 _ -> message(attributes, Type.MS_CHAP_ERROR);
            case Auth.Eap _ -> eap(attributes, EAP_FAILURE);
            case Auth.Pap _, Auth.Chap _, Auth.Outbound _ -> new byte[0];
        };
    }

    /** RFC 2548 §2.1.5, §2.3.3: an identifier, then text. */
    private static byte[] message(List<Attribute> attributes, int type) {
        byte[] value = new VendorAttributes(attributes).first(Type.MICROSOFT, type);
        return value == null || value.length < 2
                ? new byte[0]
                : Arrays.copyOfRange(value, 1, value.length);
    }

    /**
     * RFC 3579 §3.1: all EAP-Message in order are one packet; empty when it is not of that code.
     */
    static byte[] eap(List<Attribute> attributes, int code) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Attribute attribute : attributes) {
            if (attribute.type() == Type.EAP_MESSAGE) {
                joined.writeBytes(attribute.value());
            }
        }
        byte[] packet = joined.toByteArray();
        return isEap(packet, code) ? packet : new byte[0];
    }

    /** RFC 3579 §2.2: who passes EAP on checks Code and Length. */
    private static boolean isEap(byte[] packet, int code) {
        return packet.length >= EAP_HEADER
                && packet[0] == code
                && ((packet[2] & 0xff) << 8 | (packet[3] & 0xff)) == packet.length;
    }
}
