package org.lacserver.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.regex.Pattern;

class PortTableTest {
    private static final Reply.PortRow UP =
            new Reply.PortRow(
                    "eth1",
                    "renamed",
                    3,
                    "up",
                    7_844,
                    "02:00:5e:ac:00:01",
                    1508,
                    41_211,
                    9,
                    41_202,
                    5,
                    6,
                    2);
    private static final Reply.PortRow ABSENT =
            new Reply.PortRow("eth2", "", 0, "absent", 12, "", 1500, 0, 0, 0, 0, 0, 1);

    @Test
    void portsAreShownWithTheirInterfacesAndWhatWasLost() {
        assertThat(Tables.PORTS.render(List.of(UP, ABSENT)).lines())
                .satisfiesExactly(
                        titles -> assertThat(titles).startsWith("PORT").endsWith("WENT-DOWN"),
                        row ->
                                assertThat(row.split(" {2,}", -1))
                                        .containsExactly(
                                                "eth1",
                                                "renamed",
                                                "3",
                                                "up",
                                                "02:10:44",
                                                "02:00:5e:ac:00:01",
                                                "1508",
                                                "41,211",
                                                "9",
                                                "41,202",
                                                "5",
                                                "6",
                                                "2"),
                        row ->
                                assertThat(row.split(" {2,}", -1))
                                        .contains("eth2", "-", "absent", "00:00:12"));
    }

    @Test
    void theyCanBeSortedAndMatched() {
        assertThat(Tables.PORTS.matches(UP, Pattern.compile("renamed"))).isTrue();
        assertThat(Tables.PORTS.matches(ABSENT, Pattern.compile("renamed"))).isFalse();
        assertThat(Tables.PORTS.order("-sessions").orElseThrow().compare(UP, ABSENT)).isNegative();
        assertThat(Tables.PORTS.order("colour")).isEmpty();
    }
}
