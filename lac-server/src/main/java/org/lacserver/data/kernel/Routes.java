package org.lacserver.data.kernel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Asks the kernel which way a packet goes (rtnetlink(7)). One thread at a time. */
final class Routes implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int GET_LINK = 18;
    private static final int GET_ROUTE = 26;
    private static final int NEW_NEIGHBOUR = 28;
    private static final int GET_NEIGHBOUR = 30;
    private static final int ROUTE_MESSAGE = 12;
    private static final int NEIGHBOUR_MESSAGE = 12;
    private static final int LINK_MESSAGE = 16;

    private static final int RTN_UNICAST = 1;
    private static final int RTA_DST = 1;
    private static final int RTA_SRC = 2;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_METRICS = 8;
    private static final int RTA_VIA = 18;
    private static final int RTA_IP_PROTO = 27;
    private static final int RTA_SPORT = 28;
    private static final int RTA_DPORT = 29;
    private static final int RTAX_MTU = 2;
    private static final int UDP = 17;

    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NTF_USE = 1;

    /** REACHABLE, STALE, DELAY, PROBE, NOARP, PERMANENT. */
    private static final int NUD_VALID = 0x02 | 0x04 | 0x08 | 0x10 | 0x40 | 0x80;

    /** NOARP, PERMANENT. */
    private static final int NUD_SET = 0x40 | 0x80;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_MTU = 4;
    private static final int MAC = 6;

    private final Netlink netlink;

    Routes() throws IOException {
        netlink = Netlink.open(Netlink.ROUTE, 0);
    }

    /**
     * The way of UDP between two ends; null when there is no route, or its neighbour has not
     * answered yet, who is asked then.
     */
    @Nullable NextHop nextHop(InetSocketAddress local, InetSocketAddress peer) throws IOException {
        try {
            return find(local, peer);
        } catch (Netlink.Refused _) {
            return null; // unreachable, prohibited, or the interface has just gone
        }
    }

    private @Nullable NextHop find(InetSocketAddress local, InetSocketAddress peer)
            throws IOException {
        ByteBuffer route = route(local, peer);
        if (route == null || route.get(7) != RTN_UNICAST) {
            return null;
        }
        ByteBuffer out = Netlink.attribute(route, ROUTE_MESSAGE, RTA_OIF);
        if (out == null) {
            return null;
        }
        int device = out.getInt(0);
        byte[] neighbour = gateway(route, peer.getAddress());
        ByteBuffer link = one(GET_LINK, linkRequest(device));
        if (link == null) {
            return null;
        }
        ByteBuffer own = Netlink.attribute(link, LINK_MESSAGE, IFLA_ADDRESS);
        ByteBuffer mtu = Netlink.attribute(link, LINK_MESSAGE, IFLA_MTU);
        if (own == null || own.limit() != MAC || mtu == null) {
            return null; // not an Ethernet
        }
        ByteBuffer address = neighbour(device, neighbour);
        if (address == null) {
            use(device, neighbour);
            return null;
        }
        return new NextHop(device, mtu(route, mtu.getInt(0)), mac(address), mac(own));
    }

    private @Nullable ByteBuffer route(InetSocketAddress local, InetSocketAddress peer)
            throws IOException {
        byte[] to = peer.getAddress().getAddress();
        byte[] from = local.getAddress().getAddress();
        ByteBuffer body = Netlink.body(ROUTE_MESSAGE + 80);
        body.put((byte) family(to)).put((byte) (to.length * 8)).put((byte) (from.length * 8));
        body.position(ROUTE_MESSAGE);
        Netlink.put(body, RTA_DST, to);
        Netlink.put(body, RTA_SRC, from);
        Netlink.put(body, RTA_IP_PROTO, new byte[] {UDP});
        Netlink.put(body, RTA_SPORT, port(local.getPort()));
        Netlink.put(body, RTA_DPORT, port(peer.getPort()));
        return one(GET_ROUTE, body);
    }

    private static byte[] port(int port) {
        return new byte[] {(byte) (port >> 8), (byte) port};
    }

    private static byte[] gateway(ByteBuffer route, InetAddress peer) {
        ByteBuffer gateway = Netlink.attribute(route, ROUTE_MESSAGE, RTA_GATEWAY);
        ByteBuffer via = Netlink.attribute(route, ROUTE_MESSAGE, RTA_VIA);
        if (gateway != null) {
            return octets(gateway);
        }
        // the family stands in front of the address
        return via == null ? peer.getAddress() : octets(via.slice(2, via.limit() - 2));
    }

    private static int mtu(ByteBuffer route, int ofLink) {
        ByteBuffer metrics = Netlink.attribute(route, ROUTE_MESSAGE, RTA_METRICS);
        ByteBuffer mtu = metrics == null ? null : Netlink.attribute(metrics, 0, RTAX_MTU);
        return mtu == null || mtu.getInt(0) == 0 ? ofLink : Math.min(ofLink, mtu.getInt(0));
    }

    /** Its MAC address; null as long as it is not known. */
    private @Nullable ByteBuffer neighbour(int device, byte[] address) throws IOException {
        ByteBuffer found;
        try {
            found = one(GET_NEIGHBOUR, neighbourRequest(device, address, 0));
        } catch (Netlink.Refused _) {
            return null; // none of that name
        }
        if (found == null || (found.getShort(8) & NUD_VALID) == 0) {
            return null;
        }
        ByteBuffer mac = Netlink.attribute(found, NEIGHBOUR_MESSAGE, NDA_LLADDR);
        return mac == null || mac.limit() != MAC ? null : mac;
    }

    /** Has the kernel find out, or make sure, where a neighbour is. */
    private void use(int device, byte[] address) throws IOException {
        netlink.ask(
                NEW_NEIGHBOUR,
                Netlink.CREATE | Netlink.REPLACE,
                neighbourRequest(device, address, NTF_USE));
    }

    /**
     * As {@link #nextHop}, and its neighbour is asked whether he is still there; not one whose
     * address an operator has set, which the kernel would forget.
     */
    @Nullable NextHop probe(InetSocketAddress local, InetSocketAddress peer) throws IOException {
        NextHop hop = nextHop(local, peer);
        if (hop != null) {
            ByteBuffer route = route(local, peer);
            byte[] address = route == null ? null : gateway(route, peer.getAddress());
            if (address != null && !isSet(hop.device(), address)) {
                use(hop.device(), address);
            }
        }
        return hop;
    }

    private boolean isSet(int device, byte[] address) throws IOException {
        try {
            ByteBuffer found = one(GET_NEIGHBOUR, neighbourRequest(device, address, 0));
            return found != null && (found.getShort(8) & NUD_SET) != 0;
        } catch (Netlink.Refused _) {
            return false; // gone meanwhile
        }
    }

    private static ByteBuffer neighbourRequest(int device, byte[] address, int flags) {
        ByteBuffer body = Netlink.body(NEIGHBOUR_MESSAGE + 4 + address.length);
        body.putInt(family(address)).putInt(device).putShort((short) 0).put((byte) flags);
        body.position(NEIGHBOUR_MESSAGE);
        Netlink.put(body, NDA_DST, address);
        return body;
    }

    private static ByteBuffer linkRequest(int device) {
        ByteBuffer body = Netlink.body(LINK_MESSAGE);
        return body.putInt(0).putInt(device).position(LINK_MESSAGE);
    }

    private @Nullable ByteBuffer one(int type, ByteBuffer body) throws IOException {
        var answer = netlink.ask(type, 0, body);
        return answer.isEmpty() ? null : answer.getFirst().body();
    }

    private static int family(byte[] address) {
        return address.length == 4 ? AF_INET : AF_INET6;
    }

    private static byte[] octets(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.limit()];
        buffer.get(0, octets);
        return octets;
    }

    private static long mac(ByteBuffer octets) {
        ByteBuffer wire = octets.duplicate().order(ByteOrder.BIG_ENDIAN);
        return ((long) (wire.getShort(0) & 0xffff) << 32) | Integer.toUnsignedLong(wire.getInt(2));
    }

    @Override
    public void close() throws IOException {
        netlink.close();
    }
}
