package org.lacserver.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class PppoeTextTest {
    private static final PppoeState STATE =
            new PppoeState(
                    new PppoeState.Load(62, 12, 62, 3, 0),
                    1,
                    3,
                    200,
                    240,
                    2000,
                    17,
                    2,
                    List.of(
                            new PppoeState.Limit("box", "", 39_680, 64_000),
                            new PppoeState.Limit("port", "eth1", 39_680, 0)),
                    List.of(new PppoeState.Vlan("eth1:200.17", 12)),
                    List.of(new PppoeState.HeldLine("olt7 1/2\u001b[2J", 2, 15)),
                    Map.of("padi-received", 41_000L),
                    Map.of("padi-over-vlan-rate", 1_200_000L));

    @Test
    void onePageTellsAll() {
        assertThat(PppoeText.render(STATE))
                .isEqualTo(
                        """
                        load      62%  half-open 12%  calls 62%  tunnels 3%  radius 0%
                        ladder    step 1 of 3  PADO after 200 ms  waiting 17
                        half-open 240 of 2,000
                        frames    padi-received 41,000
                        box       39,680 calls of 64,000
                        port      eth1  39,680 calls
                        vlan      eth1:200.17  12
                        held      2 lines
                        line      olt7 1/2?[2J  for 00:00:15  held 2 times
                        refused
                                  padi-over-vlan-rate  1,200,000
                        """);
    }

    @Test
    void aRequestWithoutItsPartsIsRefused() {
        assertThat(new Request.SetLimit("box", null, 5).complaint()).isNull();
        assertThat(new Request.SetLimit("vlan", "business", 0).complaint()).isNull();
        for (Request wrong :
                List.of(
                        new Request.SetLimit("box", "x", 5),
                        new Request.SetLimit("port", null, 5),
                        new Request.SetLimit("realm", "", 5),
                        new Request.SetLimit("mac", null, -1),
                        new Request.SetLimit("mac", null, 2_000_000),
                        new Request.SetLimit("moon", null, 5),
                        new Request.ClearHold(""))) {
            assertThat(wrong.complaint()).as(wrong.toString()).isNotNull();
        }
    }
}
