package org.lacserver.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.port.CallView;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class DataTextTest {
    private static final DataState KERNEL =
            new DataState(
                    "kernel",
                    "auto",
                    "",
                    3_912,
                    2,
                    Map.of("sequenced", 2),
                    new DataState.Slots(3_912, 131_072),
                    new DataState.Adopted(17, 252),
                    List.of(
                            new DataState.Interface(
                                    "eth1",
                                    "access",
                                    "native",
                                    "",
                                    1_200_000,
                                    counts("not-ours", 41, "sequenced", 7),
                                    0,
                                    3),
                            new DataState.Interface(
                                    "bond0",
                                    "core",
                                    "generic",
                                    "the driver\u001b has no XDP",
                                    900_000,
                                    Map.of(),
                                    12,
                                    0)),
                    2,
                    50_000);

    private static Map<String, Long> counts(String one, long first, String two, long second) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put(one, first);
        counts.put(two, second);
        return counts;
    }

    @Test
    @DisplayName("one page tells the path, each interface, and why something is not faster")
    void thePage() {
        assertThat(DataText.render(KERNEL))
                .isEqualTo(
                        """
                        path      kernel (data.path: auto)
                        interface eth1  access  native  moved 1,200,000  refused 3
                                  left  not-ours 41  sequenced 7
                        interface bond0  core  generic (the driver? has no XDP)  moved 900,000  ring full 12
                        calls     kernel 3,912  userspace 2
                                  2  sequenced
                        slots     3,912 of 131,072 in use
                        adopted   17 flows of an earlier process, for 00:04:12 more
                        threads   2 in each direction, busy-poll 50us
                        """);
    }

    @Test
    @DisplayName("without the kernel path the page says why")
    void userspaceAlone() {
        DataState state =
                new DataState(
                        "userspace",
                        "auto",
                        "CAP_BPF is missing",
                        0,
                        1,
                        Map.of(),
                        null,
                        null,
                        List.of(
                                new DataState.Interface(
                                        "eth1", "access", "", "", 0, Map.of(), 0, 0)),
                        1,
                        0);
        assertThat(DataText.render(state))
                .isEqualTo(
                        """
                        path      userspace (data.path: auto)
                                  no kernel path: CAP_BPF is missing
                        interface eth1  access
                        calls     kernel 0  userspace 1
                        threads   1 in each direction, busy-poll off
                        """);
    }

    @Test
    @DisplayName("the page crosses the control socket as one line of JSON")
    void json() {
        assertThat(ControlJson.reply(ControlJson.write(KERNEL))).hasValue(KERNEL);
        assertThat(ControlJson.write(KERNEL))
                .startsWith("{\"kind\":\"data\",\"path\":\"kernel\",\"choice\":\"auto\"")
                .contains("\"left\":{\"not-ours\":41,\"sequenced\":7}");
        Request request = new Request.ShowData(true);
        assertThat(ControlJson.request(ControlJson.write(request))).hasValue(request);
        assertThat(request.complaint()).isNull();
    }

    @Test
    @DisplayName("show call and show data --calls tell the way of a call, and why not the faster")
    void aCall() {
        CallView call =
                new CallView(
                        Samples.facts(7, "alice@ispA", Samples.tunnel()),
                        "established",
                        0,
                        Duration.ZERO,
                        CallView.Link.UNTOLD,
                        CallView.Rates.UNKNOWN);
        CallDetail.Way slow = new CallDetail.Way("userspace", "sequenced");
        assertThat(DetailText.render(Views.detail(call, Samples.COUNTERS, slow, "off", 0)))
                .contains("\n path     userspace  (sequenced)\n");
        CallDetail.Way none = new CallDetail.Way("none", "");
        assertThat(DetailText.render(Views.detail(call, Samples.COUNTERS, none, "off", 0)))
                .doesNotContain(" path ");
        assertThat(Tables.DATA.render(List.of(Views.data(call, slow))))
                .isEqualTo(
                        """
                        ID  USER        PORT         PATH       WHY
                         7  alice@ispA  eth1:200.17  userspace  sequenced
                        """);
    }
}
