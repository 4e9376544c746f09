package org.lacserver.pppoe.ppp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The option negotiation automaton of RFC 1661 §4.1: state and event in, actions and state out. */
public final class LcpAutomaton {
    /** RFC 1661 §4.2, in the order of its numbers. */
    public enum State {
        INITIAL,
        STARTING,
        CLOSED,
        STOPPED,
        CLOSING,
        STOPPING,
        REQ_SENT,
        ACK_RCVD,
        ACK_SENT,
        OPENED;

        /** Whether the Restart timer may run in this state (RFC 1661 §4.2). */
        boolean isTimed() {
            return this != OPENED && compareTo(CLOSING) >= 0;
        }
    }

    /** RFC 1661 §4.3, in the order of the table; TO_PLUS is the table's "TO+" and so on. */
    public enum Event {
        UP,
        DOWN,
        OPEN,
        CLOSE,
        TO_PLUS,
        TO_MINUS,
        RCR_PLUS,
        RCR_MINUS,
        RCA,
        RCN,
        RTR,
        RTA,
        RUC,
        RXJ_PLUS,
        RXJ_MINUS,
        RXR
    }

    /** RFC 1661 §4.4. */
    public enum Action {
        /** This-Layer-Up. */
        TLU,
        /** This-Layer-Down. */
        TLD,
        /** This-Layer-Started. */
        TLS,
        /** This-Layer-Finished. */
        TLF,
        /** Initialize-Restart-Count. */
        IRC,
        /** Zero-Restart-Count. */
        ZRC,
        /** Send-Configure-Request. */
        SCR,
        /** Send-Configure-Ack. */
        SCA,
        /** Send-Configure-Nak or -Reject. */
        SCN,
        /** Send-Terminate-Request. */
        STR,
        /** Send-Terminate-Ack. */
        STA,
        /** Send-Code-Reject. */
        SCJ,
        /** Send-Echo-Reply. */
        SER
    }

    /** One cell of the table. An impossible event ("-") leaves the state and does nothing. */
    public record Step(List<Action> actions, State next) {}

    // RFC 1661 §4.1, cell by cell. Its suffixes: r and p say what an implementation may do besides
    // (restart, passive), x that the event points to a crossed connection.
    private static final String TABLE =
            """
                  0       1         2         3             4     5     6         7         8         9
            UP    2       irc,scr/6 -         -             -     -     -         -         -         -
            DOWN  -       -         0         tls/1         0     1     1         1         1         tld/1
            OPEN  tls/1   1         irc,scr/6 3r            5r    5r    6         7         8         9r
            CLOSE 0       tlf/0     2         2             4     4     irc,str/4 irc,str/4 irc,str/4 tld,irc,str/4
            TO+   -       -         -         -             str/4 str/5 scr/6     scr/6     scr/8     -
            TO-   -       -         -         -             tlf/2 tlf/3 tlf/3p    tlf/3p    tlf/3p    -
            RCR+  -       -         sta/2     irc,scr,sca/8 4     5     sca/8     sca,tlu/9 sca/8     tld,scr,sca/8
            RCR-  -       -         sta/2     irc,scr,scn/6 4     5     scn/6     scn/7     scn/6     tld,scr,scn/6
            RCA   -       -         sta/2     sta/3         4     5     irc/7     scr/6x    irc,tlu/9 tld,scr/6x
            RCN   -       -         sta/2     sta/3         4     5     irc,scr/6 scr/6x    irc,scr/8 tld,scr/6x
            RTR   -       -         sta/2     sta/3         sta/4 sta/5 sta/6     sta/6     sta/6     tld,zrc,sta/5
            RTA   -       -         2         3             tlf/2 tlf/3 6         6         8         tld,scr/6
            RUC   -       -         scj/2     scj/3         scj/4 scj/5 scj/6     scj/7     scj/8     scj/9
            RXJ+  -       -         2         3             4     5     6         6         8         9
            RXJ-  -       -         tlf/2     tlf/3         tlf/2 tlf/3 tlf/3     tlf/3     tlf/3     tld,irc,str/5
            RXR   -       -         2         3             4     5     6         7         8         ser/9
            """;

    private static final Map<Event, Map<State, Step>> STEPS = read();

    private LcpAutomaton() {}

    public static Step step(State state, Event event) {
        return Objects.requireNonNull(Objects.requireNonNull(STEPS.get(event)).get(state));
    }

    private static Map<Event, Map<State, Step>> read() {
        Iterator<String> lines = TABLE.lines().skip(1).iterator();
        Map<Event, Map<State, Step>> steps = new EnumMap<>(Event.class);
        for (Event event : Event.values()) {
            List<String> cells = List.of(lines.next().trim().split(" +", -1));
            Iterator<String> texts = cells.subList(1, cells.size()).iterator();
            Map<State, Step> row = new EnumMap<>(State.class);
            for (State state : State.values()) {
                row.put(state, cell(texts.next(), state));
            }
            steps.put(event, row);
        }
        return steps;
    }

    private static Step cell(String text, State state) {
        if (text.equals("-")) {
            return new Step(List.of(), state);
        }
        int slash = text.indexOf('/');
        List<Action> actions = new ArrayList<>();
        if (slash > 0) {
            for (String name : text.substring(0, slash).split(",", -1)) {
                actions.add(Action.valueOf(name.toUpperCase(Locale.ROOT)));
            }
        }
        State next = State.values()[text.charAt(slash + 1) - '0'];
        return new Step(List.copyOf(actions), next);
    }
}
