package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.ConfigFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    @Test
    void whatThisMachineLacksIsNamed(@TempDir Path directory) throws IOException {
        Path there = Files.createFile(directory.resolve("modem"));
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access: { ports: [no-such-port] }
                l2tp: { local-address: 192.0.2.1 }
                lookup: { otherwise: isp }
                lns-groups: { isp: { lns: [ { name: one, address: 192.0.2.2 } ] } }
                modems: [ { name: m0, device: /dev/no-such-modem }, { name: m1, device: %s } ]
                """
                        .formatted(there));
        switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(var config) ->
                    assertThat(StartNotes.of(config))
                            .containsExactly(
                                    "no-such-port: there is no such interface; it is"
                                            + " used when there is one",
                                    "m0: there is no /dev/no-such-modem",
                                    "192.0.2.1: no interface of this host has this address");
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        }
    }

    @Test
    void theLargestMruOfTheLinesOnAPortCounts(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access:
                  ports: [eth1, eth2]
                  groups:
                    - { name: fibre, ports: [eth2], vlans: [7], mru: 1500 }
                    - { name: lab, vlans: [9], mru: 1480 }
                l2tp: { local-address: 192.0.2.1 }
                lookup: { otherwise: isp }
                lns-groups: { isp: { lns: [ { name: one, address: 192.0.2.2 } ] } }
                """);
        switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(var config) -> {
                assertThat(StartNotes.largestMru(config, "eth1")).isEqualTo(1492);
                assertThat(StartNotes.largestMru(config, "eth2")).isEqualTo(1500);
            }
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        }
    }
}
