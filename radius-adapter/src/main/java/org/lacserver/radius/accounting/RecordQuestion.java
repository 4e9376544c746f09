package org.lacserver.radius.accounting;

import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.Question;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.Type;

import java.util.List;
import java.util.function.LongSupplier;

/** One record on its way to the servers. */
final class RecordQuestion implements Question {
    final Item item;
    final long askedNanos;
    private final LongSupplier epochSeconds;
    private final Then then;

    /** Hears what became of it. */
    interface Then {
        /** Why it was not taken; empty when it was. */
        void settled(RecordQuestion question, String fault);
    }

    RecordQuestion(Item item, long askedNanos, LongSupplier epochSeconds, Then then) {
        this.item = item;
        this.askedNanos = askedNanos;
        this.epochSeconds = epochSeconds;
        this.then = then;
    }

    @Override
    public Attributes attributes(Server server, long nowNanos) {
        Waiting record = item.record;
        // RFC 2866 §5.2: how long this copy is late, also after a restart; by the wall clock, which
        // may have been set back meanwhile
        long delay = Math.max(0, epochSeconds.getAsLong() - record.eventSeconds());
        return new Attributes()
                .add(Type.EVENT_TIMESTAMP, record.eventSeconds())
                .add(Type.ACCT_DELAY_TIME, delay)
                .addOctets(record.attributes());
    }

    @Override
    public void answered(Attempt attempt, int code, List<Attribute> attributes, long rttNanos) {
        then.settled(this, "");
    }

    @Override
    public void unanswered(String reason) {
        then.settled(this, reason);
    }
}
