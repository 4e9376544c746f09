package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** RFC 2661 §4.3. */
class HidingTest {
    private static final byte[] SECRET = "geheim".getBytes(StandardCharsets.UTF_8);

    @Test
    void aKnownValueHidesToKnownOctets() {
        byte[] vector = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        byte[] clear =
                "\0\50a password of forty octets, more or less".getBytes(StandardCharsets.UTF_8);
        Hiding.hide(clear, 33, SECRET, vector);
        assertThat(HexFormat.of().formatHex(clear))
                .isEqualTo(
                        "f6bd9c87e9cd6ba7720e795f5f6468a125e1dfcb9c1a4278"
                                + "59431859786c2af6ba0b3f9f86ac5fbcbd4f");
    }

    @Test
    @DisplayName("§4.3: values of 0 to 300 octets, with and without padding, chain over ciphertext")
    void everyLength() {
        Random random = new Random(5);
        for (int length = 0; length <= 300; length++) {
            byte[] value = new byte[length];
            byte[] vector = new byte[1 + random.nextInt(40)];
            random.nextBytes(value);
            random.nextBytes(vector);
            int padding = random.nextInt(20);
            byte[] expected = Raw.hidden(value, 33, SECRET, vector, padding);
            byte[] text = new byte[2 + length + padding];
            ByteBuffer.wrap(text).putShort((short) length).put(value);
            Hiding.hide(text, 33, SECRET, vector);
            assertThat(text).isEqualTo(expected);
            assertThat(Hiding.reveal(expected, 33, SECRET, vector)).isEqualTo(Octets.of(value));
        }
    }

    @Test
    @DisplayName("§4.3: the nearest Random Vector before a hidden AVP counts")
    void severalVectors() {
        byte[] one = {1};
        byte[] two = {2, 2};
        byte[] text = "0891".getBytes(StandardCharsets.UTF_8);
        byte[] id = {3, 43};
        ByteBuffer datagram =
                Raw.message(10)
                        .avp(Raw.M, 0, 36, one)
                        .avp(Raw.M | Raw.H, 0, 14, Raw.hidden(id, 14, SECRET, one, 0))
                        .avp(Raw.M, 0, 36, two)
                        .avp(Raw.M | Raw.H, 0, 22, Raw.hidden(text, 22, SECRET, two, 3))
                        .avp(Raw.M, 0, 15, new byte[4])
                        .build();
        var control = (Decoded.Control) ControlCodec.decode(datagram, Samples.SECRET);
        var icrq = (ControlMessage.Icrq) control.message();
        assertThat(icrq.assignedSessionId()).isEqualTo(811);
        assertThat(icrq.callingNumber()).isEqualTo("0891");
        assertThat(control.notes().hidden()).isEqualTo(2);
    }

    @Test
    void theSecretThatRevealsEverythingIsFound() {
        var message = new ControlMessage.Icrq(811, 7, 1, 2, "called", "calling", "sub", List.of());
        ByteBuffer datagram = Samples.encoded(message, HidePolicy.ALL, new Random(8));
        List<Secret> secrets = List.of(Secret.of("new"), Samples.SECRET);
        var control = (Decoded.Control) ControlCodec.decode(datagram, secrets);
        assertThat(control.message()).isEqualTo(message);
        assertThat(control.notes().secret()).isEqualTo(1);
        Fault fault = ControlCodecTest.fault(ControlCodec.decode(datagram, Secret.of("neither")));
        assertThat(fault.reason()).isEqualTo(Fault.Reason.HIDDEN_UNREADABLE);
        assertThat(fault.scope()).isEqualTo(Fault.Scope.SESSION);
    }

    @Test
    @DisplayName(
            "§4.1: one Random Vector goes before the first hidden AVP, none where none is hidden")
    void policy() {
        assertThat(dump(ProxyAuthen.PAP, HidePolicy.NONE)).doesNotContain("Random", "hidden");
        assertThat(dump(ProxyAuthen.PAP, HidePolicy.SENSITIVE))
                .contains("Random Vector", "Proxy Authen Response hidden")
                .contains("Proxy Authen Name me");
        assertThat(dump(ProxyAuthen.CHAP, HidePolicy.SENSITIVE)).doesNotContain("Random", "hidden");
        assertThat(dump(ProxyAuthen.CHAP, HidePolicy.ALL))
                .containsOnlyOnce("Random Vector")
                .contains("Tx Speed hidden", "Proxy Authen Name hidden");
    }

    private static String dump(int authenType, HidePolicy hide) {
        var proxy = new ProxyAuthen(authenType, Octets.utf8("me"), null, 1, Secret.of("password"));
        var iccn = new ControlMessage.Iccn(1, 1, null, null, null, proxy, null, -1, false);
        String line = Dump.line(Samples.encoded(iccn, hide, new Random(2)));
        assertThat(line).doesNotContain("password");
        return line;
    }
}
