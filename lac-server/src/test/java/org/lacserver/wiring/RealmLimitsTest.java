package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

class RealmLimitsTest {
    @Test
    @DisplayName(
            "A realm has so many calls in set-up and up; an operator's word counts for new ones")
    void aRealmIsLimited() {
        RealmLimits realms = new RealmLimits(Map.of("isp.example", 2));
        assertThat(realms.enter(1, "ann@isp.example")).isTrue();
        assertThat(realms.enter(2, "bob@ISP.example")).isTrue();
        assertThat(realms.enter(3, "cat@isp.example")).isFalse();
        assertThat(realms.enter(4, "dan@other.example")).isTrue();
        assertThat(realms.enter(5, "nobody")).isTrue();
        assertThat(realms.use("isp.example")).isEqualTo(new RealmLimits.Use(2, 2));
        assertThat(realms.refused()).isEqualTo(1);
        realms.leave(3); // never entered
        realms.leave(1);
        realms.leave(1);
        assertThat(realms.enter(3, "cat@isp.example")).isTrue();
        realms.set("isp.example", 0);
        assertThat(realms.enter(6, "eve@isp.example")).isTrue();
        realms.set("isp.example", null);
        assertThat(realms.enter(7, "eve@isp.example")).isFalse();
        realms.set("other.example", 1);
        assertThat(realms.enter(8, "eve@other.example")).isFalse();
        assertThat(realms.limited().keySet()).containsExactly("isp.example", "other.example");
    }

    @Test
    @DisplayName("After random lives the counts equal a recount")
    void countsEqualARecount() {
        Random random = new Random(4);
        RealmLimits realms = new RealmLimits(Map.of());
        Map<Long, String> calls = new HashMap<>();
        for (int turn = 0; turn < 20_000; turn++) {
            long call = random.nextInt(200);
            if (random.nextBoolean()) {
                String realm = "r" + random.nextInt(5);
                assertThat(realms.enter(call, "u@" + realm)).isTrue();
                calls.put(call, realm);
            } else {
                realms.leave(call);
                calls.remove(call);
            }
        }
        for (int n = 0; n < 5; n++) {
            String realm = "r" + n;
            assertThat(realms.use(realm).calls())
                    .isEqualTo((int) calls.values().stream().filter(realm::equals).count());
        }
    }

    @Test
    void theRealmStandsBehindTheLastAt() {
        assertThat(RealmLimits.realmOf("a@b@C.example")).isEqualTo("c.example");
        assertThat(RealmLimits.realmOf("a")).isEmpty();
        assertThat(RealmLimits.realmOf("a@")).isEmpty();
        assertThat(RealmLimits.realmOf("")).isEmpty();
    }
}
