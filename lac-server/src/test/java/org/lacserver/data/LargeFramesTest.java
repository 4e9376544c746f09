package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.data.Wire.Tags;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;

/** Over a veth pair of a larger MTU; skipped where this process may not make one. */
class LargeFramesTest {
    private static final int ID = 811;

    @ParameterizedTest
    @CsvSource({"1508, 1500", "1512, 1504", "9008, 9000", "9216, 9208"})
    @DisplayName("RFC 4638 §5.1: what fills a port's MTU passes both ways, one octet more does not")
    void bothWays(int mtu, int payload) throws IOException {
        VethPair veth;
        try {
            veth = VethPair.create();
        } catch (IOException e) {
            System.out.println("SKIPPED no veth pair, so no large frames: " + e.getMessage());
            Assumptions.abort(e.getMessage());
            return;
        }
        try (veth) {
            VethPair.ip("link", "set", veth.lac(), "mtu", Integer.toString(mtu));
            VethPair.ip("link", "set", veth.subscriber(), "mtu", Integer.toString(mtu));
            for (Tags tags : List.of(Tags.NONE, new Tags(0x8100, 200))) {
                bothWays(veth, tags, payload);
            }
        }
    }

    private static void bothWays(VethPair veth, Tags tags, int payload) throws IOException {
        Random random = new Random(payload);
        try (UserspaceRig rig =
                new UserspaceRig(
                        veth,
                        InetAddress.ofLiteral("127.0.0.1"),
                        InetAddress.ofLiteral("127.0.0.11"),
                        InetAddress.ofLiteral("127.0.0.12"))) {
            rig.plane().join(Wire.binding(rig, 1, ID, tags, false));
            byte[] up = Wire.ppp(random, payload + 2);
            rig.subscriberSends(Wire.session(rig, tags, ID, up));
            assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, up));

            byte[] down = Wire.ppp(random, payload + 2);
            rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.withFf03(down), 0));
            assertThat(rig.subscriberGets()).isEqualTo(Wire.toSubscriber(rig, tags, ID, down));
            rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.ppp(random, payload + 3), 0));
            rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, Wire.withFf03(down), 0));
            assertThat(rig.subscriberGets()).isEqualTo(Wire.toSubscriber(rig, tags, ID, down));
            assertThat(rig.counters()).containsEntry("data-too-long", 1L);
        }
    }
}
