package org.lacserver.radius.dynauth;

/** What became of a request. */
public sealed interface DynamicAnswer {
    /** All of it was done. */
    record Done() implements DynamicAnswer {}

    /** Nothing of it was done. */
    record Refused(ErrorCause cause) implements DynamicAnswer {}
}
