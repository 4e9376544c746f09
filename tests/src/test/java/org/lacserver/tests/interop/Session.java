package org.lacserver.tests.interop;

/** A PPP session that is up, as the ip-up script of its pppd wrote it down. */
record Session(String interfaceName, String local, String remote, String peerMac) {

    static Session parse(String line) {
        return new Session(
                field(line, "if"), field(line, "local"), field(line, "remote"), field(line, "mac"));
    }

    /** The value of {@code name=value} in a line of such pairs; empty when it has none. */
    static String field(String line, String name) {
        for (String pair : line.strip().split(" ", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }
}
