package org.lacserver.tests.peer;

/** How an LNS treats what arrives; to be changed at any time. */
public sealed interface Script {
    /** As it should. */
    record Honest() implements Script {}

    /** No answer to anything. */
    record Silent() implements Script {}

    /** Every SCCRQ is answered with this StopCCN. */
    record RefuseTunnels(int result, int error, String text) implements Script {}

    /** Every ICRQ is answered with this CDN. */
    record RefuseCalls(int result, int error, String text) implements Script {}

    /** An ICRQ is acknowledged, and never answered. */
    record ForgetCalls() implements Script {}

    Script HONEST = new Honest();
}
