package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.pppoe.Caller.Seen;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The 802.1p priority of what callers are sent. */
class PriorityTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;

    @ParameterizedTest
    @DisplayName(
            "IEEE 802.1Q: the priority stands in the tags there are, VLAN id and DEI untouched")
    @CsvSource({
        "-1, 81006065, 81006065",
        "0, 81006065, 81000065",
        "6, 81001065, 8100d065",
        "7, 88a820c891006011, 88a8e0c89100e011",
        "-1, 88a820c881008011, 88a820c881008011",
        "5, 81000000, 8100a000",
        "5, '', ''",
    })
    void everyFrameCarriesIt(int priority, String heard, String said) {
        Frontend frontend =
                new Frontend(Caller.settings().priority(priority).build(), new Random(1));
        Caller caller = new Caller(frontend, MAC, heard);
        List<Seen> all = new ArrayList<>();
        byte[] cookie = keep(all, caller).tag(0x0104);
        assertThat(cookie).isNotNull();
        caller.send(caller.padr("", cookie == null ? new byte[0] : cookie));
        caller.sessionId = caller.seen.getFirst().sessionId();
        all.add(caller.next()); // PADS
        Seen request = caller.next();
        all.add(request);
        caller.lcp(2, request.id(), request.data());
        caller.lcp(1, 1, caller.options);
        caller.lcp(9, 2, new byte[4]);
        int challenge = List.copyOf(caller.seen).get(1).id();
        all.addAll(caller.seen); // Ack, Challenge, Echo-Reply
        caller.seen.clear();
        caller.respond(challenge, "user");
        caller.order(new FrontendOrder.HandOver(caller.named().callId()));
        caller.order(new FrontendOrder.HangUp(caller.named().callId(), "bye"));
        caller.lcp(9, 3, new byte[4]);
        all.addAll(caller.seen); // PADT, and PADT for a session that is no more
        Set<Integer> codes = new HashSet<>();
        all.forEach(frame -> codes.add(frame.code()));
        assertThat(codes).containsExactlyInAnyOrder(0x07, 0x65, 0x00, 0xa7);
        assertThat(all).hasSizeGreaterThanOrEqualTo(8);
        assertThat(all).allSatisfy(frame -> assertThat(frame.tags()).isEqualTo(said));
    }

    private static Seen keep(List<Seen> all, Caller caller) {
        caller.send(caller.padi(""));
        Seen pado = caller.next();
        all.add(pado);
        return pado;
    }
}
