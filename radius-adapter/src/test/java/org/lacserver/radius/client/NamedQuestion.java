package org.lacserver.radius.client;

import org.lacserver.radius.client.RadiusSettings.Server;

import java.util.List;

/** A question with a name, and what came of it as a line. */
record NamedQuestion(String name, List<String> answers) implements Question {
    @Override
    public Attributes attributes(Server server, long nowNanos) {
        return new Attributes().add(Type.USER_NAME, name);
    }

    @Override
    public void answered(Attempt attempt, int code, List<Attribute> list, long rttNanos) {
        answers.add(name + " " + code + " by " + attempt.server().name());
    }

    @Override
    public void unanswered(String reason) {
        answers.add(name + ": " + reason);
    }
}
