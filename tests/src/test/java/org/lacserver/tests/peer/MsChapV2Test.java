package org.lacserver.tests.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.tests.peer.ppp.MsChapV2;

import java.util.HexFormat;

/** The test subscriber computes what others do. */
class MsChapV2Test {
    @Test
    @DisplayName("RFC 2759 §9.2: the hash example")
    void hashExample() {
        HexFormat hex = HexFormat.of().withUpperCase();
        byte[] challenge = hex.parseHex("5B5D7C7D7B3F2F3E3C2C602132262628");
        byte[] peer = hex.parseHex("21402324255E262A28295F2B3A337C7E");
        byte[] value = MsChapV2.value(challenge, peer, "User", "clientPass");
        assertThat(hex.formatHex(value))
                .isEqualTo(
                        "21402324255E262A28295F2B3A337C7E"
                                + "0".repeat(16)
                                + "82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF"
                                + "00");
        assertThat(MsChapV2.success(challenge, value, "DOMAIN\\User", "clientPass"))
                .isEqualTo("S=407A5589115FD0D6209F510FE9C04566932CDA56");
    }
}
