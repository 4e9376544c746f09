package org.lacserver.ops;

import java.util.function.Consumer;

/** Answers what is asked over the control socket. */
@FunctionalInterface
public interface ControlHandler {
    /**
     * Called on the control socket's thread; {@code answer} takes one response, at once or later,
     * from any thread.
     */
    void handle(Request request, Consumer<Response> answer);
}
