package org.lacserver.pppoe.ppp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.IRC;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.SCA;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.SCJ;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.SCN;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.SCR;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.SER;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.STA;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.STR;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.TLD;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.TLF;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.TLS;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.TLU;
import static org.lacserver.pppoe.ppp.LcpAutomaton.Action.ZRC;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.ppp.LcpAutomaton.Action;
import org.lacserver.pppoe.ppp.LcpAutomaton.Event;
import org.lacserver.pppoe.ppp.LcpAutomaton.State;
import org.lacserver.pppoe.ppp.LcpAutomaton.Step;

import java.util.ArrayList;
import java.util.List;

/** RFC 1661 §4.1, row by row; written down a second time, in another form. */
class LcpAutomatonTest {
    /** Checks one row: for each state in turn its next state, or -1 for "-", and its actions. */
    private static final class Row {
        private final Event event;
        private final List<Step> cells = new ArrayList<>();

        Row(Event event) {
            this.event = event;
        }

        /** A cell of the next state in turn. */
        Row to(int next, Action... actions) {
            cells.add(new Step(List.of(actions), List.of(State.values()).get(next)));
            return this;
        }

        /** "-": cannot happen, changes nothing. */
        Row none(int times) {
            for (int n = 0; n < times; n++) {
                to(cells.size());
            }
            return this;
        }

        void holds() {
            assertThat(cells).hasSize(10);
            for (State state : State.values()) {
                assertThat(LcpAutomaton.step(state, event))
                        .as("%s in %s", event, state)
                        .isEqualTo(cells.removeFirst());
            }
        }
    }

    private static Row row(Event event) {
        return new Row(event);
    }

    @Test
    @DisplayName("RFC 1661 §4.1, Up")
    void up() {
        row(Event.UP).to(2).to(6, IRC, SCR).none(8).holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, Down")
    void down() {
        row(Event.DOWN).none(2).to(0).to(1, TLS).to(0).to(1).to(1).to(1).to(1).to(1, TLD).holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, Open")
    void open() {
        row(Event.OPEN)
                .to(1, TLS)
                .to(1)
                .to(6, IRC, SCR)
                .to(3)
                .to(5)
                .to(5)
                .to(6)
                .to(7)
                .to(8)
                .to(9)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, Close")
    void close() {
        row(Event.CLOSE)
                .to(0)
                .to(0, TLF)
                .to(2)
                .to(2)
                .to(4)
                .to(4)
                .to(4, IRC, STR)
                .to(4, IRC, STR)
                .to(4, IRC, STR)
                .to(4, TLD, IRC, STR)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, TO+")
    void timeoutWithTriesLeft() {
        row(Event.TO_PLUS)
                .none(4)
                .to(4, STR)
                .to(5, STR)
                .to(6, SCR)
                .to(6, SCR)
                .to(8, SCR)
                .none(1)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, TO-")
    void timeoutWithoutTriesLeft() {
        row(Event.TO_MINUS)
                .none(4)
                .to(2, TLF)
                .to(3, TLF)
                .to(3, TLF)
                .to(3, TLF)
                .to(3, TLF)
                .none(1)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RCR+")
    void goodConfigureRequest() {
        row(Event.RCR_PLUS)
                .none(2)
                .to(2, STA)
                .to(8, IRC, SCR, SCA)
                .to(4)
                .to(5)
                .to(8, SCA)
                .to(9, SCA, TLU)
                .to(8, SCA)
                .to(8, TLD, SCR, SCA)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RCR-")
    void badConfigureRequest() {
        row(Event.RCR_MINUS)
                .none(2)
                .to(2, STA)
                .to(6, IRC, SCR, SCN)
                .to(4)
                .to(5)
                .to(6, SCN)
                .to(7, SCN)
                .to(6, SCN)
                .to(6, TLD, SCR, SCN)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RCA")
    void configureAck() {
        row(Event.RCA)
                .none(2)
                .to(2, STA)
                .to(3, STA)
                .to(4)
                .to(5)
                .to(7, IRC)
                .to(6, SCR)
                .to(9, IRC, TLU)
                .to(6, TLD, SCR)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RCN")
    void configureNakOrReject() {
        row(Event.RCN)
                .none(2)
                .to(2, STA)
                .to(3, STA)
                .to(4)
                .to(5)
                .to(6, IRC, SCR)
                .to(6, SCR)
                .to(8, IRC, SCR)
                .to(6, TLD, SCR)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RTR")
    void terminateRequest() {
        row(Event.RTR)
                .none(2)
                .to(2, STA)
                .to(3, STA)
                .to(4, STA)
                .to(5, STA)
                .to(6, STA)
                .to(6, STA)
                .to(6, STA)
                .to(5, TLD, ZRC, STA)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RTA")
    void terminateAck() {
        row(Event.RTA)
                .none(2)
                .to(2)
                .to(3)
                .to(2, TLF)
                .to(3, TLF)
                .to(6)
                .to(6)
                .to(8)
                .to(6, TLD, SCR)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RUC")
    void unknownCode() {
        Row row = row(Event.RUC).none(2);
        for (int state = 2; state < 10; state++) {
            row.to(state, SCJ);
        }
        row.holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RXJ+")
    void rejectOfSomethingWeCanDoWithout() {
        row(Event.RXJ_PLUS).none(2).to(2).to(3).to(4).to(5).to(6).to(6).to(8).to(9).holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RXJ-")
    void rejectOfSomethingEssential() {
        row(Event.RXJ_MINUS)
                .none(2)
                .to(2, TLF)
                .to(3, TLF)
                .to(2, TLF)
                .to(3, TLF)
                .to(3, TLF)
                .to(3, TLF)
                .to(3, TLF)
                .to(5, TLD, IRC, STR)
                .holds();
    }

    @Test
    @DisplayName("RFC 1661 §4.1, RXR")
    void echoOrDiscard() {
        row(Event.RXR).none(9).to(9, SER).holds();
    }
}
