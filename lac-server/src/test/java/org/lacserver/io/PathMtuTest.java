package org.lacserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Encapsulation.AddressControl;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.SendPolicy;
import org.lacserver.port.Encapsulation.Sequencing;

import java.io.IOException;
import java.net.InetAddress;

final class PathMtuTest {
    @Test
    void plainPppoeOverIpv4NeedsThirtyEightOctetsMore() {
        PathMtu path = PathMtu.of(1492, 1500, false, Encapsulation.DEFAULT);
        assertThat(path.largestPacket()).isEqualTo(1530);
        assertThat(path.isFragmented()).isTrue();
        assertThat(path.fits()).isEqualTo(1462);
        assertThat(path.problem(false)).get().asString().contains("fragments");
        assertThat(path.problem(true)).get().asString().contains("dropped");
    }

    @Test
    void sequenceNumbersAndIpv6CostMore() {
        assertThat(PathMtu.of(1492, 1500, true, data(AddressControl.ALWAYS, -1)).largestPacket())
                .isEqualTo(1556);
    }

    @Test
    void paddingCostsMoreAndNoAddressFieldLess() {
        assertThat(PathMtu.of(1492, 1500, false, data(AddressControl.NEVER, 4)).overhead())
                .isEqualTo(36 + 2 + 4 + 6);
    }

    private static Encapsulation data(AddressControl addressControl, int offset) {
        return new Encapsulation(
                addressControl,
                true,
                offset,
                false,
                Sequencing.REQUIRE,
                Reordering.DELIVER,
                SendPolicy.DEFAULT);
    }

    @Test
    void aLargerCoreMtuIsNoProblem() {
        PathMtu path = PathMtu.of(1492, 1530, false, Encapsulation.DEFAULT);
        assertThat(path.problem(false)).isEmpty();
        assertThat(path.fits()).isEqualTo(1492);
    }

    @Test
    void theInterfaceThatOwnsTheAddressTellsItsMtu() throws IOException {
        assertThat(PathMtu.towards(InetAddress.ofLiteral("127.0.0.1"), 1492, Encapsulation.DEFAULT))
                .hasValueSatisfying(path -> assertThat(path.coreMtu()).isGreaterThan(1500));
        assertThat(
                        PathMtu.towards(
                                InetAddress.ofLiteral("192.0.2.99"), 1492, Encapsulation.DEFAULT))
                .isEmpty();
    }

    @Test
    void doubleTaggedPortsNeedALargerMtu() {
        assertThat(PathMtu.accessMtuFor(1492, 0, false)).isEqualTo(1500);
        assertThat(PathMtu.accessMtuFor(1492, 1, false)).isEqualTo(1500);
        assertThat(PathMtu.accessMtuFor(1492, 2, false)).isEqualTo(1504);
        assertThat(PathMtu.accessMtuFor(1492, 2, true)).isEqualTo(1508);
    }
}
