package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.AccessGroup;
import org.lacserver.config.LookupConfig.Stage;
import org.lacserver.config.NameRewrite;
import org.lacserver.port.Caller;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** One caller's way through the order of his access group. On the engine thread. */
final class Inquiry {
    /** What {@link LookupAnswer.Unavailable} is about when several servers were silent. */
    private LookupAnswer.@Nullable Unavailable silence;

    /** Who tells what came of it, on the engine thread. */
    interface Ear {
        void answered(long nowNanos, Inquiry inquiry, LookupAnswer answer);

        /** The caller has to answer; {@link LookupDesk#replied} goes on. */
        void challenged(long nowNanos, long callId, byte[] eap);

        /** Has a task done on the engine thread, with the time it is then. From any thread. */
        void later(LongConsumer task);
    }

    /**
     * What a stage said.
     *
     * @param sent attributes, one a line; empty unless they were wanted
     * @param received the same of the reply
     */
    record Note(Stage stage, String outcome, List<String> sent, List<String> received) {
        Note {
            sent = List.copyOf(sent);
            received = List.copyOf(received);
        }

        Note(Stage stage, String outcome) {
            this(stage, outcome, List.of(), List.of());
        }
    }

    final long callId;
    final Line line;
    final AccessGroup group;

    /** By the name that is asked about. */
    final Caller caller;

    /** The caller has not named himself and will be asked to. */
    final boolean isLineOnly;

    /** Attributes are wanted, and no call is behind it. */
    final boolean isRehearsal;

    final Ear ear;
    private final List<Note> notes;
    private LookupAnswer.@Nullable Refused lastWord;

    /** What those who knew no tunnel said of the call all the same. */
    private LookupAnswer.Terms terms;

    private int next;
    private boolean isOver;

    /** Of the open EAP conversation: the State to give back, and how many rounds it took. */
    byte[] state = new byte[0];

    /** Who sent that challenge: nobody else knows the State. */
    String server = "";

    int rounds;
    boolean awaitsCaller;

    /**
     * @param before what the line alone led to; null when it was not asked about alone
     */
    Inquiry(
            Event.LookupWanted question,
            AccessGroup group,
            @Nullable Inquiry before,
            boolean isRehearsal,
            Ear ear) {
        this.callId = question.callId();
        this.line = question.line();
        this.group = group;
        Caller asNamed = question.caller();
        this.caller = asNamed.renamed(NameRewrite.apply(group.rewrite(), asNamed.userName()));
        this.isLineOnly =
                caller.method() == Caller.Method.NONE && group.asksLineFirst() && before == null;
        this.isRehearsal = isRehearsal;
        this.ear = ear;
        this.notes = new ArrayList<>(before == null ? List.of() : before.notes);
        this.terms = before == null ? LookupAnswer.Terms.NONE : before.terms;
    }

    /** The next to ask; null when nobody is left. */
    @Nullable Stage next() {
        while (next < group.order().size()) {
            Stage stage = group.order().get(next++);
            if (isLineOnly ? isOfLine(stage) : stage != Stage.LINE) {
                return stage;
            }
        }
        return null;
    }

    /** The local table knows lines too, but is asked for them where it stands before RADIUS. */
    private boolean isOfLine(Stage stage) {
        List<Stage> order = group.order();
        return stage == Stage.LINE
                || (stage == Stage.LOCAL && order.indexOf(stage) < order.indexOf(Stage.LINE));
    }

    void note(Note note) {
        notes.add(note);
    }

    void silent(LookupAnswer.Unavailable answer) {
        silence = answer;
    }

    void knowsNoTunnel(LookupAnswer.Refused answer, LookupAnswer.Terms said) {
        lastWord = answer;
        terms = said.after(terms);
    }

    LookupAnswer.Terms terms() {
        return terms;
    }

    /** What remains when nobody knew the caller; {@code otherwise} is null when nothing is set. */
    LookupAnswer end(@Nullable LookupAnswer otherwise, LookupAnswer refusal) {
        if (silence != null) {
            return silence;
        }
        if (otherwise != null) {
            return otherwise;
        }
        return lastWord == null ? refusal : lastWord;
    }

    List<Note> notes() {
        return List.copyOf(notes);
    }

    /** The one who decided, and what the ones before him said. */
    String source(String decisive) {
        return notes.isEmpty()
                ? decisive
                : decisive
                        + notes.stream()
                                .map(each -> name(each.stage()) + ": " + each.outcome())
                                .collect(Collectors.joining(", ", "; before: ", ""));
    }

    static String name(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    boolean isOver() {
        return isOver;
    }

    void over() {
        isOver = true;
    }
}
