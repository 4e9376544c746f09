package org.lacserver.radius.lookup;

import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.AttributeText;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.Question;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.vendor.VendorTable;

import java.util.List;

/** A question that keeps what is sent and received for people to read. */
final class Rehearsal implements Question {
    private final Question question;
    private final VendorTable vendors;
    private List<String> sent = List.of();
    private List<String> received = List.of();

    Rehearsal(Question question, VendorTable vendors) {
        this.question = question;
        this.vendors = vendors;
    }

    List<String> sent() {
        return sent;
    }

    List<String> received() {
        return received;
    }

    @Override
    public Attributes attributes(Server server, long nowNanos) {
        Attributes attributes = question.attributes(server, nowNanos);
        sent = AttributeText.lines(attributes, vendors);
        return attributes;
    }

    @Override
    public String askedBefore() {
        return question.askedBefore();
    }

    @Override
    public void answered(Attempt attempt, int code, List<Attribute> attributes, long rttNanos) {
        received = AttributeText.lines(attributes, vendors);
        question.answered(attempt, code, attributes, rttNanos);
    }

    @Override
    public void unanswered(String reason) {
        question.unanswered(reason);
    }
}
