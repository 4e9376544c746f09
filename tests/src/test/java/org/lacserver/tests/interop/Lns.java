package org.lacserver.tests.interop;

import java.time.Duration;
import java.util.List;

/** A real LNS of the lab. */
interface Lns {

    /** The address its tunnels end at. */
    String address();

    /** Names of the users whose sessions are up, as this LNS authenticated them. */
    List<String> users();

    /** Waits until it says that this user is up: it may say so a little later than he does. */
    default void awaitUser(String user) {
        Await.until(
                Duration.ofSeconds(5),
                user + " is up at " + this,
                () -> users().contains(user),
                () -> users().toString());
    }

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
