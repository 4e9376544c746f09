package org.lacserver.pppoe;

/** Whether an access port's interface can carry frames. */
public enum PortState {
    /** It is there, set up and has a carrier. */
    UP,
    /** It is there, but is not set up or has no carrier. */
    DOWN,
    /** There is no interface of its name. */
    ABSENT
}
