package org.lacserver.pppoe;

import org.lacserver.pppoe.discovery.AccessFrame;

/**
 * A PPPoE session that an Access Concentrator gave us. Its id says nothing without the rest: we and
 * other ACs may have given the same id on the same port.
 *
 * @param mac the AC's MAC address
 * @param outerTag TPID and TCI as the AC sends them, 0 without
 * @param innerTag TPID and TCI as the AC sends them, 0 without
 */
record DialledSession(int accessPort, long mac, int outerTag, int innerTag, int sessionId) {
    /** What tells a session's frames; priorities and tag types do not matter. */
    record Key(int accessPort, long mac, int vlans, int sessionId) {
        static Key of(int accessPort, AccessFrame frame, int sessionId) {
            int vlans = vlans(frame.outerTag(), frame.innerTag());
            return new Key(accessPort, frame.source(), vlans, sessionId);
        }

        private static int vlans(int outerTag, int innerTag) {
            return AccessFrame.vlan(outerTag) << 12 | AccessFrame.vlan(innerTag);
        }
    }

    Key key() {
        return new Key(accessPort, mac, Key.vlans(outerTag, innerTag), sessionId);
    }
}
