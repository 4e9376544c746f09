package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.ppp.AuthProtocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One port with more sessions than there are session ids. */
class CrowdedPortTest {
    private static final int VLANS = 300;
    private static final int CALLERS = 210_000;
    private static final long MAC = 0x02_00_00_00_00_00L;
    private static final int FIRST_SERIAL_BIT = 28;

    /** A session as its caller and the core know it. */
    private record Known(long mac, int vlan, int sessionId, long callId) {
        /** The frames of one caller; the frontend is everybody's. */
        Caller caller(Frontend frontend) {
            Caller caller = new Caller(frontend, mac, tags(vlan));
            caller.sessionId = sessionId;
            return caller;
        }
    }

    private static String tags(int vlan) {
        return "88a8"
                + Caller.HEX.toHexDigits((short) (1 + vlan / 20)) // S-VLAN and C-VLAN
                + "8100"
                + Caller.HEX.toHexDigits((short) (1 + vlan % 20));
    }

    private static Frontend frontend() {
        LineProfile usual = LineProfile.USUAL;
        FrontendSettings settings =
                Caller.settings()
                        .usual(usual.with(usual.link().asking(List.of(AuthProtocol.PAP), true)))
                        .build();
        return new Frontend(settings, new Random(5));
    }

    /** Discovery and hand-over; every MAC address is on all VLANs. */
    private static Known call(Frontend frontend, int n) {
        return call(frontend, MAC + n / VLANS, n % VLANS);
    }

    private static Known call(Frontend frontend, long mac, int vlan) {
        Caller caller = new Caller(frontend, mac, tags(vlan));
        caller.discover();
        FrontendEvent.LineSeen seen = (FrontendEvent.LineSeen) caller.events.getLast();
        assertThat(seen.line().sessionId()).isEqualTo(caller.sessionId);
        caller.order(new FrontendOrder.HandOver(seen.callId()));
        return new Known(mac, vlan, caller.sessionId, seen.callId());
    }

