package org.lacserver.pppoe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What is counted is what is there, whatever lives the sessions have. */
class OccupancyTest {
    private static final AdmissionRules RULES =
            new AdmissionRules(
                    new LimitRules(0, 0, 0, 0, 0), 0, DampingRules.OFF, List.of(), List.of());

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Life(Where where, String profile, @Nullable String circuit, boolean[] isUp) {}

    @Test
    @DisplayName("After random lives every count equals a recount, and nothing is kept of the dead")
    void countsEqualARecount() {
        Random random = new Random(7);
        KnownCallers known = new KnownCallers(1, 2);
        Admission admission = new Admission(BoxRules.OPEN, 3, 1_000_000, known);
        List<Life> lives = new ArrayList<>();
        List<Admission.Ticket> tickets = new ArrayList<>();
        for (int turn = 0; turn < 20_000; turn++) {
            admission.at(turn);
            int what = lives.isEmpty() ? 0 : random.nextInt(turn < 15_000 ? 3 : 6);
            if (what < 2 && turn < 18_000) {
                Where where =
                        new Where(
                                random.nextInt(3),
                                "p",
                                random.nextInt(5),
                                random.nextInt(3),
                                random.nextInt(50));
                String profile = "profile" + random.nextInt(3);
                String circuit = random.nextBoolean() ? "circuit" + random.nextInt(20) : null;
                lives.add(new Life(where, profile, circuit, new boolean[1]));
                tickets.add(admission.enter(where, profile, RULES, circuit));
            } else if (!lives.isEmpty()) {
                int one = random.nextInt(lives.size());
                if (random.nextBoolean()) {
                    tickets.get(one).up();
                    lives.get(one).isUp()[0] = true;
                } else {
                    Admission.Ticket ticket = tickets.remove(one);
                    lives.remove(one);
                    ticket.leave();
                    ticket.leave(); // said twice is said once
                }
            }
            if (turn % 500 == 0) {
                recount(admission, lives, known);
            }
        }
        tickets.forEach(Admission.Ticket::leave);
        recount(admission, List.of(), known);
        assertThat(admission.occupancy().entries()).isZero();
    }

    private static void recount(Admission admission, List<Life> lives, KnownCallers known) {
        Occupancy occupancy = admission.occupancy();
        assertThat(occupancy.ofBox()).isEqualTo(lives.size());
        assertThat(admission.halfOpen())
                .isEqualTo(lives.stream().filter(life -> !life.isUp()[0]).count());
        for (int at = 0; at < 3; at++) {
            int port = at;
            assertThat(occupancy.ofPort(port))
                    .isEqualTo(lives.stream().filter(it -> it.where().port() == port).count());
            assertThat(occupancy.ofProfile("profile" + port))
                    .isEqualTo(
                            lives.stream()
                                    .filter(it -> it.profile().equals("profile" + port))
                                    .count());
            for (int vlan = 0; vlan < 5; vlan++) {
                int outer = vlan;
                assertThat(occupancy.ofVlan(known.prints().vlan(port, outer, 1)))
                        .isEqualTo(
                                lives.stream()
                                        .filter(
                                                it ->
                                                        it.where().port() == port
                                                                && it.where().outerVlan() == outer
                                                                && it.where().innerVlan() == 1)
                                        .count());
            }
        }
        for (int at = 0; at < 20; at++) {
            String circuit = "circuit" + at;
            assertThat(occupancy.ofCircuit(circuit))
                    .isEqualTo(lives.stream().filter(it -> circuit.equals(it.circuit())).count());
        }
        assertThat(
                        occupancy.fullestVlans(1000).stream()
                                .mapToInt(Occupancy.VlanUse::sessions)
                                .sum())
                .isEqualTo(lives.size());
    }
}
