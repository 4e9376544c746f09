package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.LinePolicy.Vlans;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The policy that is found is the one that a search from the first to the last finds. */
class LinePoliciesTest {
    private static final List<FrontendSettings.Port> PORTS =
            List.of(
                    new FrontendSettings.Port("a", 1),
                    new FrontendSettings.Port("b", 2),
                    new FrontendSettings.Port("c", 3));

    private static LinePolicies of(List<LinePolicy> policies) {
        return new LinePolicies(FrontendSettings.on(PORTS).policies(policies).build());
    }

    private static int linear(List<LinePolicy> policies, int port, int outer, int inner) {
        for (int at = 0; at < policies.size(); at++) {
            if (policies.get(at).covers(port, outer, inner)) {
                return at;
            }
        }
        return -1;
    }

    private static Vlans vlans(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Vlans.ANY;
            case 1 -> new Vlans(0, 0);
            case 2 -> new Vlans(1, 4094);
            case 3 -> {
                int one = random.nextInt(4096);
                yield new Vlans(one, one);
            }
            default -> {
                int from = random.nextInt(4096);
                yield new Vlans(from, from + random.nextInt(4096 - from));
            }
        };
    }

    private static int vlan(Random random, List<LinePolicy> policies, boolean outer) {
        if (policies.isEmpty() || random.nextInt(4) == 0) {
            return random.nextInt(4096);
        }
        LinePolicy one = policies.get(random.nextInt(policies.size()));
        Vlans range = outer ? one.outer() : one.inner();
        int edge = random.nextBoolean() ? range.from() : range.to();
        return Math.clamp(edge + random.nextInt(3) - 1, 0, 4095);
    }

    @Test
    void theFirstThatCoversALineIsFound() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<LinePolicy> policies = new ArrayList<>();
            for (int n = random.nextInt(30); n > 0; n--) {
                policies.add(
                        new LinePolicy(
                                random.nextInt(3) - 1, // none of port c alone
                                vlans(random),
                                vlans(random),
                                LineProfile.USUAL));
            }
            LinePolicies found = of(policies);
            for (int ask = 0; ask < 300; ask++) {
                int port = random.nextInt(PORTS.size());
                int outer = vlan(random, policies, true);
                int inner = vlan(random, policies, false);
                assertThat(found.first(port, outer, inner))
                        .as("seed %d: %d %d.%d", seed, port, outer, inner)
                        .isEqualTo(linear(policies, port, outer, inner));
            }
        }
    }

    @Test
    void aPolicyForEveryVlanAndThousandsForOneAreLaidOut() {
        List<LinePolicy> policies = new ArrayList<>();
        for (int vlan = 1; vlan <= 4094; vlan++) {
            policies.add(new LinePolicy(0, new Vlans(vlan, vlan), Vlans.ANY, LineProfile.USUAL));
        }
        for (int vlan = 1; vlan <= 4094; vlan++) {
            policies.add(
                    new LinePolicy(1, new Vlans(7, 7), new Vlans(vlan, vlan), LineProfile.USUAL));
        }
        LinePolicies found = of(policies);
        assertThat(found.first(0, 4094, 9)).isEqualTo(4093);
        assertThat(found.first(0, 0, 0)).isEqualTo(-1);
        assertThat(found.first(1, 7, 4094)).isEqualTo(2 * 4094 - 1);
        assertThat(found.first(1, 8, 4094)).isEqualTo(-1);
        assertThat(found.first(2, 7, 1)).isEqualTo(-1);
    }
}