    @Test
    @DisplayName(
            "RFC 2516 §4: a session is its id with its MAC addresses, so each VLAN has all the ids")
    void servesMoreSessionsThanThereAreIds() {
        Frontend frontend = frontend();
        List<Known> all = new ArrayList<>(CALLERS);
        long before = usedMemory();
        for (int n = 0; n < CALLERS; n++) {
            all.add(call(frontend, n));
        }
        assertThat(frontend.sessions()).isEqualTo(CALLERS);
        assertThat(frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        long known = (long) CALLERS * 44; // 40 for the record, 4 in the list
        long each = (usedMemory() - before - known) / CALLERS;
        System.out.println(CALLERS + " sessions on one port: " + each + " octets each");
        assertThat(each).isLessThan(150);
        everyIdIsUnique(all);
        everyCallIsItsOwn(frontend, all);
    }

    private static void everyIdIsUnique(List<Known> all) {
        Set<Long> onVlans = new HashSet<>();
        for (Known known : all) {
            assertThat(onVlans.add((long) known.vlan() << 16 | known.sessionId())).isTrue();
        }
        Set<Integer> first = new HashSet<>();
        all.subList(0, FrontendSettings.MAX_SESSION_ID).forEach(it -> first.add(it.sessionId()));
        assertThat(first).as("no id twice while there are free ones").hasSize(65_534);
    }

    private static long usedMemory() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void everyCallIsItsOwn(Frontend frontend, List<Known> all) {
        Random random = new Random(7);
        Set<Known> ended = new HashSet<>();
        for (int n = 0; n < 2000; n++) {
            Known known = all.get(random.nextInt(all.size()));
            if (!ended.add(known)) {
                continue;
            }
            Caller caller = known.caller(frontend);
            if (n % 2 == 0) {
                caller.order(new FrontendOrder.HangUp(known.callId(), "bye"));
                Caller.Seen padt = caller.next();
                assertThat(padt.destination()).isEqualTo(known.mac());
                assertThat(padt.tags()).isEqualTo(tags(known.vlan()));
                assertThat(padt.sessionId()).isEqualTo(known.sessionId());
            } else {
                caller.send(caller.padt());
                assertThat(caller.events)
                        .containsExactly(
                                new FrontendEvent.CallerGone(known.callId(), GoneCause.PADT, ""));
            }
        }
        assertThat(frontend.sessions()).isEqualTo(CALLERS - ended.size());
        for (int n = 0; n < ended.size(); n++) {
            call(frontend, n); // whose id is free on these VLANs
        }
        assertThat(frontend.sessions()).isEqualTo(CALLERS);
        Caller town = new Caller(frontend, 0, "");
        town.order(new FrontendOrder.HangUpAll("end"));
        assertThat(town.seen).hasSize(CALLERS);
        assertThat(frontend.sessions()).isZero();
    }

    @Test
    @DisplayName("the same MAC address and session id on another VLAN end and send nothing there")
    void keepsVlansApart() {
        Frontend frontend = frontend();
        List<Known> all = new ArrayList<>();
        for (int n = 0; n < FrontendSettings.MAX_SESSION_ID + VLANS; n++) {
            all.add(call(frontend, n));
        }
        Known first = all.getFirst();
        Known again = all.get(FrontendSettings.MAX_SESSION_ID);
        assertThat(again.sessionId()).isEqualTo(first.sessionId());
        assertThat(again.vlan()).isNotEqualTo(first.vlan());
        assertThat(again.callId() & (1L << FIRST_SERIAL_BIT) - 1)
                .as("only the serial number tells their call ids apart")
                .isEqualTo(first.callId() & (1L << FIRST_SERIAL_BIT) - 1);
        // a stranger with the MAC address and id of the one, on the VLANs of neither
        Caller stranger =
                new Known(first.mac(), (first.vlan() + 150) % VLANS, first.sessionId(), 0)
                        .caller(frontend);
        stranger.send(stranger.padt());
        assertThat(stranger.count("padt-wrong-line")).isEqualTo(1);
        stranger.lcp(9, 1, new byte[4]);
        assertThat(stranger.count("session-wrong-line")).isEqualTo(1);
        assertThat(stranger.next().code()).as("told that it is not his").isEqualTo(0xa7);
        assertThat(stranger.events).isEmpty();
        // the MAC address of the one on the VLANs of the other
        Caller mixed = new Known(first.mac(), again.vlan(), first.sessionId(), 0).caller(frontend);
        mixed.send(mixed.padt());
        assertThat(mixed.count("padt-wrong-line")).isEqualTo(2);
        assertThat(mixed.events).isEmpty();
        Caller owner = again.caller(frontend);
        owner.lcp(9, 1, new byte[4]);
        assertThat(owner.events.getLast())
                .isInstanceOfSatisfying(
                        FrontendEvent.HeldFrame.class,
                        held -> assertThat(held.callId()).isEqualTo(again.callId()));
        owner.send(owner.padt());
        assertThat(owner.events.getLast())
                .isEqualTo(new FrontendEvent.CallerGone(again.callId(), GoneCause.PADT, ""));
        Caller other = first.caller(frontend);
        other.lcp(9, 1, new byte[4]);
        assertThat(other.events).hasSize(1);
        assertThat(frontend.sessions()).isEqualTo(all.size() - 1);
    }

    @Test
    @DisplayName("one VLAN whose ids are all in use gets no more, and the next one does")
    void aFullVlanIsRefused() {
        Frontend frontend = frontend();
        for (int n = 0; n < FrontendSettings.MAX_SESSION_ID; n++) {
            call(frontend, MAC + n, 0);
        }
        Caller late = new Caller(frontend, MAC + 0x10_0000, tags(0));
        late.send(late.padr("", late.cookie()));
        assertThat(late.next().tag(0x0202)).isEqualTo(Caller.text("no session id left"));
        assertThat(late.count("padr-port-full")).isEqualTo(1);
        assertThat(call(frontend, MAC, 1).sessionId()).isPositive();
    }
}
