package org.lacserver.tests.interop;

import java.util.List;

/** A real LNS of the lab. */
interface Lns {

    /** The address its tunnels end at. */
    String address();

    /** Names of the users whose sessions are up, as this LNS authenticated them. */
    List<String> users();

    /** Sessions it knows, up or not. */
    int sessions();

    /** Tunnels it knows. */
    int tunnels();

    /** Pings a subscriber's address through PPP; the output of ping(8). */
    Shell.Result ping(String address, String... options);

    /** What it logs. */
    String log();

    /** Ends one user's call from this side, with a CDN. */
    void hangUp(String user);

    /** Ends with a StopCCN to each LAC, if it is one that does. */
    void stop();
}
