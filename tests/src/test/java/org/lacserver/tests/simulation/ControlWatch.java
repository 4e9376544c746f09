package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsTunnel;
import org.lacserver.tests.peer.l2tp.Avp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the control messages of both sides off the wire, and knows what RFC 2661 §5.8 promises of
 * them: no more in flight than the peer's window, each delivered once and in order.
 */
final class ControlWatch {
    /** A message as it was sent first. */
    private record Sent(int type, int sessionId) {}

    /** One control connection. */
    static final class Connection {
        private final List<Sent> fromLac = new ArrayList<>();
        private int lnsNextNs;
        private int ackedToLac;
        private int mostInFlight;

        /** Distinct messages of the LNS. */
        int messagesOfLns() {
            return lnsNextNs;
        }
    }

    private record End(InetSocketAddress lns, int id) {}

    private final Map<End, Connection> byLacId = new HashMap<>();
    private final Map<End, Connection> byLnsId = new HashMap<>();
    private int mostInFlight;

    /** The most messages of the LAC that were ever without an acknowledgement. */
    int mostInFlight() {
        return mostInFlight;
    }

    @Nullable Connection ofLac(InetSocketAddress lns, int lacTunnelId) {
        return byLacId.get(new End(lns, lacTunnelId));
    }

    private static boolean isControl(ByteBuffer octets) {
        return octets.remaining() >= 12 && octets.get(octets.position()) < 0;
    }

    private static int u16(ByteBuffer octets, int at) {
        return octets.getShort(octets.position() + at) & 0xffff;
    }

    private static boolean isZlb(ByteBuffer octets) {
        return u16(octets, 2) == 12;
    }

    /** The Assigned Tunnel ID of SCCRQ and SCCRP, 0 in others. */
    private static int assigned(ByteBuffer octets) {
        if (isZlb(octets)) {
            return 0;
        }
        List<Avp> avps = Avp.readAll(octets.slice().slice(12, u16(octets, 2) - 12), null);
        if (avps == null || avps.getFirst().u16() > 2) {
            return 0;
        }
        Avp id = Avp.find(avps, Avp.ASSIGNED_TUNNEL_ID);
        return id == null ? 0 : id.u16();
    }

    private @Nullable Connection connection(
            Map<End, Connection> receivers,
            Map<End, Connection> senders,
            InetSocketAddress lns,
            ByteBuffer octets) {
        int to = u16(octets, 4);
        int from = assigned(octets);
        Connection known = to == 0 ? null : receivers.get(new End(lns, to));
        if (known == null && from != 0) {
            known = senders.get(new End(lns, from));
            known = known == null ? new Connection() : known;
        }
        if (known != null && from != 0) {
            senders.put(new End(lns, from), known);
        }
        return known;
    }

    void sentByLac(InetSocketAddress lns, ByteBuffer octets, int window) {
        if (!isControl(octets)) {
            return;
        }
        Connection connection = connection(byLnsId, byLacId, lns, octets);
        if (connection == null || isZlb(octets)) {
            return;
        }
        int ns = u16(octets, 8);
        Sent sent = new Sent(u16(octets, 18), u16(octets, 6));
        if (ns == connection.fromLac.size()) {
            connection.fromLac.add(sent);
        } else {
            assertThat(ns).as("numbers without a gap").isLessThan(connection.fromLac.size());
            assertThat(sent).as("a repetition").isEqualTo(connection.fromLac.get(ns));
        }
        int inFlight = connection.fromLac.size() - connection.ackedToLac;
        connection.mostInFlight = Math.max(connection.mostInFlight, inFlight);
        mostInFlight = Math.max(mostInFlight, inFlight);
        // §5.8: no more than the peer's Receive Window Size, which is 4 until it is known
        assertThat(inFlight)
                .as("unacknowledged messages, window %d", window)
                .isLessThanOrEqualTo(connection.lnsNextNs == 0 ? 4 : window);
    }

    void sentByLns(InetSocketAddress lns, ByteBuffer octets) {
        if (isControl(octets)) {
            Connection connection = connection(byLacId, byLnsId, lns, octets);
            if (connection != null && !isZlb(octets)) {
                connection.lnsNextNs = Math.max(connection.lnsNextNs, u16(octets, 8) + 1);
            }
        }
    }

    void deliveredToLac(InetSocketAddress lns, ByteBuffer octets) {
        if (isControl(octets)) {
            Connection connection = connection(byLacId, byLnsId, lns, octets);
            if (connection != null) {
                connection.ackedToLac = Math.max(connection.ackedToLac, u16(octets, 10));
            }
        }
    }

    /** Each tunnel of an LNS heard what the LAC sent in it, once and in order. */
    void assertHeardInOrder(InetSocketAddress at, Lns lns) {
        for (LnsTunnel tunnel : lns.tunnels()) {
            Connection connection = byLnsId.get(new End(at, tunnel.localId()));
            List<Sent> heard =
                    tunnel.heard().stream().map(m -> new Sent(m.type(), m.sessionId())).toList();
            List<Sent> sent = connection == null ? List.of() : connection.fromLac;
            assertThat(heard.size()).isLessThanOrEqualTo(sent.size());
            assertThat(heard).isEqualTo(sent.subList(0, heard.size()));
        }
    }
}
