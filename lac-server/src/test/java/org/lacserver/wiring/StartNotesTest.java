package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 2516 §7: a PPP payload of 1492 octets fills an Ethernet frame of 1500. */
final class StartNotesTest {
    @Test
    void aPortThatCannotCarryTheMruIsNamed() {
        assertThat(StartNotes.access(1496, 1492))
                .hasValue("MTU 1496 is too small for MRU 1492: it needs 1500");
    }

    @Test
    void aPortWithoutRoomForTwoTagsSaysWhatTheyNeed() {
        assertThat(StartNotes.access(1500, 1492))
                .hasValueSatisfying(
                        note -> assertThat(note).contains("1504 with 802.1Q", "1508 with 802.1ad"));
        assertThat(StartNotes.access(1500, 1484)).isEmpty();
        assertThat(StartNotes.access(1508, 1492)).isEmpty();
    }
}
