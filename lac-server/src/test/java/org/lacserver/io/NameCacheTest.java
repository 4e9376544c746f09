package org.lacserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.io.NameCache.Count;
import org.lacserver.io.NameCache.Family;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** In virtual time. */
class NameCacheTest {
    private static final NameCache.Key LNS = new NameCache.Key("lns.isp.example", Family.IPV4);
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");

    private final List<NameCache.Key> asked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final NameCache cache = new NameCache(asked::add);
    private long now;

    private void wanted() {
        cache.wanted(
                now,
                LNS,
                found ->
                        told.add(
                                found.addresses().isEmpty()
                                        ? found.fault()
                                        : found.addresses().getFirst().getHostAddress()));
    }

    private void answered(InetAddress address, long ttlSeconds) {
        cache.answered(now, LNS, List.of(address), Duration.ofSeconds(ttlSeconds));
    }

    private void pass(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
        cache.tick(now);
    }

    @Test
    void manyWhoWantANameMakeOneQuestion() {
        wanted();
        wanted();
        assertThat(asked).hasSize(1);
        assertThat(told).isEmpty();
        answered(ONE, 60);
        wanted();
        assertThat(asked).hasSize(1);
        assertThat(told).containsExactly("192.0.2.1", "192.0.2.1", "192.0.2.1");
    }

    @Test
    void aNameInUseIsAskedForAgainBeforeItsTimeIsOver() {
        wanted();
        answered(ONE, 100);
        pass(79);
        assertThat(asked).hasSize(1);
        pass(1);
        assertThat(asked).hasSize(2);
        wanted(); // meanwhile the old one is good
        answered(TWO, 100);
        wanted();
        assertThat(told).containsExactly("192.0.2.1", "192.0.2.1", "192.0.2.2");
    }

    @Test
    void aNameThatNobodyWantsIsLeftAloneAndForgotten() {
        wanted();
        answered(ONE, 100);
        pass(80);
        answered(ONE, 100);
        pass(80);
        assertThat(asked).hasSize(2);
        pass(100 + Duration.ofDays(1).toSeconds());
        wanted();
        assertThat(asked).hasSize(3);
        assertThat(told).hasSize(1);
    }

    @Test
    void noTimeIsShorterThanFiveSecondsOrLongerThanAnHour() {
        wanted();
        answered(ONE, 0);
        pass(3);
        wanted();
        assertThat(asked).hasSize(1);
        pass(1);
        assertThat(asked).hasSize(2);
        answered(ONE, 86_400);
        wanted();
        pass(2880);
        assertThat(asked).hasSize(3);
    }

    @Test
    @DisplayName("RFC 8767 §4: old addresses stay in use while DNS is silent, for a day")
    void oldAddressesOutliveASilentDns() {
        wanted();
        answered(ONE, 60);
        wanted();
        pass(50);
        cache.failed(now, LNS, "DNS does not answer");
        pass(30);
        cache.failed(now, LNS, "DNS does not answer");
        wanted();
        assertThat(told).containsExactly("192.0.2.1", "192.0.2.1", "192.0.2.1");
        assertThat(cache.counts()).containsEntry(Count.STALE_USED, 1L);
        pass(Duration.ofDays(1).toSeconds());
        cache.failed(now, LNS, "DNS does not answer");
        wanted();
        assertThat(told.getLast()).isEqualTo("DNS does not answer");
    }

    @Test
    @DisplayName("RFC 8767 §4: a name that is gone is gone at once")
    void aNameThatIsGoneIsGone() {
        wanted();
        answered(ONE, 60);
        wanted();
        pass(50);
        cache.gone(now, LNS, "no such name");
        wanted();
        assertThat(told.getLast()).isEqualTo("no such name");
    }

    @Test
    void afterAFailureNobodyIsAskedForAMoment() {
        wanted();
        cache.failed(now, LNS, "DNS does not answer");
        wanted();
        assertThat(told).containsExactly("DNS does not answer", "DNS does not answer");
        assertThat(asked).hasSize(1);
        pass(6);
        wanted();
        assertThat(asked).hasSize(2);
    }

    @Test
    void onlySoManyNamesAreKept() {
        for (int i = 0; i <= NameCache.MOST; i++) {
            NameCache.Key key = new NameCache.Key("lns" + i, Family.IPV4);
            cache.wanted(now, key, _ -> {});
            cache.answered(now, key, List.of(ONE), Duration.ofSeconds(60));
        }
        assertThat(cache.counts()).containsEntry(Count.TOO_MANY, 1L);
        cache.wanted(now, new NameCache.Key("lns1", Family.IPV4), _ -> {});
        assertThat(asked).hasSize(NameCache.MOST + 1);
        cache.wanted(now, new NameCache.Key("lns0", Family.IPV4), _ -> {});
        assertThat(asked).hasSize(NameCache.MOST + 2);
    }
}
