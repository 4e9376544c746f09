package org.lacserver.radius.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.radius.lookup.LookupReply.Skipped;
import org.lacserver.radius.lookup.TunnelSet.Medium;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lists of endpoints, names and families (RFC 2868 §3.2 to §3.4). */
class EndpointsTest {
    private final Accept accept = new Accept();

    private TunnelSets sets() {
        return accept.sets();
    }

    @Test
    @DisplayName("§3.4: each endpoint of a list is a set of its own, with all else of its tag")
    void lists() {
        accept.l2tp(3, "192.0.2.1,192.0.2.2 192.0.2.3,  lns4.example.net").number(83, 3, 7);
        accept.text(82, 3, "isp");
        assertThat(sets().sets())
                .extracting(set -> set.server().text())
                .containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3", "lns4.example.net");
        assertThat(sets().sets()).allMatch(set -> set.tag() == 3 && set.preference() == 7);
        assertThat(sets().sets()).allMatch(set -> "isp".equals(set.assignmentId()));
        assertThat(sets().sets().getLast().server()).isInstanceOf(Endpoint.Name.class);
    }

    @Test
    @DisplayName("What stands behind a slash comes after all before it")
    void ranks() {
        accept.l2tp(1, "192.0.2.1 192.0.2.2/192.0.2.3").number(83, 1, 0xff_ffff);
        accept.l2tp(2, "192.0.2.4/192.0.2.5").number(83, 2, 10);
        assertThat(sets().sets())
                .extracting(TunnelSet::preference)
                .containsExactly(10, 11, 0xff_ffff, 0xff_ffff, 0xff_ffff);
    }

    @Test
    @DisplayName("§3.4: more than 31 LNSs, in lists and in repeated attributes of one tag")
    void moreThan31() {
        for (int tag = 1; tag <= 31; tag++) {
            String list =
                    IntStream.rangeClosed(1, 8)
                            .mapToObj(Integer::toString)
                            .map(("192.0." + tag + ".")::concat)
                            .collect(Collectors.joining(","));
            accept.l2tp(tag, list).text(67, tag, "198.51.100." + tag);
        }
        assertThat(sets().sets()).hasSize(31 * 9);
        assertThat(sets().skipped()).isEmpty();
    }

    @Test
    @DisplayName("A bad endpoint of a list is told, the good ones beside it stay")
    void oneBad() {
        accept.l2tp(1, "192.0.2.1,lns_2,192.0.2.3,192.0.2.300");
        assertThat(sets().sets()).hasSize(2);
        assertThat(sets().skipped()).extracting(Skipped::tag).containsExactly(1, 1);
    }

    @Test
    @DisplayName("§3.2: the medium holds for names too, and leaves out what is of the other family")
    void medium() {
        accept.number(64, 1, 3).number(65, 1, 2);
        accept.text(67, 1, "192.0.2.1,2001:db8::1,lns.example.net");
        assertThat(sets().sets())
                .extracting(set -> set.server().text())
                .containsExactly("2001:db8:0:0:0:0:0:1", "lns.example.net");
        assertThat(sets().sets().getLast().medium()).isEqualTo(Medium.IPV6);
        assertThat(sets().skipped()).singleElement().matches(s -> s.reason().contains("192.0.2.1"));
    }

    @Test
    @DisplayName("§3.3: each server gets the first client of its family")
    void clients() {
        accept.number(64, 1, 3).text(67, 1, "192.0.2.1,2001:db8::1");
        accept.text(66, 1, "2001:db8::9,192.0.2.9,192.0.2.10");
        assertThat(sets().sets())
                .extracting(set -> set.client() == null ? "" : set.client().text())
                .containsExactly("192.0.2.9", "2001:db8:0:0:0:0:0:9");
    }

    @Test
    @DisplayName("§3.3: a name is tried in each family that has a client")
    void clientsOfAName() {
        accept.number(64, 1, 3).text(67, 1, "lns.example.net");
        accept.text(66, 1, "192.0.2.9,2001:db8::9");
        assertThat(sets().sets())
                .extracting(TunnelSet::medium)
                .containsExactly(Medium.IPV4, Medium.IPV6);
    }

    @Test
    @DisplayName("§3.3: clients of the other family alone leave the server out")
    void noClientFits() {
        accept.number(64, 1, 3).text(67, 1, "192.0.2.1").text(66, 1, "2001:db8::9");
        assertThat(sets().sets()).isEmpty();
        assertThat(sets().skipped())
                .singleElement()
                .matches(s -> s.reason().contains("differ in address family"));
    }

    @ParameterizedTest
    @DisplayName("RFC 1123 §2.1: a name of a host")
    @ValueSource(strings = {"a", "lns", "lns-1.example.net", "3com.example", "x.example.net."})
    void names(String text) {
        assertThat(Endpoint.of(text)).isEqualTo(new Endpoint.Name(text));
    }

    @ParameterizedTest
    @DisplayName("RFC 1123 §2.1: neither a host's name nor a host's address")
    @ValueSource(
            strings = {
                "-a",
                "a-",
                "a_b",
                "a..b",
                ".a",
                "192.0.2.300",
                "1.2.3",
                "10",
                "a.10",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "ff02::1",
                "::",
                "fe80::1%eth0",
                "a b",
                "ü.example"
            })
    void noNames(String text) {
        assertThat(Endpoint.of(text)).isNull();
    }

    @Test
    @DisplayName("RFC 1123 §2.1: 253 characters and 63 in a label, no more")
    void nameLengths() {
        String label = "x".repeat(63);
        String longest = label + "." + label + "." + label + "." + "x".repeat(61);
        assertThat(longest).hasSize(253);
        assertThat(Endpoint.of(longest)).isNotNull();
        assertThat(Endpoint.of(longest + "x")).isNull();
        assertThat(Endpoint.of(label + "x")).isNull();
    }
}
