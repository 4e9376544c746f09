package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.util.HexFormat;
import java.util.Random;

class ChallengeTest {
    private static final Octets CHALLENGE =
            Octets.of(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));

    @Test
    @DisplayName("§4.4.3: MD5 over the message type of the carrier, the secret and the challenge")
    void response() {
        Octets response = Challenge.response(MessageType.SCCCN, Samples.SECRET, CHALLENGE);
        assertThat(response).hasToString("7d98d16997108782a6a87366d98e7581");
        assertThat(Challenge.accepts(MessageType.SCCCN, Samples.SECRET, CHALLENGE, response))
                .isTrue();
        assertThat(Challenge.accepts(MessageType.SCCRP, Samples.SECRET, CHALLENGE, response))
                .isFalse();
        assertThat(Challenge.accepts(MessageType.SCCCN, Secret.of("x"), CHALLENGE, response))
                .isFalse();
        assertThat(Challenge.accepts(MessageType.SCCCN, Samples.SECRET, CHALLENGE, Octets.EMPTY))
                .isFalse();
    }

    @Test
    void challengesDiffer() {
        Random random = new Random(1);
        assertThat(Challenge.random(random)).isNotEqualTo(Challenge.random(random));
        assertThat(Challenge.random(random).length()).isEqualTo(16);
    }
}
