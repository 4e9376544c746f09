package org.lacserver.radius.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.lookup.LookupReply.Skipped;
import org.lacserver.radius.vendor.VendorTable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What vendors' attributes in an Access-Accept do to its tunnel sets. */
class VendorWordsTest {
    private static final int ERX = 4874;
    private static final int NOKIA = 6527;

    private final Accept accept = new Accept();

    private TunnelSet only() {
        List<TunnelSet> sets = accept.sets().sets();
        assertThat(sets).hasSize(1);
        return sets.getFirst();
    }

    private List<String> reasons() {
        return accept.sets().skipped().stream().map(Skipped::reason).toList();
    }

    @Test
    @DisplayName("Cisco: a tunnel by AV-pairs alone")
    void cisco() {
        accept.cisco("vpdn:tunnel-type=l2tp").cisco("vpdn:tunnel-id=lac7");
        accept.cisco("vpdn:ip-addresses=192.0.2.1,192.0.2.2/192.0.2.3");
        accept.cisco("vpdn:source-ip=192.0.2.9").cisco("vpdn:l2tp-tunnel-password=pass word");
        accept.cisco("vpdn:l2tp-hello-interval=30").cisco("vpdn:l2tp-tunnel-authen*no");
        List<TunnelSet> sets = accept.sets().sets();
        assertThat(sets)
                .extracting(set -> set.server().text())
                .containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
        assertThat(sets).extracting(TunnelSet::preference).containsExactly(2000, 2000, 2001);
        TunnelSet first = sets.getFirst();
        assertThat(first.clientAuthId()).isEqualTo("lac7");
        assertThat(first.client()).isEqualTo(Endpoint.of("192.0.2.9"));
        assertThat(first.password()).isEqualTo("pass word".getBytes(StandardCharsets.UTF_8));
        assertThat(first.wishes()).isEqualTo(Map.of("hello", "30s", "challenge", "no"));
        assertThat(reasons()).isEmpty();
    }

    @Test
    @DisplayName("Cisco: a pair with = that is not known is told, one with * is not")
    void unknownPairs() {
        accept.l2tp(1, "192.0.2.1").cisco("vpdn:vpn-vrf=red").cisco("vpdn:vpn-id*7");
        accept.cisco("ip:addr-pool=x").cisco("nonsense").cisco("vpdn:l2tp-tunnel-authen=maybe");
        assertThat(reasons())
                .containsExactly(
                        "vpdn:vpn-vrf is not known",
                        "vpdn:l2tp-tunnel-authen has no such value: maybe");
    }

    @Test
    @DisplayName("RFC 2868 §3.1: a type that no tunnel of ours can be is named, by pairs as well")
    void strangeTypes() {
        accept.cisco("vpdn:tunnel-type=l2f").cisco("vpdn:ip-addresses=192.0.2.1");
        accept.number(64, 4, 1).text(67, 4, "192.0.2.4");
        assertThat(accept.sets().sets()).isEmpty();
        assertThat(accept.sets().strangeTypes())
                .containsExactly("Tunnel-Type l2f of tag 0", "Tunnel-Type 1 of tag 4");
    }

    @Test
    @DisplayName("RFC 2868 counts before vendors, of server, password and names")
    void standardFirst() {
        accept.cisco("vpdn:ip-addresses=192.0.2.7").cisco("vpdn:tunnel-id=cisco");
        accept.l2tp(0, "192.0.2.1").text(90, 0, "standard");
        assertThat(only().server()).isEqualTo(Endpoint.of("192.0.2.1"));
        assertThat(only().clientAuthId()).isEqualTo("standard");
    }

    @Test
    @DisplayName("Our own pairs: limit, weight, preference and settings for every tunnel")
    void own() {
        accept.l2tp(1, "192.0.2.1").l2tp(2, "192.0.2.2").number(83, 2, 1);
        accept.cisco("lac:limit=500").cisco("lac:weight=3").cisco("lac:preference=8");
        accept.cisco("lac:set=hello:15s").cisco("lac:set=retransmit.retries: 4");
        List<TunnelSet> sets = accept.sets().sets();
        assertThat(sets).allMatch(set -> set.limit() == 500 && set.weight() == 3);
        assertThat(sets).extracting(TunnelSet::preference).containsExactly(1, 8);
        assertThat(sets.getFirst().wishes())
                .isEqualTo(Map.of("hello", "15s", "retransmit.retries", "4"));
    }

    @Test
    @DisplayName("Groups of every vendor, in order and once")
    void groups() {
        accept.cisco("lac:group=isp-a").vendor(ERX, 64, "isp-b").vendor(NOKIA, 46, "isp-c");
        accept.vendor(2011, 96, "isp-d").vendor(50058, 41, "isp-e").cisco("lac:group=isp-a");
        accept.cisco("lac:group=no group");
        TunnelSets sets = accept.sets();
        assertThat(sets.groups()).containsExactly("isp-a", "isp-b", "isp-c", "isp-d", "isp-e");
        assertThat(sets.sets()).isEmpty();
        assertThat(reasons()).containsExactly("lac:group names no group: no group");
    }

