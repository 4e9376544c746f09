package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;
import org.lacserver.ops.CallMatch;
import org.lacserver.ops.Feed;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Reply.TraceRow.Form;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;
import org.lacserver.port.CallView;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/** Answers {@code lac trace} and {@code lac explain}; on the engine's thread. */
public final class TraceDesk {
    private static final int MOST_TRACES = 8;
    private static final int L2TP_PORT = 1701;
    private static final int RADIUS_PORT = 1812;

    private final FlightRecorder recorder;
    private final IntFunction<String> ports;

    /** Nanoseconds since 1970 when the engine's time was 0. */
    private final LongSupplier epochNanos;

    /** Has a task done on the engine's thread. */
    private final Consumer<Runnable> later;

    /**
     * @param ports names of the access ports by index
     */
    public TraceDesk(
            FlightRecorder recorder,
            IntFunction<String> ports,
            LongSupplier epochNanos,
            Consumer<Runnable> later) {
        this.recorder = recorder;
        this.ports = ports;
        this.epochNanos = epochNanos;
        this.later = later;
    }

    /**
     * Begins a trace; {@code visitor} is to be given every call there is.
     *
     * @param walk gets it when the answer is out
     */
    public void trace(
            Request.TraceLine asked,
            Consumer<Response> answer,
            Consumer<BiConsumer<CallView, Long>> walk) {
        recorder.watchers().sweep();
        if (recorder.watchers().count() >= MOST_TRACES) {
            answer.accept(
                    new Response.Refusal("there are " + MOST_TRACES + " traces already: end one"));
            return;
        }
        Tracer tracer = new Tracer(asked.match(), asked.count());
        answer.accept(new Response.Stream(new TraceFeed(tracer, asked.packets()), asked.seconds()));
        recorder.watchers().begin(tracer);
        walk.accept(
                (call, nowNanos) -> {
                    recorder.now(nowNanos);
                    recorder.watchers().join(call, tracer);
                });
    }

    public Response explain(Request.Explain asked) {
        CallMatch match = asked.match();
        List<Attempts.Kept> found =
                recorder.history()
                        .find(it -> match.fits(it.mac(), it.circuit(), it.port(), it.user(), -1));
        List<Reply> rows = new ArrayList<>();
        long epoch = epochNanos.getAsLong();
        int number = 0;
        for (Attempts.Kept kept : found) {
            Ladder ladder = kept.ladder();
            rows.add(row(++number, kept.attempt, ladder, epoch));
        }
        int left = Attempts.OF_A_LINE - rows.size();
        refusals(match, number, left, epoch, rows);
        if (asked.ladder() > 0 && asked.ladder() <= found.size()) {
            Ladder ladder = found.get(asked.ladder() - 1).ladder();
            if (ladder != null) {
                ladder.steps().forEach(step -> rows.add(row(step, true, 0, epoch)));
            }
        }
        return new Response.Rows(rows);
    }

    /** Those who never got as far as a session. */
    private void refusals(CallMatch match, int number, int left, long epoch, List<Reply> rows) {
        recorder.callers()
                .forEachRefused(
                        place -> {
                            String mac = Lines.macText(place.mac);
                            if (match.fitsLine(mac, null) && rows.size() - number < left) {
                                rows.add(refusal(rows.size() + 1, mac, place, epoch));
                            }
                        });
    }

    private Reply refusal(int number, String mac, Callers.Place place, long epoch) {
        String why = place.refusal;
        String reason =
                why.startsWith(Callers.ANSWERED)
                        ? Explanation.refused(why.substring(Callers.ANSWERED.length()))
                        : Explanation.unanswered(why);
        String times = place.refusals > 1 ? " So " + place.refusals + " times in a row." : "";
        return new Reply.AttemptRow(
                number,
                epoch + place.lastNanos,
                mac,
                "",
                null,
                "",
                why.startsWith("padi") ? "PADI" : "PADR",
                -1,
                "",
                reason + times,
                0);
    }

    private static Reply row(int number, Attempt attempt, @Nullable Ladder ladder, long epoch) {
        return new Reply.AttemptRow(
                number,
                epoch + attempt.atNanos(),
                attempt.mac(),
                attempt.port(),
                attempt.circuit(),
                attempt.user(),
                attempt.stage(),
                attempt.upSeconds(),
                attempt.lns(),
                attempt.reason(),
                ladder == null ? 0 : ladder.size());
    }

    private Reply.TraceRow row(Step step, boolean withPacket, int lost, long epoch) {
        StepText said = StepText.of(step, recorder.vendors());
        Form form = form(step.kind());
        byte[] packet = form == Form.NONE || !withPacket ? null : packet(step);
        int headers = packet == null ? 0 : packet.length - step.octets().length;
        return new Reply.TraceRow(
                epoch + step.atNanos(),
                said.from(),
                said.to(),
                said.protocol(),
                said.text(),
                link(step),
                form,
                packet == null ? null : Base64.getEncoder().encodeToString(packet),
                headers + step.length(),
                lost);
    }

    private static Form form(Step.Kind kind) {
        return switch (kind) {
            case FRAME_IN, FRAME_OUT -> Form.ETHERNET;
            case L2TP_IN, L2TP_OUT, RADIUS_IN, RADIUS_OUT -> Form.IP;
            case NOTE -> Form.NONE;
        };
    }

    private String link(Step step) {
        return switch (step.kind()) {
            case FRAME_IN, FRAME_OUT -> ports.apply(step.port());
            case L2TP_IN, L2TP_OUT -> "l2tp";
            case RADIUS_IN, RADIUS_OUT -> "radius";
            case NOTE -> "";
        };
    }

    private static byte[] packet(Step step) {
        return switch (step.kind()) {
            case L2TP_IN, L2TP_OUT ->
                    Packets.udp(
                            step.local(),
                            step.peer(),
                            L2TP_PORT,
                            step.kind() == Step.Kind.L2TP_OUT,
                            step.octets(),
                            step.length());
            case RADIUS_IN, RADIUS_OUT ->
                    Packets.udp(
                            step.local(),
                            step.peer(),
                            RADIUS_PORT,
                            step.kind() == Step.Kind.RADIUS_OUT,
                            step.octets(),
                            step.length());
            case FRAME_IN, FRAME_OUT, NOTE -> step.octets();
        };
    }

    /** Steps become rows where they are read, not where they are made. */
    private final class TraceFeed implements Feed {
        private final Tracer tracer;
        private final boolean packets;
        private final long epoch = epochNanos.getAsLong();
        private boolean isClosed;

        TraceFeed(Tracer tracer, boolean packets) {
            this.tracer = tracer;
            this.packets = packets;
        }

        @Override
        public @Nullable Reply poll() {
            Step step = tracer.take();
            return step == null ? null : row(step, packets, tracer.takeLost(), epoch);
        }

        @Override
        public boolean isOver() {
            return tracer.isOver();
        }

        @Override
        public void wakes(Runnable told) {
            tracer.wakes(told);
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                later.accept(() -> recorder.watchers().end(tracer));
                tracer.end();
            }
        }
    }
}