    @Test
    @DisplayName("Tunnel attributes without an LNS beside a group are no fault")
    void groupWithType() {
        accept.number(64, 0, 3).cisco("lac:group=isp-a");
        assertThat(reasons()).isEmpty();
        accept.number(64, 5, 1);
        assertThat(reasons()).containsExactly("Tunnel-Type 1 is not L2TP");
    }

    @Test
    @DisplayName("Juniper ERX: TOS, sessions, window, DF, speed method and connect speeds")
    void erx() {
        accept.l2tp(1, "192.0.2.1").vendor(ERX, 9, "\u0001secret").vendor(ERX, 32, 0xb8);
        accept.vendor(ERX, 33, 4000).vendor(ERX, 54, 16).vendor(ERX, 70, 1).vendor(ERX, 94, 4);
        accept.vendor(ERX, 162, 0xff00_0000).vendor(ERX, 163, 1_000_000);
        accept.vendor(ERX, 8, "default").vendor(ERX, 90, 0).vendor(ERX, 8, "\u0001isp-vr");
        TunnelSet set = only();
        assertThat(set.password()).isEqualTo("secret".getBytes(StandardCharsets.UTF_8));
        assertThat(set.limit()).isEqualTo(4000);
        assertThat(set.wishes())
                .isEqualTo(
                        Map.of("dscp", "46", "window", "16", "df", "no", "speed-source", "line"));
        assertThat(accept.sets().txBps()).isEqualTo(0xff00_0000L);
        assertThat(accept.sets().rxBps()).isEqualTo(1_000_000);
        assertThat(accept.sets().skipped())
                .containsExactly(
                        new Skipped(
                                1, "ERX-Tunnel-Virtual-Router asks for what this box cannot do"));
    }

    @Test
    @DisplayName("Nokia: tag 0 is for all tunnels, a tunnel's own tag counts before it")
    void nokia() {
        accept.l2tp(1, "192.0.2.1").l2tp(2, "192.0.2.2");
        accept.vendor(NOKIA, 50, 60).vendor(NOKIA, 50, 2 << 24 | 20).vendor(NOKIA, 48, 1 << 24 | 9);
        accept.vendor(NOKIA, 49, 0xff_ffff).vendor(NOKIA, 52, 7).vendor(NOKIA, 53, 5);
        accept.vendor(NOKIA, 54, 3).vendor(NOKIA, 97, 2).vendor(NOKIA, 120, 64);
        accept.vendor(NOKIA, 204, 2 << 24);
        List<TunnelSet> sets = accept.sets().sets();
        assertThat(sets).extracting(TunnelSet::limit).containsExactly(9, 0);
        assertThat(sets).extracting(set -> set.wishes().get("hello")).containsExactly("60s", "20s");
        assertThat(sets.get(1).wishes())
                .containsEntry("tunnel-idle", "off")
                .containsEntry("retransmit.retries", "7")
                .containsEntry("retransmit.setup-retries", "5")
                .containsEntry("hide", "all")
                .containsEntry("challenge", "yes")
                .containsEntry("window", "64")
                .containsEntry("df", "no");
        assertThat(sets.get(0).wishes()).doesNotContainKey("df");
    }

    @Test
    @DisplayName("Redback, Huawei and RtBrick")
    void others() {
        accept.l2tp(1, "192.0.2.1").vendor(2352, 21, 100).vendor(2352, 85, 45);
        accept.vendor(2352, 24, 8).vendor(2352, 25, 6).vendor(2352, 26, 2);
        accept.vendor(2352, 29, 1).vendor(50058, 42, 7_000).vendor(50058, 43, new byte[] {1});
        assertThat(only().limit()).isEqualTo(100);
        assertThat(only().wishes())
                .isEqualTo(
                        Map.of(
                                "hello", "45s",
                                "window", "8",
                                "retransmit.retries", "6",
                                "retransmit.first", "2s"));
        assertThat(accept.sets().txBps()).isEqualTo(7_000);
        assertThat(accept.sets().rxBps()).isZero();
        assertThat(reasons())
                .containsExactly(
                        "Tunnel-Group asks for what this box cannot do",
                        "RtBrick-L2TP-Rx-Connect-Speed is malformed");
    }

    @Test
    @DisplayName("A vendor's password that is hidden as Tunnel-Password is uncovered")
    void salted() {
        byte[] hidden =
                RadiusPackets.hide(
                        6,
                        "secret".getBytes(StandardCharsets.UTF_8),
                        new byte[] {(byte) 0x80, 1},
                        new byte[16],
                        Accept.SECRET);
        byte[] value = ByteBuffer.allocate(1 + hidden.length).put((byte) 1).put(hidden).array();
        accept.l2tp(1, "192.0.2.1").vendor(4242, 7, value);
        List<String> problems = new ArrayList<>();
        TunnelSets sets =
                accept.sets(
                        VendorTable.builtIn()
                                .with(
                                        "own",
                                        "4242 7 tagged-salted Own-Password password",
                                        problems::add));
        assertThat(problems).isEmpty();
        assertThat(sets.sets().getFirst().password())
                .isEqualTo("secret".getBytes(StandardCharsets.UTF_8));
    }
}
